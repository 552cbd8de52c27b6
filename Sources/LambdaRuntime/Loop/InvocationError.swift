/// A failure of an invocation that the runtime itself finds, with the type that Lambda files it under.
enum InvocationError: Error, CustomStringConvertible {
    /// The event does not decode.
    case event(String)
    /// The output does not encode.
    case output(String)
    /// The event is larger than any that Lambda sends.
    case eventTooLarge(limit: Int)
    /// What comes with the event in header fields is more than the client takes.
    case headTooLarge(limit: Int)
    /// The response is larger than Lambda takes.
    case responseTooLarge(bytes: Int, limit: Int)
    /// The Runtime API answered 413.
    case responseRefused(bytes: Int, limit: Int, answer: String)

    var errorType: String {
        switch self {
        case .event: "Runtime.UnmarshalError"
        case .output: "Runtime.MarshalError"
        case .eventTooLarge, .headTooLarge: "Runtime.EventSizeTooLarge"
        case .responseTooLarge, .responseRefused: "Function.ResponseSizeTooLarge"
        }
    }

    var description: String {
        switch self {
        case .event(let cause): "The event could not be decoded: \(cause)"
        case .output(let cause): "The output could not be encoded: \(cause)"
        case .eventTooLarge(let limit): "The event has more than \(limit) bytes, the most that Lambda sends."
        case .headTooLarge(let limit): "The event's header fields have more than \(limit) bytes."
        case .responseTooLarge(let bytes, let limit):
            "The response has \(bytes) bytes, more than the \(limit) that Lambda takes. Return less, store it in S3, or stream it."
        case .responseRefused(let bytes, let limit, let answer):
            "Lambda refused the response of \(bytes) bytes; the limit is \(limit). \(answer)"
        }
    }
}
