internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// [REST-JSON](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html) as Lambda speaks it: the operation follows from method and
/// path; the input is put together from path, query, headers and body.
struct RestJSONProtocol: WireProtocol {
    func read(_ request: GatewayRequest) throws(AWSError) -> (operation: String, input: JSON) {
        let (route, parameters) = try LambdaRoute.find(request)
        // The body of an invocation is its payload, not its input.
        var input = route.hasPayload ? JSON.Object() : try JSON.input(request.body).object ?? [:]
        var tagKeys: [JSON] = []
        for (name, value) in request.query {
            switch name {
            case "tagKeys": tagKeys.append(.string(value))
            case "MaxItems": input[name] = Int(value).map { .integer($0) } ?? .string(value)
            default: input[name] = .string(value)
            }
        }
        if !tagKeys.isEmpty { input["TagKeys"] = .array(tagKeys) }
        for (header, member) in Self.inputHeaders { request.headers[header].map { input[member] = .string($0) } }
        for (name, value) in parameters { input[name] = .string(value) }
        return (route.operation, .object(input))
    }

    func response(to operation: String, _ output: JSON, _ request: GatewayRequest) -> Response {
        var output = output.object ?? [:]
        var status = LambdaRoute.status(operation)
        if LambdaRoute.withStatus.contains(operation) {
            if let code = (output["StatusCode"] ?? output["Status"])?.int, (200...299).contains(code) { status = code }
            output["StatusCode"] = nil
            output["Status"] = nil
        }
        guard status != 204 else { return Response(status: .noContent) }
        return .json(.init(code: status), JSON.object(output).serialized())
    }

    /// What an invocation asks for; its payload is the request's body.
    func invocation(_ input: JSON) throws(AWSError) -> (type: InvocationType, logTail: Bool) {
        guard let type = InvocationType(rawValue: input["InvocationType"]?.string ?? "RequestResponse") else {
            throw AWSError("InvalidParameterValueException", "InvocationType must be RequestResponse, Event or DryRun.")
        }
        switch input["LogType"]?.string {
        case nil, "None": return (type, false)
        case "Tail": return (type, true)
        default: throw AWSError("InvalidParameterValueException", "LogType must be None or Tail.")
        }
    }

    /// The response to an invocation, whose payload goes as it is.
    func response(_ output: InvokeOutput) -> Response {
        let status = HTTPResponse.Status(code: output.status)
        var response = status == .noContent ? Response(status: status) : .json(status, output.payload)
        response.headers["X-Amz-Executed-Version"] = output.executedVersion
        response.headers["X-Amz-Function-Error"] = output.functionError
        response.headers["X-Amz-Log-Result"] = output.logResult
        return response
    }

    func response(_ error: AWSError, _ request: GatewayRequest) -> Response {
        let status = Self.status(error)
        var body: JSON.Object = ["Type": status < 500 ? "User" : "Service"]
        body[Self.lowercased.contains(error.code) ? "message" : "Message"] = .string(error.message)
        for (name, value) in error.members { body[name] = value }
        var response = Response.json(.init(code: status), JSON.object(body).serialized())
        response.headers["x-amzn-ErrorType"] = error.code
        return response
    }

    private static let inputHeaders = [
        "X-Amz-Invocation-Type": "InvocationType", "X-Amz-Log-Type": "LogType", "X-Amz-Client-Context": "ClientContext",
        "X-Amz-Tenant-Id": "TenantId",
    ]

    static func status(_ error: AWSError) -> Int { statuses[error.code] ?? (error.isInternal ? 500 : 400) }

    /// The statuses of the model's errors; 400 for others.
    private static let statuses = [
        "AccessDeniedException": 403, "CodeSigningConfigNotFoundException": 404, "ENILimitReachedException": 502,
        "InternalFailure": 500, "InvalidRuntimeException": 502, "InvalidSignatureException": 403, "InvalidZipFileException": 502,
        "MissingAuthenticationTokenException": 403, "PreconditionFailedException": 412,
        "ProvisionedConcurrencyConfigNotFoundException": 404, "RequestEntityTooLargeException": 413, "RequestTooLargeException": 413,
        "ResourceConflictException": 409, "ResourceNotFoundException": 404, "ResourceNotReadyException": 502,
        "SerializedRequestEntityTooLargeException": 413, "ServiceException": 500, "SnapStartNotReadyException": 409,
        "TooManyRequestsException": 429, "UnknownOperationException": 404, "UnrecognizedClientException": 403,
        "UnsupportedMediaTypeException": 415,
    ]

    /// The errors whose text is in `message`; that of others is in `Message`.
    private static let lowercased: Set = [
        "AccessDeniedException", "CodeStorageExceededException", "InvalidParameterValueException", "InvalidRequestContentException",
        "InvalidSignatureException", "MissingAuthenticationTokenException", "PolicyLengthExceededException",
        "PreconditionFailedException", "ProvisionedConcurrencyConfigNotFoundException", "RequestTooLargeException",
        "ResourceConflictException", "ResourceNotReadyException", "SerializedRequestEntityTooLargeException",
        "TooManyRequestsException", "UnrecognizedClientException", "UnsupportedMediaTypeException", "ValidationException",
    ]
}
