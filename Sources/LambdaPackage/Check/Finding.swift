/// Something that the check has to say about a package.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// How much it matters.
    public enum Severity: String, Sendable {
        /// The package would not run, or must not be uploaded.
        case refusal
        /// It runs, at a cost.
        case warning
    }

    /// How much it matters.
    public let severity: Severity
    /// The file that it is about.
    public let path: String?
    /// What is the matter.
    public let problem: String
    /// What to do about it.
    public let advice: String

    static func refusal(_ path: String? = nil, _ problem: String, advice: String) -> Finding {
        Finding(severity: .refusal, path: path, problem: problem, advice: advice)
    }

    static func warning(_ path: String? = nil, _ problem: String, advice: String) -> Finding {
        Finding(severity: .warning, path: path, problem: problem, advice: advice)
    }

    /// Both, after the file's path.
    public var description: String { (path.map { "\($0): " } ?? "") + "\(problem) \(advice)" }
}
