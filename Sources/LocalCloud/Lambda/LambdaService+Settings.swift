internal import JSONValue

/// Concurrency, tags, and the settings that clients ask for and that are what they are here.
extension LambdaService {
    /// [PutFunctionConcurrency](https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html).
    func putFunctionConcurrency(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try unqualified(input)
        try authorize(call, "PutFunctionConcurrency", identifier)
        let reserved = try LambdaInput(input).integer("ReservedConcurrentExecutions", 0...Int.max).required("reservedConcurrentExecutions")
        return try exclusively { () throws(AWSError) in
            _ = try function(FunctionIdentifier(name: identifier.name, qualifier: "$LATEST"))
            let others = reservedConcurrency { $0.name != identifier.name }
            guard reserved <= Concurrency.accountLimit - Concurrency.unreservedMinimum - others else {
                throw .invalidParameter(
                    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [\(Concurrency.unreservedMinimum)]."
                )
            }
            try change(identifier) { $0.reservedConcurrency = reserved }
            return ["ReservedConcurrentExecutions": .integer(reserved)]
        }
    }

    /// What these functions have for themselves together.
    private func reservedConcurrency(_ isCounted: (FunctionRow) -> Bool) -> Int {
        functions.rows(where: isCounted).reduce(0) { $0 + ($1.reservedConcurrency ?? 0) }
    }

    /// [GetFunctionConcurrency](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html).
    func getFunctionConcurrency(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        try authorize(call, "GetFunctionConcurrency", identifier)
        guard let reserved = try function(identifier).reservedConcurrency else { return [:] }
        return ["ReservedConcurrentExecutions": .integer(reserved)]
    }

    /// [DeleteFunctionConcurrency](https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html).
    func deleteFunctionConcurrency(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try unqualified(input)
        try authorize(call, "DeleteFunctionConcurrency", identifier)
        try change(identifier) { $0.reservedConcurrency = nil }
        return [:]
    }

    /// [GetAccountSettings](https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html).
    func getAccountSettings(_ call: AWSCall) throws(AWSError) -> JSON {
        try authorize(call, "GetAccountSettings")
        let all = functions.rows { _ in true }
        let size = (all.map(\.latest) + versions.rows { _ in true }).reduce(0) { $0 + $1.codeSize }
        let reserved = reservedConcurrency { _ in true }
        return [
            "AccountLimit": [
                "TotalCodeSize": 80_530_636_800, "CodeSizeUnzipped": 262_144_000, "CodeSizeZipped": 52_428_800,
                "ConcurrentExecutions": .integer(Concurrency.accountLimit),
                "UnreservedConcurrentExecutions": .integer(Concurrency.accountLimit - reserved),
            ],
            "AccountUsage": ["TotalCodeSize": .integer(size), "FunctionCount": .integer(all.count)],
        ]
    }

    // MARK: Tags

    /// [TagResource](https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html).
    func tagResource(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let tags = try LambdaInput(input).map("Tags").required("tags")
        guard !tags.isEmpty else { throw .invalidParameter("An error occurred and the request cannot be processed.") }
        try Self.checkTags(tags)
        try changeTags(input, call, "TagResource") { all throws(AWSError) in
            all.merge(tags) { $1 }
            try Self.checkTags(all)
        }
        return [:]
    }

    /// [UntagResource](https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html).
    func untagResource(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let given = try LambdaInput(input).texts("TagKeys")
        let keys = try (given?.isEmpty == true ? nil : given).required("tagKeys")
        try changeTags(input, call, "UntagResource") { all in for key in keys { all[key] = nil } }
        return [:]
    }

    /// [ListTags](https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html).
    func listTags(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let (identifier, mapping) = try taggedResource(input)
        try authorize(call, "ListTags", identifier)
        if let mapping { return ["Tags": Self.json(try eventSource(mapping).tags)] }
        return ["Tags": Self.json(try function(identifier).tags)]
    }

    static func checkTags(_ tags: [String: String]) throws(AWSError) {
        guard tags.count <= 50 else { throw .invalidParameter("Number of tags exceeds resource tag limit.") }
        for (key, value) in tags {
            guard (1...128).contains(key.count), value.count <= 256, !key.lowercased().hasPrefix("aws:") else {
                throw .invalid("tags", key, "have 1 to 128 characters, not begin with aws:, and have a value of up to 256 characters")
            }
        }
    }

