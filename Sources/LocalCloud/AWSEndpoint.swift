internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import SigV4

/// The AWS API of the local cloud: one port for all its services, told apart by `X-Amz-Target`
/// ([AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html)). It takes only requests that are signed with the
/// credentials it handed out.
struct AWSEndpoint: Sendable {
    /// The largest request body in bytes.
    static let largestRequest = 1024 * 1024

    private let verifier: SignatureVerifier
    private let codeDeploy: CodeDeploy

    init(credentials: Credentials, codeDeploy: CodeDeploy) {
        verifier = SignatureVerifier { $0 == credentials.accessKeyID ? credentials : nil }
        self.codeDeploy = codeDeploy
    }

    func respond(to request: Request, on connection: LoopbackServer.Connection) async throws -> Response {
        guard let body = try await request.bytes(upTo: Self.largestRequest) else {
            return reply(
                .contentTooLarge, AWSError("RequestEntityTooLargeException", "The request is larger than \(Self.largestRequest) bytes."))
        }
        do throws(AWSError) {
            let service = try authenticate(request, body)
            return .json(.ok, try await perform(request, service, body).serialized(), contentType: Self.mediaType)
        } catch {
            return reply(.badRequest, error)
        }
    }

    private static let mediaType = "application/x-amz-json-1.1"

    private func reply(_ status: HTTPResponse.Status, _ error: AWSError) -> Response {
        let body: JSON = ["__type": .string(error.code), "message": .string(error.message)]
        var response = Response.json(status, body.serialized(), contentType: Self.mediaType)
        response.headers["x-amzn-ErrorType"] = error.code
        return response
    }

    /// The service that the request was signed for.
    private func authenticate(_ request: Request, _ body: [UInt8]) throws(AWSError) -> String {
        var headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        if let host = request.head.authority { headers.append(("Host", host)) }
        let identity: SignatureVerifier.Identity
        do {
            identity = try verifier.verify(
                method: request.method.rawValue, url: request.head.path ?? "/", headers: headers, body: body, at: .now)
        } catch {
            let code =
                switch error {
                case .missingSignature: "MissingAuthenticationTokenException"
                case .incompleteSignature: "IncompleteSignatureException"
                case .unknownAccessKey, .invalidToken: "UnrecognizedClientException"
                case .expired, .notYetValid, .mismatch: "InvalidSignatureException"
                }
            throw AWSError(code, error.description)
        }
        guard identity.region == Cloud.region else {
            throw AWSError("InvalidSignatureException", "Credential should be scoped to a valid region, here \(Cloud.region).")
        }
        return identity.service
    }

    private func perform(_ request: Request, _ service: String, _ body: [UInt8]) async throws(AWSError) -> JSON {
        guard service == "codedeploy" else {
            throw AWSError("UnknownOperationException", "The local cloud plays CodeDeploy; it does not know the service \(service).")
        }
        let prefix = "CodeDeploy_20141006."
        guard request.method == .post, request.uri.path == "/", let target = request.headers["X-Amz-Target"], target.hasPrefix(prefix)
        else {
            throw AWSError("UnknownOperationException", "CodeDeploy answers to POST / with X-Amz-Target: \(prefix)<operation>.")
        }
        let input: JSON
        do { input = try JSON(parsing: body) } catch { throw AWSError("SerializationException", error.description) }
        return try await codeDeploy.call(String(target.dropFirst(prefix.count)), input, AWSCall(.account))
    }
}
