#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Which of Foundation's parts is linked into an executable.
public enum Foundation: String, Sendable {
    /// Without the internationalisation: `import FoundationEssentials`.
    case essentials = "FoundationEssentials"
    /// All of it, with the tables of ICU.
    case whole = "Foundation"

    /// Looks for it in an executable, stripped or not. The names of types stand in the metadata that Swift needs when it runs.
    init?(in executable: [UInt8]) {
        // ICU's data has a name of its own; of the essentials, the locale-independent formatting is always there.
        if executable.contains("_FoundationICU") || executable.contains("FoundationInternationalization") {
            self = .whole
        } else if executable.contains("20FoundationEssentials") || executable.contains("FoundationEssentials\0") {
            self = .essentials
        } else {
            return nil
        }
    }

    /// What it costs: megabytes of zip and milliseconds of start, over a program without. Measured with a small hook on x86_64; see
    /// ``StartUp``.
    var cost: String {
        switch self {
        case .essentials: "2.4 MB more to upload, and from cold storage 9 ms more to start"
        case .whole:
            "20 MB more to upload and 51 MB more to load, 0.4 ms more to start with all of it in memory and far more from cold storage"
        }
    }
}

extension [UInt8] {
    /// Whether a text stands somewhere in these bytes.
    func contains(_ text: String) -> Bool {
        let pattern = Array(text.utf8)
        guard let first = pattern.first else { return true }
        return withUnsafeBytes { bytes in
            var start = 0
            // By the C library: executables have megabytes.
            while start + pattern.count <= bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, Int32(first), bytes.count - pattern.count + 1 - start)
            {
                if memcmp(found, pattern, pattern.count) == 0 { return true }
                start = base.distance(to: UnsafeRawPointer(found)) + 1
            }
            return false
        }
    }
}
