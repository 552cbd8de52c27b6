/// Where the work on a package is told of while it goes on.
public struct BuildReporter: Sendable {
    /// Is called with one line for what is being done now.
    public let progress: @Sendable (String) -> Void
    /// Is called with what a failed tool has written, which may be long.
    public let output: @Sendable (String) -> Void

    /// A reporter; one that is given nothing says nothing.
    public init(progress: @escaping @Sendable (String) -> Void = { _ in }, output: @escaping @Sendable (String) -> Void = { _ in }) {
        self.progress = progress
        self.output = output
    }
}
