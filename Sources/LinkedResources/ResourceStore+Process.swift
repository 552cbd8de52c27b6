#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#endif

extension ResourceStore {
    /// The links of this process: its environment, and the file that it names.
    static func process() -> ResourceStore {
        ResourceStore(environment: variables(), readFile: LinkFile.read)
    }

    /// The variables that concern links; the others are none of our business.
    private static func variables() -> [String: String] {
        #if canImport(Darwin)
            let list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
        #else
            let list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        #endif
        guard var entry = list else { return [:] }
        var variables: [String: String] = [:]
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, pair[0].hasPrefix("SST_") || pair[0] == "AWS_LAMBDA_FUNCTION_NAME" {
                // Of two with the same name the first counts, as for getenv.
                variables[String(pair[0])] = variables[String(pair[0])] ?? String(pair[1])
            }
            entry += 1
        }
        return variables
    }
}

extension LinkFile {
    /// Reads a regular file of at most ``maximumBytes``.
    package static func read(_ path: String) throws(ReadError) -> [UInt8] {
        // Without O_NONBLOCK a pipe in the file's place would hold the process up.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .system(errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .system(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw ReadError("it is not a regular file") }
        guard status.st_size <= maximumBytes else { throw .tooLarge }

        // One byte beyond the bound tells a file that grew.
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { systemRead(file, $0 + count, buffer.count - count) } ?? 0
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .system(errno) }
            if got == 0 { break }
            count += got
        }
        guard count <= maximumBytes else { throw .tooLarge }
        return Array(bytes.prefix(count))
    }
}

/// `read`, which within ``LinkFile`` would mean the function above.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(file, buffer, count)
}

extension LinkFile.ReadError {
    fileprivate static func system(_ code: Int32) -> Self {
        Self(strerror(code).map { String(cString: $0) } ?? "error \(code)")
    }
}
