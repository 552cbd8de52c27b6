/// One operation of Lambda: its method, its path and the status of its answer.
struct LambdaRoute: Sendable {
    let operation: String
    private let method: String
    /// The path's segments; a parameter's name stands in braces.
    private let path: [Substring]
    /// A parameter of the query that tells it from another operation of the same path.
    private let mark: (name: Substring, value: Substring)?
    private let status: Int

    /// Whether the body is a payload, to be passed on as it is.
    var hasPayload: Bool { Self.withPayload.contains(operation) }

    private static let withPayload: Set = ["Invoke", "InvokeAsync", "InvokeWithResponseStream"]
    /// The operations, besides invocations, whose output has the status of the answer.
    static let withStatus: Set = ["DeleteFunction", "InvokeAsync"]

    /// The route of a request, and the parameters in its path.
    ///
    /// - Throws: `UnknownOperationException`.
    static func find(_ request: GatewayRequest) throws(AWSError) -> (route: LambdaRoute, parameters: [(name: String, value: String)]) {
        var found: LambdaRoute?
        for route in all where route.matches(request) {
            // One that is marked goes before one that is not.
            if found == nil || route.mark != nil { found = route }
        }
        guard let found else {
            throw AWSError(
                "UnknownOperationException",
                "Lambda has no operation \(request.method) /\(request.segments.joined(separator: "/").prefix(200)).")
        }
        let parameters = zip(found.path, request.segments).compactMap { pattern, value -> (name: String, value: String)? in
            pattern.first == "{" ? (String(pattern.dropFirst().dropLast()), value) : nil
        }
        return (found, parameters)
    }

    /// The status of the answer when all went well.
    static func status(_ operation: String) -> Int { statuses[operation] ?? 200 }

    /// The versions of the API that paths begin with.
    static let dates = Set(all.compactMap { $0.path.first.map(String.init) })

    private static let statuses = Dictionary(all.map { ($0.operation, $0.status) }) { first, _ in first }

    private func matches(_ request: GatewayRequest) -> Bool {
        method == request.method && path.count == request.segments.count
            && zip(path, request.segments).allSatisfy { $0.first == "{" || $0 == $1 }
            && (mark.map { mark in request.query.contains { $0.name == mark.name && $0.value == mark.value } } ?? true)
    }

    private init?(_ line: Substring) {
        let parts = line.split(separator: " ")
        guard parts.count == 4, let status = Int(parts[3]) else { return nil }
        method = String(parts[0])
        let target = parts[1].split(separator: "?")
        path = target[0].split(separator: "/")
        let pair = target.dropFirst().first?.split(separator: "=") ?? []
        mark = pair.count == 2 ? (pair[0], pair[1]) : nil
        operation = String(parts[2])
        self.status = status
    }

