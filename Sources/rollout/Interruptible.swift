import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Work that Ctrl-C and SIGTERM cancel, so that it can clean up; a second Ctrl-C doesn't wait for that.
enum Interruptible {
    /// Runs the work.
    ///
    /// - Throws: What the work throws; when a signal came, the exit code that shells give for it, once the work has ended.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let task = Task(operation: work)
        let received = Mutex<Int32?>(nil)
        let numbers = [SIGINT, SIGTERM, SIGHUP]
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isFirst = received.withLock { received in
                    defer { received = received ?? number }
                    return received == nil
                }
                // The processes that we started end with us: see `ProcessGroup` in `Processes`.
                if isFirst {
                    task.cancel()
                } else {
                    StoryScreen.restore()
                    _exit(128 + number)
                }
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in numbers { signal(number, SIG_DFL) }
        }
        let result = await task.result
        if let number = received.withLock({ $0 }) { throw ExitCode(128 + number) }
        return try result.get()
    }
}
