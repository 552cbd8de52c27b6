#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads files that hold a token.
enum SmallFile {
    static let longest = 64 << 10

    /// The file's bytes; `nil` when it can't be read or is longer than `longest`.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            #if canImport(Darwin)
                let count = Darwin.read(descriptor, &piece, piece.count)
            #elseif canImport(Glibc)
                let count = Glibc.read(descriptor, &piece, piece.count)
            #else
                let count = Musl.read(descriptor, &piece, piece.count)
            #endif
            if count == 0 { return bytes }
            guard count > 0, bytes.count + count <= longest else { return nil }
            bytes += piece[..<count]
        }
    }
}
