/// An error whose cause is in the log already when an invocation fails with it.
package protocol LoggedError: Error {
    /// What the line of the failed invocation says instead; `nil` for the error itself.
    var reminder: String? { get }
}
