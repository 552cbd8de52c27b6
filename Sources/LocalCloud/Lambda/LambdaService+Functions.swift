internal import Foundation
internal import JSONValue
internal import LambdaPackage

extension LambdaService {
    /// [CreateFunction](https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html).
    func createFunction(_ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        guard identifier.qualifier == nil else { throw .invalid("functionName", identifier.resource, "have no qualifier") }
        try authorize(call, "CreateFunction", identifier)
        let fields = LambdaInput(input)
        try refuseUnsupported(input)
        guard functions[identifier.name] == nil else { throw .conflict("Function already exist: \(identifier.name)") }
        let settings = try VersionSettings(fields, isNew: true)
        try checkRole(settings.role, call)
        let tags = try fields.map("Tags") ?? [:]
        try Self.checkTags(tags)
        let publishes = try fields.flag("Publish")
        let architecture = try architecture(fields) ?? "x86_64"
        let stored = try await store(fields.object("Code").required("code"), call)
        defer { code.release(stored) }
        var version = VersionRow(
            function: identifier.name, version: "$LATEST", runtime: "", role: "", handler: "", description: "", timeout: 3, memory: 128,
            environment: [:], architecture: architecture, code: stored.name, codeSize: stored.size, settings: [:],
            modified: now, revision: Self.newRevision())
        settings.apply(to: &version)
        return try exclusively { () throws(AWSError) in
            try functions.modify(identifier.name) { row throws(AWSError) in
                guard row == nil else { throw .conflict("Function already exist: \(identifier.name)") }
                row = FunctionRow(name: identifier.name, latest: version, tags: tags)
            }
            if publishes { version = publish(version, description: nil) }
            var json = version.json(qualifier: publishes ? version.version : nil)
            // As told while it is being made; it is Active by the time that somebody asks.
            json["State"] = "Pending"
            json["StateReason"] = "The function is being created."
            json["StateReasonCode"] = "Creating"
            json["LastUpdateStatus"] = nil
            return .object(json)
        }
    }

