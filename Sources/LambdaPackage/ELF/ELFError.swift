/// Why bytes are no ELF file that can be read.
public enum ELFError: Error, Sendable, Hashable, CustomStringConvertible {
    /// They don't begin as an ELF file does.
    case notELF
    /// The file ends before what it says it holds.
    case truncated
    /// The file contradicts itself or the format.
    case malformed(String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .notELF: "not an ELF file"
        case .truncated: "the ELF file ends too early: it is cut off or damaged; build or copy it again"
        case .malformed(let what): "the ELF file is damaged (\(what)); build or copy it again"
        }
    }
}
