internal import JSONValue

extension LambdaService {
    /// [CreateAlias](https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html).
    func createAlias(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try alias(input)
        try authorize(call, "CreateAlias", FunctionIdentifier(name: identifier.name))
        let fields = LambdaInput(input)
        let name = identifier.qualifier ?? ""
        let version = try fields.text("FunctionVersion", count: 1...1024, #"\$LATEST|[0-9]+"#).required("functionVersion")
        let description = try fields.text("Description", count: 0...256) ?? ""
        return try exclusively { () throws(AWSError) in
            _ = try function(FunctionIdentifier(name: identifier.name, qualifier: version))
            var alias = AliasRow(
                function: identifier.name, name: name, version: version, description: description, revision: Self.newRevision())
            if let routing = try fields.object("RoutingConfig") { alias.additional = try additional(routing) }
            try check(alias)
            try aliases.modify(identifier.resource) { row throws(AWSError) in
                guard row == nil else { throw .conflict("Alias already exists: \(identifier.arn)") }
                row = alias
            }
            return alias.json
        }
    }

    /// [GetAlias](https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html).
    func getAlias(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try alias(input)
        try authorize(call, "GetAlias", identifier)
        return try aliasRow(identifier).json
    }

    /// [UpdateAlias](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html). What is not given stays; weights are cleared by
    /// giving none.
    func updateAlias(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try alias(input)
        try authorize(call, "UpdateAlias", identifier)
        let fields = LambdaInput(input)
        let version = try fields.text("FunctionVersion", count: 1...1024, #"\$LATEST|[0-9]+"#)
        let description = try fields.text("Description", count: 0...256)
        return try exclusively { () throws(AWSError) in
            var alias = try aliasRow(identifier, missing: "Alias not found")
            try Self.checkRevision(fields.text("RevisionId"), alias.revision)
            if let version { alias.version = version }
            if let description { alias.description = description }
            if let routing = try fields.object("RoutingConfig") { alias.additional = try additional(routing) }
            try check(alias)
            alias.revision = Self.newRevision()
            aliases.modify(identifier.resource) { $0 = alias }
            return alias.json
        }
    }

    /// [DeleteAlias](https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html). Its URL and its policy go with it.
    func deleteAlias(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try alias(input)
        try authorize(call, "DeleteAlias", identifier)
        try exclusively { () throws(AWSError) in
            aliases.modify(identifier.resource) { $0 = nil }
            if let url = urls[identifier.resource] { removeURL(identifier.resource, url) }
            guard functions[identifier.name] != nil else { return }
            try change(identifier) { function in
                function.policies[identifier.qualifier ?? ""] = nil
                function.eventInvokeConfigs[identifier.qualifier ?? ""] = nil
            }
        }
        return [:]
    }

    /// [ListAliases](https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html).
    func listAliases(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        try authorize(call, "ListAliases", identifier)
        _ = try function(identifier)
        let version = try LambdaInput(input).text("FunctionVersion", count: 1...1024, #"\$LATEST|[0-9]+"#)
        let all = aliases.rows { alias in
            alias.function == identifier.name
                && (version == nil || alias.version == version || alias.additional?.version == version)
        }.sorted { $0.name < $1.name }
        let (elements, next) = try page(all, input)
        var json: JSON.Object = ["Aliases": .array(elements.map(\.json))]
        json["NextMarker"] = next
        return .object(json)
    }

    // MARK: Steps

    /// The alias that an input names by `FunctionName` and `Name`.
    private func alias(_ input: JSON) throws(AWSError) -> FunctionIdentifier {
        let function = try FunctionIdentifier(input, takesQualifier: false)
        let name = try LambdaInput(input).text("Name", count: 1...128, #"(?!^[0-9]+$)([a-zA-Z0-9-_]+)"#).required("name")
        return FunctionIdentifier(name: function.name, qualifier: name)
    }

    private func aliasRow(_ identifier: FunctionIdentifier, missing: String = "Cannot find alias arn") throws(AWSError) -> AliasRow {
        _ = try function(FunctionIdentifier(name: identifier.name))
        guard let alias = aliases[identifier.resource] else { throw .notFound("\(missing): \(identifier.arn)") }
        return alias
    }

    private func additional(_ routing: JSON.Object) throws(AWSError) -> AliasRow.Additional? {
        let weights = try LambdaInput(.object(routing)).object("AdditionalVersionWeights") ?? [:]
        guard let (version, value) = weights.first else { return nil }
        guard weights.count == 1 else {
            throw .invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1")
        }
        guard version.wholeMatch(of: /[0-9]{1,1024}/) != nil else {
            throw .invalid(
                "routingConfig.additionalVersionWeights", "{\(version)=\(value.plain)}", "Map keys",
                [
                    "have length less than or equal to 1024", "have length greater than or equal to 1",
                    "satisfy regular expression pattern: [0-9]+",
                ])
        }
        guard let weight = value.number, (0.0...1.0).contains(weight) else {
            throw .invalid(
                "routingConfig.additionalVersionWeights", "{\(version)=\(value.plain)}", "Map value",
                ["have value less than or equal to 1.0", "have value greater than or equal to 0.0", "not be null"])
        }
        return AliasRow.Additional(version: version, weight: weight)
    }

    /// Checks that an alias points to versions that are there, and that two of them can share it. To be called exclusively.
    private func check(_ alias: AliasRow) throws(AWSError) {
        let version = try version(FunctionIdentifier(name: alias.function, qualifier: alias.version))
        guard let additional = alias.additional else { return }
        guard alias.version != "$LATEST" else {
            throw .invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version")
        }
        guard additional.version != alias.version else {
            throw .invalidParameter(
                "Invalid function version \(alias.version). Function version \(alias.version) is already included in routing configuration."
            )
        }
        let other = try self.version(FunctionIdentifier(name: alias.function, qualifier: additional.version))
        guard version.role == other.role else {
            throw .invalidParameter("The two versions of an alias must have the same execution role.")
        }
        guard version.settings["DeadLetterConfig"] == other.settings["DeadLetterConfig"] else {
            throw .invalidParameter("The two versions of an alias must have the same dead-letter queue configuration, or none.")
        }
    }
}
