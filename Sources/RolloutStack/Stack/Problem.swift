/// One thing that is wrong with a stack, and the call that made it so.
public struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let message: String
    /// The call in your sources.
    public let location: SourceLocation

    /// `file:line: error: message`, which editors turn into a link.
    public var description: String { "\(location): error: \(message)" }
}
