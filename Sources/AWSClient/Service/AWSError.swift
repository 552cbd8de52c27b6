public import HTTPTransport

/// Why a call to AWS did not succeed.
///
/// No text of it contains credentials.
public enum AWSError: Error, Sendable {
    /// The environment or the configuration is incomplete or malformed; the text names what to set.
    case configuration(String)
    /// There are no credentials to sign with; the text says where they are looked for.
    case credentials(String)
    /// The arguments can't make a request; the text names the argument.
    case invalidRequest(String)
    /// The service answered with an error.
    case service(AWSServiceError)
    /// No answer came, in spite of the retries.
    case transport(HTTPError)
    /// An answer came that is not what the service should send.
    case invalidResponse(String)
    /// The caller's deadline came first; `last` is what the last try ended with, if there was one.
    indirect case deadlineExceeded(last: AWSError?)
    /// The task was cancelled.
    case cancelled
}

extension AWSError {
    /// The cause without what to do about an answer of the service, for callers that know better what to do.
    package var summary: String {
        switch self {
        case .service(let error): error.summary
        case .deadlineExceeded(let last?): "The time for the call to AWS was over before it succeeded. The last try: \(last.summary)"
        default: description
        }
    }
}

extension AWSError: CustomStringConvertible {
    /// The cause and the cure.
    public var description: String {
        switch self {
        case .configuration(let text), .credentials(let text), .invalidRequest(let text), .invalidResponse(let text): text
        case .service(let error): error.description
        case .transport(let error): error.description
        case .deadlineExceeded(nil): "The time for the call to AWS was over before it began."
        case .deadlineExceeded(let last?): "The time for the call to AWS was over before it succeeded. The last try: \(last)"
        case .cancelled: "The call to AWS was cancelled."
        }
    }
}
