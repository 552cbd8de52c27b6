internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Lets processes be started one after the other, and only while there are file descriptors enough for it: swift-subprocess traps when it
/// gets some of those that it needs, and not all.
final class StartGate: Sendable {
    /// Why a process can't be started.
    struct NoDescriptors: Error, CustomStringConvertible {
        let description =
            "too few file descriptors are left to start a process (ulimit -n): raise the limit, or let less run at a time"
    }

    /// The right to start a process, until ``end()``.
    final class Turn: Sendable {
        private let gate: StartGate
        private let hasEnded = Mutex(false)

        fileprivate init(_ gate: StartGate) { self.gate = gate }

        /// The process was started, or won't be. To be called at least once.
        func end() {
            let isFirst = hasEnded.withLock { hasEnded in
                defer { hasEnded = true }
                return !hasEnded
            }
            if isFirst { gate.pass() }
        }
    }

    static let shared = StartGate()

    /// What one start needs, and as many again for what else the process does meanwhile.
    private static let needed = 32

    private let state = Mutex((isTaken: false, line: [CheckedContinuation<Void, Never>]()))

    /// Waits until no other process is being started.
    ///
    /// - Throws: `NoDescriptors`.
    func turn() async throws -> Turn {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.isTaken { state.line.append(continuation) }
                defer { state.isTaken = true }
                return !state.isTaken
            }
            if isFree { continuation.resume() }
        }
        let turn = Turn(self)
        guard Self.hasDescriptors else {
            turn.end()
            throw NoDescriptors()
        }
        return turn
    }

    private func pass() {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.line.isEmpty else { return state.line.removeFirst() }
            state.isTaken = false
            return nil
        }?.resume()
    }

    /// Tries it out: no count of what is open says what else may be.
    private static var hasDescriptors: Bool {
        var ends: [Int32] = [-1, -1]
        var files: [Int32] = []
        defer { for file in files { close(file) } }
        while files.count < needed {
            guard pipe(&ends) == 0 else { return false }
            files += ends
        }
        return true
    }
}
