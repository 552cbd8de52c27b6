/// What became of one event.
public struct Invocation: Sendable {
    /// The id that the process and its log know the event by.
    public let requestID: String
    /// What the function answered, or why it didn't.
    public let result: Result<FunctionResponse, FunctionError>
    /// From when the process had the event until its answer was there. Zero when the process never got it.
    public let duration: Duration
    /// From the start of the process until it asked for its first event; `nil` for a process that was warm, and for one that never asked.
    public let initializationDuration: Duration?
}

/// What a function answered.
public struct FunctionResponse: Sendable {
    /// The payload as the process sent it.
    public let payload: [UInt8]
    /// Its media type as the process declared it.
    public let contentType: String?
    /// Whether the process streamed it.
    public let isStreamed: Bool
}
