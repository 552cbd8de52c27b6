#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Stack {
    /// Prints the template, as the process's arguments say, and ends the process unless all went well. `--help` tells the arguments.
    ///
    /// The exit status is 0, 1 where something is wrong with the stack or a file can't be written, or 64 for a wrong argument. Everything that
    /// is wrong goes to the standard error, a line each.
    public func main() throws {
        let result = StackProgram(Array(CommandLine.arguments.dropFirst())).run(self)
        write(result.errors, to: 2)
        for (path, text) in result.files where !write(text, toFile: path) {
            write("\(path): \(String(cString: strerror(errno)))\n", to: 2)
            exit(1)
        }
        guard write(result.output, to: 1) else { exit(1) }
        if result.status != 0 { exit(result.status) }
    }
}

/// Writes all of a text; a reader that has gone away, or a full disk, makes it false.
@discardableResult
private func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 {
            if errno == EINTR { continue }
            return false
        }
        rest = rest.dropFirst(written)
    }
    return true
}

/// Replaces a file, so that none is ever half written.
private func write(_ text: String, toFile path: String) -> Bool {
    let temporary = "\(path).\(getpid()).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return false }
    let isWritten = write(text, to: descriptor)
    let isClosed = close(descriptor) == 0
    if isWritten, isClosed, rename(temporary, path) == 0 { return true }
    let reason = errno
    unlink(temporary)
    errno = reason
    return false
}
