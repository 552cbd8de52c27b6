/// Why a text is no AppSpec that a hook can read.
///
/// It shows at most one character of the text.
public struct AppSpecError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String
    /// The line of the fault, from 1; `nil` where the whole text is meant.
    public let line: Int?
    /// The column of the fault in bytes, from 1; `nil` where the whole text is meant.
    public let column: Int?

    /// Where, and what is wrong.
    public var description: String {
        guard let line, let column else { return "the AppSpec: \(reason)" }
        return "the AppSpec at line \(line), column \(column): \(reason)"
    }

    init(_ reason: String, line: Int? = nil, column: Int? = nil) {
        self.reason = reason
        self.line = line
        self.column = column
    }
}
