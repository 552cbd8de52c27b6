/// What a deploy does that finds a deployment of the same group still running.
public enum ConflictPolicy: String, Sendable {
    /// It stops the running one, leaves its new version out, and starts its own.
    case cancel
    /// It stops the running one, waits until that is rolled back, and starts its own.
    case rollback
    /// It ends with an error and changes nothing.
    case fail
}
