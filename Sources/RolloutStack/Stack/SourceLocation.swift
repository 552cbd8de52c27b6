/// Where in your sources a call stands.
public struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The file's path.
    public let file: String
    /// The line, counted from 1.
    public let line: Int

    init(_ file: StaticString, _ line: UInt) {
        self.file = "\(file)"
        self.line = Int(clamping: line)
    }

    /// `file:line`, as compilers write it.
    public var description: String { "\(file):\(line)" }

    /// By file, then by line.
    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        left.file == right.file ? left.line < right.line : left.file < right.file
    }
}
