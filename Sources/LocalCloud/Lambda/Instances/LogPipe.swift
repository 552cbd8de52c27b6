@preconcurrency internal import Dispatch
internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What a process writes to its standard output and standard error, cut into lines.
///
/// A pipe of our own, so that we can ask for all that has been written by now: a response comes by another way than the lines that were
/// written before it.
final class LogPipe: Sendable {
    /// Why there is no pipe.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The end for the process.
    let input: Int32
    private let output: Int32
    private let lines: Mutex<LineSplitter>
    private let emit: @Sendable (String) -> Void
    private let source: any DispatchSourceRead

    /// - Parameters:
    ///   - limit: How many bytes of lines to hand out; what follows is dropped.
    ///   - emit: Is called with each line.
    init(limit: Int, emit: @escaping @Sendable (String) -> Void) throws(Failure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe for its log: " + String(cString: strerror(errno))) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        (output, input) = (ends[0], ends[1])
        lines = Mutex(LineSplitter(limit: limit))
        self.emit = emit
        source = DispatchSource.makeReadSource(fileDescriptor: ends[0], queue: .global())
        source.setEventHandler { [weak self] in self?.drain() }
        source.setCancelHandler { [output, input] in
            close(output)
            close(input)
        }
        source.activate()
    }

    deinit { source.cancel() }

    /// Hands out all lines that have been written by now.
    func drain() {
        lines.withLock { lines in
            withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 1) { buffer in
                // A process that writes on and on must not keep us here.
                for _ in 0..<64 {
                    let count = read(output, buffer.baseAddress, buffer.count)
                    guard count > 0 else { return }
                    lines.append(Array(buffer.prefix(count)), emit)
                    if count < buffer.count { return }
                }
            }
        }
    }

    /// The process has ended: hands the rest out, a line without an end too.
    func finish() {
        drain()
        lines.withLock { $0.finish(emit) }
    }
}
