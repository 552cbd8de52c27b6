#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The environment of this process, read variable by variable; tests hand in a dictionary instead.
package enum ProcessEnvironment {
    package typealias Lookup = @Sendable (String) -> String?

    package static let value: Lookup = { name in getenv(name).map { String(cString: $0) } }
}

/// Standard error, written with one system call a line so that lines of several threads don't mix.
package enum StandardError {
    package static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let base = rest.baseAddress, !rest.isEmpty {
                let written = writeBytes(base, rest.count)
                guard written > 0 else {
                    if errno == EINTR { continue }
                    return
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    private static func writeBytes(_ base: UnsafeRawPointer, _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.write(STDERR_FILENO, base, count)
        #elseif canImport(Glibc)
            Glibc.write(STDERR_FILENO, base, count)
        #elseif canImport(Musl)
            Musl.write(STDERR_FILENO, base, count)
        #endif
    }
}
