#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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
