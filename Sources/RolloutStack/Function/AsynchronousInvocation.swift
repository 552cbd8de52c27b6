/// What Lambda does with asynchronous events.
public struct AsynchronousInvocation: Sendable {
    let maximumRetries: Int?
    let maximumAge: Duration?
    let onSuccess: Destination?
    let onFailure: Destination?

    /// - Parameters:
    ///   - maximumRetries: 0 to 2, after the first attempt.
    ///   - maximumAge: 1 minute to 6 hours.
    ///   - onSuccess: Where records of successful invocations go.
    ///   - onFailure: Where records of events go that were given up.
    public init(
        maximumRetries: Int? = nil, maximumAge: Duration? = nil, onSuccess: Destination? = nil, onFailure: Destination? = nil
    ) {
        self.maximumRetries = maximumRetries
        self.maximumAge = maximumAge
        self.onSuccess = onSuccess
        self.onFailure = onFailure
    }
}
