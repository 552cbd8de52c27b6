/// Everything that is wrong with a stack, all of it at once.
public struct StackError: Error, Hashable, CustomStringConvertible {
    /// By file and line.
    public let problems: [Problem]

    init(_ problems: [Problem]) {
        self.problems = Set(problems).sorted { ($0.location, $0.message) < ($1.location, $1.message) }
    }

    /// A line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
