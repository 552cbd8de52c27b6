internal import Hummingbird
internal import JSONValue
internal import SigV4

/// How clients speak to a service: reads an operation and its input out of a request, and writes its output or its error.
protocol WireProtocol: Sendable {
    /// What the request asks for.
    ///
    /// - Throws: An error of the service's own, for a request that is not of the protocol.
    func read(_ request: GatewayRequest) throws(AWSError) -> (operation: String, input: JSON)

    /// The response to an operation that went well.
    func response(to operation: String, _ output: JSON, _ request: GatewayRequest) -> Response

    /// The response to an operation that didn't.
    func response(_ error: AWSError, _ request: GatewayRequest) -> Response

    /// The service's error for a signature that is not accepted.
    func error(_ error: VerificationError, _ request: GatewayRequest) -> AWSError
}

extension WireProtocol {
    /// The codes that services of the JSON protocols have for signatures.
    func error(_ error: VerificationError, _ request: GatewayRequest) -> AWSError {
        let code =
            switch error {
            case .missingSignature: "MissingAuthenticationTokenException"
            case .incompleteSignature: "IncompleteSignatureException"
            case .unknownAccessKey, .invalidToken: "UnrecognizedClientException"
            case .expired, .notYetValid, .mismatch: "InvalidSignatureException"
            }
        return AWSError(code, error.description)
    }
}