    static func json(_ map: [String: String]) -> JSON {
        .object(map.sorted { $0.key < $1.key }.reduce(into: JSON.Object()) { $0[$1.key] = .string($1.value) })
    }

    private func changeTags(
        _ input: JSON, _ call: AWSCall, _ action: String, _ body: (inout [String: String]) throws(AWSError) -> Void
    ) throws(AWSError) {
        let (identifier, mapping) = try taggedResource(input)
        try authorize(call, action, identifier)
        guard let mapping else { return try change(identifier) { function throws(AWSError) in try body(&function.tags) } }
        try eventSources.modify(mapping) { row throws(AWSError) in
            guard var source = row else { throw .notFound("The resource you requested does not exist.") }
            try body(&source.tags)
            row = source
        }
    }

    /// The function of an ARN, or the event source mapping's id.
    private func taggedResource(_ input: JSON) throws(AWSError) -> (FunctionIdentifier, mapping: String?) {
        let arn = try LambdaInput(input).text("Resource", count: 1...256).required("resource")
        let kinds = ["function", "event-source-mapping"]
        guard arn.hasPrefix("arn:"), arn.split(separator: ":").dropFirst(5).first.map({ kinds.contains(String($0)) }) == true else {
            throw .invalid("resource", arn, "be the ARN of a function or of an event source mapping")
        }
        if let match = arn.wholeMatch(of: /arn:aws[a-zA-Z\-]*:lambda:[a-z0-9\-]+:\d{12}:event-source-mapping:([0-9a-fA-F\-]{36})/) {
            let id = String(match.1)
            guard let mapping = eventSources[id] else { throw .notFound("Event source mapping not found: \(arn)") }
            return (FunctionIdentifier(name: mapping.function), id)
        }
        let identifier = try FunctionIdentifier(arn)
        guard identifier.qualifier == nil else {
            throw .invalidParameter("Tags on function aliases and versions are not supported. Please specify a function ARN.")
        }
        return (identifier, nil)
    }

    // MARK: What is as it is

    /// [GetFunctionCodeSigningConfig](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html): there is none.
    func getFunctionCodeSigningConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        try authorize(call, "GetFunctionCodeSigningConfig", identifier)
        return ["CodeSigningConfigArn": "", "FunctionName": .string(try function(identifier).name)]
    }

    /// [GetRuntimeManagementConfig](https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html).
    func getRuntimeManagementConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, "GetRuntimeManagementConfig", identifier)
        _ = try version(identifier)
        return ["UpdateRuntimeOn": "Auto", "FunctionArn": .string(identifier.arn)]
    }

    /// [GetFunctionRecursionConfig](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionRecursionConfig.html).
    func getFunctionRecursionConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        try authorize(call, "GetFunctionRecursionConfig", identifier)
        return ["RecursiveLoop": .string(try function(identifier).recursiveLoop)]
    }

    /// [PutFunctionRecursionConfig](https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html): kept and told; loops
    /// are not looked for.
    func putFunctionRecursionConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try unqualified(input)
        try authorize(call, "PutFunctionRecursionConfig", identifier)
        let loop = try LambdaInput(input).choice("RecursiveLoop", ["Terminate", "Allow"]).required("recursiveLoop")
        try change(identifier) { $0.recursiveLoop = loop }
        return ["RecursiveLoop": .string(loop)]
    }

    /// [GetProvisionedConcurrencyConfig](https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html): there is none.
    func getProvisionedConcurrencyConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, "GetProvisionedConcurrencyConfig", identifier)
        _ = try publishedResource(identifier)
        throw AWSError(
            "ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function")
    }

    /// An alias or a published version.
    private func publishedResource(_ identifier: FunctionIdentifier) throws(AWSError) -> VersionRow {
        let qualifier = try identifier.qualifier.required("qualifier")
        guard qualifier != "$LATEST" else {
            throw .invalidParameter("The function resource provided must be an alias or a published version.")
        }
        guard identifier.namesVersion || aliases[identifier.resource] != nil else {
            throw .notFound("Cannot find alias arn: \(identifier.arn)")
        }
        return try version(identifier)
    }

    /// [ListProvisionedConcurrencyConfigs](https://docs.aws.amazon.com/lambda/latest/api/API_ListProvisionedConcurrencyConfigs.html): none.
    func listProvisionedConcurrencyConfigs(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        try authorize(call, "ListProvisionedConcurrencyConfigs", identifier)
        _ = try function(identifier)
        return ["ProvisionedConcurrencyConfigs": []]
    }
}
