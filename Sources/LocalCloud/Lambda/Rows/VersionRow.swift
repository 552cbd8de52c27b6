internal import Foundation
internal import JSONValue

/// Code and settings of one version of a function.
struct VersionRow: Codable, Sendable {
    let function: String
    /// A number or `$LATEST`.
    var version: String
    var runtime: String
    /// The role's ARN.
    var role: String
    var handler: String
    var description: String
    /// The description of `$LATEST` when it was published, where that had another.
    var latestDescription: String?
    /// Seconds.
    var timeout: Int
    /// MB.
    var memory: Int
    var environment: [String: String]
    var architecture: String
    /// The zip's SHA-256 in hexadecimal digits, which is its name in the code store.
    var code: String
    /// The zip's size in bytes.
    var codeSize: Int
    /// What is kept and told, and changes nothing here: `VpcConfig`, `TracingConfig` and the like, as they came.
    var settings: JSON.Object
    /// Seconds since 1970.
    var modified: Double
    /// A new one with each change, which no two versions share.
    var revision: String
    /// The revision of its last change of code or settings, where others have followed: its policy's, or that it was published.
    var contentRevision: String?

    /// The members of its settings that are kept as they came.
    static let keptSettings = [
        "DeadLetterConfig", "EphemeralStorage", "KMSKeyArn", "LoggingConfig", "SnapStart", "TracingConfig", "VpcConfig",
    ]

    /// What its instances are known by: they answer until code or settings change.
    var instances: String { contentRevision ?? revision }

    /// Something that belongs to it has changed, and its code and settings have not.
    mutating func setRevision(_ new: String) {
        contentRevision = instances
        revision = new
    }

    /// Whether publishing `$LATEST` after this version would make one that differs in nothing.
    func hasSameContent(as latest: VersionRow) -> Bool {
        runtime == latest.runtime && role == latest.role && handler == latest.handler && timeout == latest.timeout
            && memory == latest.memory && environment == latest.environment && architecture == latest.architecture && code == latest.code
            && settings == latest.settings && (latestDescription ?? description) == latest.description
    }

    var codeSHA256: String { Data(hexadecimal: code).base64EncodedString() }

    /// As [FunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html).
    ///
    /// - Parameter qualifier: What its ARN ends with; `nil` for the function's own.
    func json(qualifier: String?) -> JSON.Object {
        var json: JSON.Object = [
            "FunctionName": .string(function), "FunctionArn": .string(FunctionIdentifier.arn(function, qualifier)),
            "Runtime": .string(runtime), "Role": .string(role), "Handler": .string(handler), "CodeSize": .integer(codeSize),
            "Description": .string(description), "Timeout": .integer(timeout), "MemorySize": .integer(memory),
            "LastModified": .string(Self.text(modified)), "CodeSha256": .string(codeSHA256), "Version": .string(version),
            "RevisionId": .string(revision), "State": "Active", "LastUpdateStatus": "Successful", "PackageType": "Zip",
            "Architectures": [.string(architecture)], "EphemeralStorage": ["Size": 512], "TracingConfig": ["Mode": "PassThrough"],
            "SnapStart": ["ApplyOn": "None", "OptimizationStatus": "Off"],
        ]
        for (name, value) in settings where name != "LoggingConfig" && name != "SnapStart" { json[name] = value }
        json["LoggingConfig"] = .object(logging)
        if !environment.isEmpty {
            let variables = environment.sorted { $0.key < $1.key }.reduce(into: JSON.Object()) { $0[$1.key] = .string($1.value) }
            json["Environment"] = ["Variables": .object(variables)]
        }
        return json
    }

    /// Its logging configuration, whole.
    var logging: JSON.Object {
        var logging: JSON.Object = ["LogFormat": "Text", "LogGroup": .string("/aws/lambda/\(function)")]
        if settings["LoggingConfig"]?["LogFormat"] == "JSON" {
            logging["ApplicationLogLevel"] = "INFO"
            logging["SystemLogLevel"] = "INFO"
        }
        for (name, value) in settings["LoggingConfig"]?.object ?? [:] { logging[name] = value }
        return logging
    }

    /// A time as Lambda writes it: `2026-11-24T15:00:00.123+0000`.
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        )
        .replacing("Z", with: "+0000")
    }
}

extension Data {
    /// The bytes that hexadecimal digits stand for.
    init(hexadecimal text: String) {
        self.init()
        var rest = Substring(text)
        while !rest.isEmpty {
            append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
    }
}
