internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import SigV4

/// [AWS Query](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html): a form with `Action` in it comes, XML goes.
struct QueryProtocol: WireProtocol {
    let namespace: String
    let kinds: MemberKinds
    /// The codes that errors have in this protocol, where they differ from the names of their shapes.
    var codes: [String: String] = [:]

    func read(_ request: GatewayRequest) throws(AWSError) -> (operation: String, input: JSON) {
        let isForm = request.mediaType == "application/x-www-form-urlencoded"
        let parameters = request.query + (isForm ? GatewayRequest.form(request.body) : [])
        guard let action = parameters.first(where: { $0.name == "Action" })?.value else {
            throw AWSError("MissingAction", "The request has no Action, neither in its query nor in its form.")
        }
        let members = parameters.filter { $0.name != "Action" && $0.name != "Version" && !$0.name.hasPrefix("X-Amz-") }
        return (String(action.prefix(100)), try QueryInput(members, kinds).json)
    }

    func response(to operation: String, _ output: JSON, _ request: GatewayRequest) -> Response {
        var writer = XMLWriter(kinds)
        writer.element(operation + "Response", attributes: " xmlns=\"\(namespace)\"") { writer in
            writer.element(operation + "Result") { $0.members(output.object ?? [:]) }
            writer.element("ResponseMetadata") { $0.member("RequestId", .string(request.requestID)) }
        }
        return .xml(.ok, writer.text)
    }

    func response(_ error: AWSError, _ request: GatewayRequest) -> Response {
        let code = code(error.code)
        let status = Self.statuses[code] ?? (error.isInternal ? 500 : 400)
        var writer = XMLWriter(kinds)
        writer.element("ErrorResponse", attributes: " xmlns=\"\(namespace)\"") { writer in
            writer.element("Error") { writer in
                writer.member("Type", status < 500 ? "Sender" : "Receiver")
                writer.member("Code", .string(code))
                writer.member("Message", .string(error.message))
            }
            writer.member("RequestId", .string(request.requestID))
        }
        return .xml(.init(code: status), writer.text)
    }

    func error(_ error: VerificationError, _ request: GatewayRequest) -> AWSError {
        let code =
            switch error {
            case .missingSignature: "MissingAuthenticationToken"
            case .incompleteSignature: "IncompleteSignature"
            case .unknownAccessKey, .invalidToken: "InvalidClientTokenId"
            case .expired, .notYetValid, .mismatch: "SignatureDoesNotMatch"
            }
        return AWSError(code, error.description)
    }

    private func code(_ name: String) -> String {
        switch name {
        case "UnknownOperationException": "InvalidAction"
        case "SerializationException": "MalformedQueryString"
        default: codes[name] ?? name
        }
    }

    private static let statuses = [
        "AccessDenied": 403, "AuthorizationError": 403, "ConcurrentModification": 409, "DeleteConflict": 409, "EntityAlreadyExists": 409,
        "InternalFailure": 500, "InternalServiceError": 500, "InvalidClientTokenId": 403, "InvalidSecurity": 403,
        "MissingAuthenticationToken": 403, "NoSuchEntity": 404, "NotFound": 404, "ResourceNotFound": 404,
        "ResourceNotFoundException": 404, "ServiceFailure": 500, "SignatureDoesNotMatch": 403, "SubscriptionLimitExceeded": 403,
        "Throttled": 429, "TopicLimitExceeded": 403,
    ]
}

extension Response {
    static func xml(_ status: HTTPResponse.Status, _ body: String) -> Response {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body
        return Response(status: status, headers: [.contentType: "text/xml"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
