/// An error that a service answered with.
public struct AWSServiceError: Error, Sendable, Hashable {
    /// The service's id, such as `CodeDeploy`.
    public let service: String
    /// The operation that was called, such as `PutLifecycleEventHookExecutionStatus`.
    public let operation: String
    /// The error's name, such as `DeploymentDoesNotExistException`; the status where the answer has no name.
    public let code: String
    /// What the service says about it; empty where it says nothing.
    public let message: String
    /// The HTTP status.
    public let status: Int
    /// What AWS's support finds the call by.
    public let requestID: String?
    /// How long the service asks to wait before the next try.
    public let retryAfter: Duration?

    /// An error from its parts.
    public init(
        service: String, operation: String, code: String, message: String = "", status: Int, requestID: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.service = service
        self.operation = operation
        self.code = code
        self.message = message
        self.status = status
        self.requestID = requestID
        self.retryAfter = retryAfter
    }
}

extension AWSServiceError: CustomStringConvertible {
    /// The call, the error and, where there is one, the cure.
    public var description: String {
        guard let cure else { return summary }
        return summary.hasSuffix(".") ? "\(summary) \(cure)" : "\(summary). \(cure)"
    }

    /// The call and the error.
    package var summary: String {
        var text = "\(service) \(operation): \(code) (HTTP \(status)"
        if let requestID { text += ", request id \(requestID)" }
        text += ")"
        if !message.isEmpty { text += ": \(message)" }
        return text
    }

    private var cure: String? {
        switch code {
        case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation":
            "Allow the action to the role that calls: add it to a policy of the role."
        case "ExpiredToken", "ExpiredTokenException":
            "The temporary credentials are too old: set fresh ones."
        case "InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId":
            "Check that AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN belong together, and to this region's partition."
        case "SignatureDoesNotMatch", "InvalidSignatureException":
            "Check AWS_SECRET_ACCESS_KEY, and the clock of this machine."
        default: nil
        }
    }
}
