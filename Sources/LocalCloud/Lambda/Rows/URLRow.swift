internal import JSONValue

/// A Function URL.
struct URLRow: Codable, Sendable {
    let function: String
    /// The alias that it calls; `nil` for `$LATEST`.
    let qualifier: String?
    /// The first label of its name below `lambda-url.<region>.localhost`.
    let id: String
    /// Its own port on 127.0.0.1; 0 when it has none yet.
    var port: Int
    /// `NONE` or `AWS_IAM`.
    var authType: String
    /// `BUFFERED` or `RESPONSE_STREAM`.
    var invokeMode: String
    var cors: CORSRules?
    /// Seconds since 1970.
    let created: Double
    /// Seconds since 1970.
    var modified: Double

    var identifier: FunctionIdentifier { FunctionIdentifier(name: function, qualifier: qualifier) }
    var url: String { "http://127.0.0.1:\(port)/" }

    /// As [FunctionUrlConfig](https://docs.aws.amazon.com/lambda/latest/api/API_FunctionUrlConfig.html).
    var json: JSON.Object {
        var json: JSON.Object = [
            "FunctionUrl": .string(url), "FunctionArn": .string(identifier.arn), "AuthType": .string(authType),
            "InvokeMode": .string(invokeMode), "CreationTime": .string(Self.text(created)),
            "LastModifiedTime": .string(Self.text(modified)),
        ]
        if let cors { json["Cors"] = cors.json }
        return json
    }

    private static func text(_ seconds: Double) -> String { VersionRow.text(seconds).replacing("+0000", with: "Z") }
}