    /// The `http` traits of [Lambda's model](https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html).
    private static let all = """
        POST /2015-03-31/functions/{FunctionName}/invocations Invoke 200
        POST /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy AddLayerVersionPermission 201
        POST /2015-03-31/functions/{FunctionName}/policy AddPermission 201
        POST /2015-03-31/functions/{FunctionName}/aliases CreateAlias 201
        POST /2020-04-22/code-signing-configs CreateCodeSigningConfig 201
        POST /2015-03-31/event-source-mappings CreateEventSourceMapping 202
        POST /2015-03-31/functions CreateFunction 201
        POST /2021-10-31/functions/{FunctionName}/url CreateFunctionUrlConfig 201
        DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name} DeleteAlias 204
        DELETE /2020-04-22/code-signing-configs/{CodeSigningConfigArn} DeleteCodeSigningConfig 204
        DELETE /2015-03-31/event-source-mappings/{UUID} DeleteEventSourceMapping 202
        DELETE /2015-03-31/functions/{FunctionName} DeleteFunction 200
        DELETE /2020-06-30/functions/{FunctionName}/code-signing-config DeleteFunctionCodeSigningConfig 204
        DELETE /2017-10-31/functions/{FunctionName}/concurrency DeleteFunctionConcurrency 204
        DELETE /2019-09-25/functions/{FunctionName}/event-invoke-config DeleteFunctionEventInvokeConfig 204
        DELETE /2021-10-31/functions/{FunctionName}/url DeleteFunctionUrlConfig 204
        DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber} DeleteLayerVersion 204
        DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency DeleteProvisionedConcurrencyConfig 204
        GET /2016-08-19/account-settings GetAccountSettings 200
        GET /2015-03-31/functions/{FunctionName}/aliases/{Name} GetAlias 200
        GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn} GetCodeSigningConfig 200
        GET /2015-03-31/event-source-mappings/{UUID} GetEventSourceMapping 200
        GET /2015-03-31/functions/{FunctionName} GetFunction 200
        GET /2020-06-30/functions/{FunctionName}/code-signing-config GetFunctionCodeSigningConfig 200
        GET /2019-09-30/functions/{FunctionName}/concurrency GetFunctionConcurrency 200
        GET /2015-03-31/functions/{FunctionName}/configuration GetFunctionConfiguration 200
        GET /2019-09-25/functions/{FunctionName}/event-invoke-config GetFunctionEventInvokeConfig 200
        GET /2024-08-31/functions/{FunctionName}/recursion-config GetFunctionRecursionConfig 200
        GET /2025-11-30/functions/{FunctionName}/function-scaling-config GetFunctionScalingConfig 200
        GET /2021-10-31/functions/{FunctionName}/url GetFunctionUrlConfig 200
        GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber} GetLayerVersion 200
        GET /2018-10-31/layers?find=LayerVersion GetLayerVersionByArn 200
        GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy GetLayerVersionPolicy 200
        GET /2015-03-31/functions/{FunctionName}/policy GetPolicy 200
        GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency GetProvisionedConcurrencyConfig 200
        GET /2021-07-20/functions/{FunctionName}/runtime-management-config GetRuntimeManagementConfig 200
        POST /2014-11-13/functions/{FunctionName}/invoke-async InvokeAsync 202
        POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations InvokeWithResponseStream 200
        GET /2015-03-31/functions/{FunctionName}/aliases ListAliases 200
        GET /2020-04-22/code-signing-configs ListCodeSigningConfigs 200
        GET /2015-03-31/event-source-mappings ListEventSourceMappings 200
        GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list ListFunctionEventInvokeConfigs 200
        GET /2021-10-31/functions/{FunctionName}/urls ListFunctionUrlConfigs 200
        GET /2015-03-31/functions ListFunctions 200
        GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions ListFunctionsByCodeSigningConfig 200
        GET /2018-10-31/layers/{LayerName}/versions ListLayerVersions 200
        GET /2018-10-31/layers ListLayers 200
        GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL ListProvisionedConcurrencyConfigs 200
        GET /2017-03-31/tags/{Resource} ListTags 200
        GET /2015-03-31/functions/{FunctionName}/versions ListVersionsByFunction 200
        POST /2018-10-31/layers/{LayerName}/versions PublishLayerVersion 201
        POST /2015-03-31/functions/{FunctionName}/versions PublishVersion 201
        PUT /2020-06-30/functions/{FunctionName}/code-signing-config PutFunctionCodeSigningConfig 200
        PUT /2017-10-31/functions/{FunctionName}/concurrency PutFunctionConcurrency 200
        PUT /2019-09-25/functions/{FunctionName}/event-invoke-config PutFunctionEventInvokeConfig 200
        PUT /2024-08-31/functions/{FunctionName}/recursion-config PutFunctionRecursionConfig 200
        PUT /2025-11-30/functions/{FunctionName}/function-scaling-config PutFunctionScalingConfig 202
        PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency PutProvisionedConcurrencyConfig 202
        PUT /2021-07-20/functions/{FunctionName}/runtime-management-config PutRuntimeManagementConfig 200
        DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId} RemoveLayerVersionPermission 204
        DELETE /2015-03-31/functions/{FunctionName}/policy/{StatementId} RemovePermission 204
        POST /2017-03-31/tags/{Resource} TagResource 204
        DELETE /2017-03-31/tags/{Resource} UntagResource 204
        PUT /2015-03-31/functions/{FunctionName}/aliases/{Name} UpdateAlias 200
        PUT /2020-04-22/code-signing-configs/{CodeSigningConfigArn} UpdateCodeSigningConfig 200
        PUT /2015-03-31/event-source-mappings/{UUID} UpdateEventSourceMapping 202
        PUT /2015-03-31/functions/{FunctionName}/code UpdateFunctionCode 200
        PUT /2015-03-31/functions/{FunctionName}/configuration UpdateFunctionConfiguration 200
        POST /2019-09-25/functions/{FunctionName}/event-invoke-config UpdateFunctionEventInvokeConfig 200
        PUT /2021-10-31/functions/{FunctionName}/url UpdateFunctionUrlConfig 200
        """.split(separator: "\n").compactMap(LambdaRoute.init)
}
