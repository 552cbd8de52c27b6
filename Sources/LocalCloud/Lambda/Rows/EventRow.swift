/// An event that waits for an asynchronous invocation.
struct EventRow: Codable, Sendable {
    let function: String
    let qualifier: String?
    /// Base64.
    let payload: String
    /// When it came: seconds since 1970, in the cloud's time.
    let created: Double
    /// How often the function failed at it.
    var errors = 0
    /// How often it was refused, by a throttle for instance.
    var refusals = 0
}