    /// [GetFunction](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html). Where the code is is a file's URL.
    func getFunction(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, "GetFunction", identifier)
        let function = try function(identifier)
        let version = try version(identifier)
        var json: JSON.Object = [
            "Configuration": .object(version.json(qualifier: identifier.qualifier)),
            "Code": ["RepositoryType": "S3", "Location": .string(code.zip(version.code).absoluteString)],
        ]
        if !function.tags.isEmpty { json["Tags"] = Self.json(function.tags) }
        if let reserved = function.reservedConcurrency, identifier.qualifier == nil {
            json["Concurrency"] = ["ReservedConcurrentExecutions": .integer(reserved)]
        }
        return .object(json)
    }

    /// [GetFunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html).
    func getFunctionConfiguration(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, "GetFunctionConfiguration", identifier)
        return .object(try version(identifier).json(qualifier: identifier.qualifier))
    }

    /// [UpdateFunctionCode](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html).
    func updateFunctionCode(_ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        let identifier = try unqualified(input)
        try authorize(call, "UpdateFunctionCode", identifier)
        try refuseUnsupported(input)
        let fields = LambdaInput(input)
        let architecture = try architecture(fields)
        let (publishes, isDryRun) = (try fields.flag("Publish"), try fields.flag("DryRun"))
        let revision = try fields.text("RevisionId")
        try Self.checkRevision(revision, function(identifier).latest.revision)
        let stored = try await store(input.object ?? [:], call)
        defer { code.release(stored) }
        return try update(identifier, revision, isDryRun: isDryRun, publishes: publishes) { version in
            version.code = stored.name
            version.codeSize = stored.size
            if let architecture { version.architecture = architecture }
        }
    }

    /// [UpdateFunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html).
    func updateFunctionConfiguration(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try unqualified(input)
        try authorize(call, "UpdateFunctionConfiguration", identifier)
        try refuseUnsupported(input)
        let fields = LambdaInput(input)
        let settings = try VersionSettings(fields, isNew: false)
        try checkRole(settings.role, call)
        return try update(identifier, fields.text("RevisionId"), isDryRun: false, publishes: false) { settings.apply(to: &$0) }
    }

    /// [DeleteFunction](https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html).
    func deleteFunction(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, "DeleteFunction", identifier)
        try exclusively { () throws(AWSError) in
            if let qualifier = identifier.qualifier {
                try deleteVersion(identifier, qualifier)
            } else {
                try deleteAll(identifier)
            }
        }
        code.keepOnly { Set(functions.rows { _ in true }.map(\.latest.code) + versions.rows { _ in true }.map(\.code)) }
        return ["StatusCode": 204]
    }

    /// [ListFunctions](https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html).
    func listFunctions(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        try authorize(call, "ListFunctions")
        let fields = LambdaInput(input)
        let isAll = try fields.choice("FunctionVersion", ["ALL"]) != nil
        let published = isAll ? Dictionary(grouping: versions.rows { _ in true }, by: \.function) : [:]
        let all = functions.all.flatMap { _, function in [function.latest] + Self.inOrder(published[function.name] ?? []) }
        let (elements, next) = try page(all, input)
        var json: JSON.Object = ["Functions": .array(elements.map { .object($0.json(qualifier: isAll ? $0.version : nil)) })]
        json["NextMarker"] = next
        return .object(json)
    }

    // MARK: Steps

    /// The function of an operation that is about `$LATEST`.
    func unqualified(_ input: JSON) throws(AWSError) -> FunctionIdentifier {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        guard identifier.qualifier == nil || identifier.qualifier == "$LATEST" else {
            throw .invalidParameter(
                "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. "
                    + "Please specify either a function name or an unqualified function ARN.")
        }
        return FunctionIdentifier(name: identifier.name)
    }

    private func update(
        _ identifier: FunctionIdentifier, _ revision: String?, isDryRun: Bool, publishes: Bool, _ apply: (inout VersionRow) -> Void
    ) throws(AWSError) -> JSON {
        try exclusively { () throws(AWSError) in
            let old = try function(identifier).latest
            try Self.checkRevision(revision, old.revision)
            var new = old
            apply(&new)
            new.modified = now
            new.revision = Self.newRevision()
            new.contentRevision = nil
            if !isDryRun {
                try change(identifier) { $0.latest = new }
                // What runs still answers; the next event gets a new process.
                fleet.retire(old.instances)
            }
            if publishes, !isDryRun { new = publish(new, description: nil) }
            var json = new.json(qualifier: publishes ? new.version : nil)
            json["LastUpdateStatus"] = "InProgress"
            // The model has no code for this reason, which AWS gives as `Creating`.
            json["LastUpdateStatusReason"] = "The function is being created."
            return .object(json)
        }
    }

    static func checkRevision(_ given: String?, _ present: String) throws(AWSError) {
        if let given, given != present { throw .staleRevision() }
    }

    private func deleteVersion(_ identifier: FunctionIdentifier, _ qualifier: String) throws(AWSError) {
        guard qualifier != "$LATEST" else {
            throw .invalidParameter("$LATEST version cannot be deleted without deleting the function.")
        }
        guard identifier.namesVersion else {
            throw .invalidParameter("Deletion of aliases is not currently supported.")
        }
        _ = try function(FunctionIdentifier(name: identifier.name))
        let users = aliases.rows {
            $0.function == identifier.name && ($0.version == qualifier || $0.additional?.version == qualifier)
        }
        guard users.isEmpty else {
            let names = users.map(\.name).joined(separator: ", ")
            throw .conflict("Version \(qualifier) of the function is in use by alias \(names); point it elsewhere first.")
        }
        let key = "\(identifier.name):\(qualifier)"
        // Deleting one that is not there is no error, as in AWS.
        if let version = versions[key] { fleet.retire(version.instances) }
        versions.modify(key) { $0 = nil }
        try change(identifier) { $0.policies[qualifier] = nil }
    }

    private func deleteAll(_ identifier: FunctionIdentifier) throws(AWSError) {
        let function = try function(identifier)
        for (key, row) in aliases.all where row.function == function.name { aliases.modify(key) { $0 = nil } }
        for (key, row) in urls.all where row.function == function.name { removeURL(key, row) }
        for (key, row) in versions.all where row.function == function.name {
            fleet.retire(row.instances)
            versions.modify(key) { $0 = nil }
        }
        functions.modify(function.name) { $0 = nil }
        fleet.retire(function.latest.instances)
    }

    private func checkRole(_ role: String?, _ call: AWSCall) throws(AWSError) {
        guard let role else { return }
        try context.authorizePassing(of: role, to: ServiceName.lambda, call)
        do { try context.checkTrust(in: role, of: ServiceName.lambda) } catch {
            throw .invalidParameter("The role defined for the function cannot be assumed by Lambda. \(error.message)")
        }
    }

    private func architecture(_ fields: LambdaInput) throws(AWSError) -> String? {
        guard let architectures = try fields.texts("Architectures") else { return nil }
        let given = "[\(architectures.joined(separator: ", "))]"
        guard architectures.count <= 1 else { throw .invalid("architectures", given, "have length less than or equal to 1") }
        guard let first = architectures.first else { throw .invalid("architectures", given, "have length greater than or equal to 1") }
        guard ["x86_64", "arm64"].contains(first) else {
            throw .invalid("architectures", given, "Member", ["satisfy enum value set: [x86_64, arm64]", "not be null"])
        }
        return first
    }

    /// The zip of an input's `ZipFile`, or of its `S3Bucket` and `S3Key`.
    private func store(_ source: JSON.Object, _ call: AWSCall) async throws(AWSError) -> CodeStore.Stored {
        let fields = LambdaInput(.object(source))
        let bucket = try fields.text("S3Bucket", count: 3...63)
        let key = try fields.text("S3Key", count: 1...1024)
        if let text = try fields.text("ZipFile", count: 0...Int.max) {
            guard bucket == nil, key == nil else {
                throw .invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.")
            }
            guard let data = Data(base64Encoded: text) else { throw .invalidParameter("ZipFile is not Base64.") }
            guard data.count <= PackageLimits.zipped else {
                throw AWSError(
                    "RequestEntityTooLargeException",
                    "Zipped size must be smaller than \(PackageLimits.zipped) bytes (larger code comes from S3)")
            }
            return try await code.store(Array(data))
        }
        guard let bucket, let key else {
            throw .invalidParameter("Please provide a source for function code.")
        }
        var request: JSON.Object = ["Bucket": .string(bucket), "Key": .string(key)]
        if let version = try fields.text("S3ObjectVersion") { request["VersionId"] = .string(version) }
        let object: JSON
        do {
            object = try await context.service("s3").call("GetObject", .object(request), call)
        } catch {
            throw .invalidParameter(
                "Error occurred while GetObject. S3 Error Code: \(error.code). S3 Error Message: \(error.message)")
        }
        guard let data = object["Body"]?.string.flatMap({ Data(base64Encoded: $0) }) else {
            throw AWSError("ServiceException", "S3 answered without the object's bytes.")
        }
        return try await code.store(Array(data))
    }

    /// What a machine can't have, said before anything is done.
    private func refuseUnsupported(_ input: JSON) throws(AWSError) {
        for (name, what) in Self.unsupported {
            switch input[name] {
            case nil, .null, .array([]), .string(""): continue
            case .object(let object) where object.isEmpty: continue
            default: throw .invalidParameter("The local cloud has no \(what): leave \(name) out.")
            }
        }
        let package = input["PackageType"]?.string
        guard package == nil || package == "Zip" else {
            throw .invalidParameter("The local cloud runs zips with a bootstrap, no images: PackageType must be Zip.")
        }
    }

    private static let unsupported = [
        ("CapacityProviderConfig", "capacity providers"), ("CodeSigningConfigArn", "code signing"), ("DurableConfig", "durable functions"),
        ("FileSystemConfigs", "file systems"), ("ImageConfig", "images"), ("ImageUri", "images"), ("Layers", "layers"),
        ("PublishTo", "published $LATEST"), ("TenancyConfig", "tenants"),
    ]
}
