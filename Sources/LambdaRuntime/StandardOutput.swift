// `stdout` is a variable of C's, set before anything runs.
#if canImport(Darwin)
    @preconcurrency import Darwin
#elseif canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#endif

/// Standard output, which `print` writes to.
enum StandardOutput {
    /// Writes every line at once, as on a terminal: what is still in a buffer when the sandbox freezes or the process dies is lost.
    static func writeLineByLine() { setvbuf(stdout, nil, _IOLBF, 0) }
}
