#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files that somebody else has chosen, which may be anything.
package enum BoundedFile {
    /// Why there are no bytes.
    package enum Failure: Error, Equatable {
        case unreadable(errno: Int32)
        case notRegular
        case tooLarge

        /// Why, as the end of a sentence.
        package var reason: String {
            switch self {
            case .unreadable(ENOENT), .unreadable(ENOTDIR): "there is no such file"
            case .unreadable(EACCES), .unreadable(EPERM): "permission denied"
            case .unreadable(let code): String(cString: strerror(code))
            case .notRegular: "it is not a regular file"
            case .tooLarge: "it is too large"
            }
        }
    }

    /// The bytes of a regular file that has so many at most.
    package static func bytes(of path: String, limit: Int) throws(Failure) -> [UInt8] {
        // Without O_NONBLOCK the opening of a named pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }

        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(limit, 64 << 10) + 1)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(errno: errno) }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw .tooLarge }
            bytes += piece[..<count]
        }
    }
}
