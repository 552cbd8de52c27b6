/// Why an event was not sent to a function.
public enum InvokeError: Error, Sendable, Equatable {
    /// The event is larger than `Function.largestEvent`.
    case eventTooLarge(bytes: Int)
    /// The closure of `Cloud.run` is over.
    case cloudClosed
}

extension InvokeError: CustomStringConvertible {
    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .eventTooLarge(let bytes): "the event has \(bytes) bytes, and Lambda takes \(Function.largestEvent) at most"
        case .cloudClosed: "the local cloud is closed"
        }
    }
}
