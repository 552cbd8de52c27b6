/// Why a zip can't be read or made.
public enum ZipError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It has no directory at its end.
    case notZip
    /// It ends before what its directory says it holds.
    case truncated
    /// It contradicts itself or the format.
    case malformed(String)
    /// It uses something that Lambda's packages don't, or that is not read here.
    case unsupported(String)
    /// A path that leads out of the folder it is unpacked in, or that two entries have.
    case badPath(String, reason: String)
    /// It unpacks to more than this many bytes.
    case tooLarge(limit: Int)
    /// zlib failed.
    case compression(String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .notZip: "it is no zip file: its end is missing or it is something else"
        case .truncated: "the zip file ends too early: it is cut off; make or copy it again"
        case .malformed(let what): "the zip file is damaged (\(what)); make it again"
        case .unsupported(let what): "the zip file has \(what), which a package for Lambda has no use for; make it again without"
        case .badPath(let path, let reason): "the zip file has an entry \(path.debugDescription) \(reason); leave it out"
        case .tooLarge(let limit): "the zip file unpacks to more than \(limit / (1024 * 1024)) MB, which is the most that Lambda takes"
        case .compression(let what): "zlib failed: \(what)"
        }
    }
}
