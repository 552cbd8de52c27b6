internal import JSONValue

extension LambdaService {
    /// [CreateFunctionUrlConfig](https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html).
    func createFunctionURLConfig(_ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        let identifier = try urlIdentifier(input)
        try authorize(call, "CreateFunctionUrlConfig", identifier)
        let fields = LambdaInput(input)
        let row = URLRow(
            function: identifier.name, qualifier: identifier.qualifier, id: Random.text(32, of: "abcdefghijklmnopqrstuvwxyz0123456789"),
            port: 0, authType: try fields.choice("AuthType", ["NONE", "AWS_IAM"]).required("authType"),
            invokeMode: try fields.choice("InvokeMode", Self.invokeModes) ?? "BUFFERED",
            cors: try fields.object("Cors").map { cors throws(AWSError) in try CORSRules(cors) }, created: now, modified: now)
        try exclusively { () throws(AWSError) in
            try checkURLTarget(identifier)
            try urls.modify(identifier.resource) { existing throws(AWSError) in
                guard existing == nil else {
                    throw .conflict(
                        "Failed to create function url config for [functionArn = \(identifier.arn)]. Error message:  FunctionUrlConfig exists for this Lambda function"
                    )
                }
                existing = row
            }
        }
        guard let port = await open(row, identifier.resource) else {
            urls.modify(identifier.resource) { if $0?.id == row.id { $0 = nil } }
            throw AWSError("ServiceException", "No port could be opened for the Function URL.")
        }
        var made = row
        made.port = port
        var json = made.json
        json["LastModifiedTime"] = nil
        // Told where it was asked for.
        if input["InvokeMode"] == nil { json["InvokeMode"] = nil }
        return .object(json)
    }

    /// [GetFunctionUrlConfig](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html).
    func getFunctionURLConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try urlIdentifier(input)
        try authorize(call, "GetFunctionUrlConfig", identifier)
        return .object(try url(identifier).json)
    }

    /// [UpdateFunctionUrlConfig](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html).
    func updateFunctionURLConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try urlIdentifier(input)
        try authorize(call, "UpdateFunctionUrlConfig", identifier)
        let fields = LambdaInput(input)
        let authType = try fields.choice("AuthType", ["NONE", "AWS_IAM"])
        let mode = try fields.choice("InvokeMode", Self.invokeModes)
        let cors = try fields.object("Cors").map { cors throws(AWSError) in try CORSRules(cors) }
        let time = now
        return try urls.modify(identifier.resource) { existing throws(AWSError) in
            guard var row = existing else {
                throw (try? checkURLTarget(identifier)) == nil ? .notFound("Function does not exist") : Self.noURL
            }
            if let authType { row.authType = authType }
            if let mode { row.invokeMode = mode }
            // Rules that allow nothing are as good as none.
            if let cors { row.cors = cors.allowOrigins.isEmpty ? nil : cors }
            row.modified = time
            existing = row
            return .object(row.json)
        }
    }

    /// [DeleteFunctionUrlConfig](https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html).
    func deleteFunctionURLConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try urlIdentifier(input)
        try authorize(call, "DeleteFunctionUrlConfig", identifier)
        try exclusively { () throws(AWSError) in removeURL(identifier.resource, try url(identifier)) }
        return [:]
    }

    /// [ListFunctionUrlConfigs](https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html).
    func listFunctionURLConfigs(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        try authorize(call, "ListFunctionUrlConfigs", identifier)
        guard functions[identifier.name] != nil else { throw .notFound("Function does not exist") }
        let (elements, next) = try page(
            urls.rows { $0.function == identifier.name }.sorted { $0.qualifier ?? "" < $1.qualifier ?? "" }, input)
        var json: JSON.Object = ["FunctionUrlConfigs": .array(elements.map { .object($0.json) })]
        json["NextMarker"] = next
        return .object(json)
    }

    /// Removes a URL and closes its port. To be called exclusively.
    func removeURL(_ key: String, _ row: URLRow) {
        urls.modify(key) { $0 = nil }
        // After the row: where the port is just being opened, one of both sides sees what the other has done.
        urlServers.close(row.id)
    }

    /// Opens a URL's port, and keeps the number. Returns `nil` when there is no port.
    @discardableResult
    func open(_ row: URLRow, _ key: String) async -> Int? {
        let handler: LoopbackServer.Handler = { [self] request, connection in await respond(to: request, url: key) }
        guard let port = try? await urlServers.open(row.id, port: row.port, handler) else { return nil }
        if row.port != 0, row.port != port {
            log(row.identifier, "The port \(row.port) of its Function URL is taken; the URL is now http://127.0.0.1:\(port)/")
        }
        let isKept = urls.modify(key) { existing in
            guard existing?.id == row.id else { return false }
            existing?.port = port
            return true
        }
        // The URL was deleted meanwhile.
        if !isKept { urlServers.close(row.id) }
        return port
    }

    // MARK: Steps

    private static let invokeModes = ["RESPONSE_STREAM", "BUFFERED"]

    /// Checks that there is what a URL is to call.
    private func checkURLTarget(_ identifier: FunctionIdentifier) throws(AWSError) {
        guard functions[identifier.name] != nil, identifier.qualifier == nil || aliases[identifier.resource] != nil else {
            throw .notFound("Function does not exist")
        }
    }

    private func urlIdentifier(_ input: JSON) throws(AWSError) -> FunctionIdentifier {
        let identifier = try FunctionIdentifier(input)
        if let qualifier = identifier.qualifier, qualifier == "$LATEST" || identifier.namesVersion {
            throw .invalid("qualifier", qualifier, #"satisfy regular expression pattern: ((?!^\d+$)^[0-9a-zA-Z-_]+$)"#)
        }
        return identifier
    }

    private func url(_ identifier: FunctionIdentifier) throws(AWSError) -> URLRow {
        guard let row = urls[identifier.resource] else { throw Self.noURL }
        return row
    }

    private static let noURL = AWSError.notFound("The resource you requested does not exist.")
}
