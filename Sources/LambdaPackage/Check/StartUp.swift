/// What it is likely to cost until a function asks for its first event, in milliseconds.
///
/// These are measured figures of small hooks (HTTP and signing), from the start of the process to the first byte it sends, as medians on two
/// shared cores of x86_64: with the files in the page cache, and after they were evicted from it, as in a sandbox that was never used. A
/// function of 128 MB has a fourteenth of a core, so the first figure is to be compared, not to be expected.
public struct StartUp: Sendable, Hashable {
    /// How it starts, in words.
    public let kind: String
    /// Milliseconds with all files in memory.
    public let warm: Double
    /// Milliseconds with no file in memory; `nil` where it was not measured.
    public let cold: Double?

    /// The measured program that an executable is most like.
    init(_ elf: ELFFile, foundation: Foundation?, libraryCount: Int) {
        if elf.isStatic {
            switch foundation {
            case nil: (kind, warm, cold) = ("one static executable", 1.2, 11.3)
            case .essentials: (kind, warm, cold) = ("one static executable with FoundationEssentials", 1.2, 18.8)
            case .whole: (kind, warm, cold) = ("one static executable with Foundation", 1.6, nil)
            }
        } else if libraryCount <= 8 {
            (kind, warm, cold) = ("an executable and \(libraryCount) libraries", 3.1, nil)
        } else {
            (kind, warm, cold) = ("an executable and \(libraryCount) libraries", 6.5, 35.4)
        }
    }

    /// A script that starts something else.
    init(script: Void) { (kind, warm, cold) = ("a script, and what it starts", 8.4, 43.5) }

    /// In words.
    public var summary: String {
        let coldText = cold.map { ", about \($0) ms from cold storage" } ?? ""
        return "\(kind): about \(warm) ms to the first request\(coldText)"
    }
}
