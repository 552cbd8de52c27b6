internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Where file descriptors are scarce, lets processes be started one after the other, and only while there are enough for it:
/// swift-subprocess traps when it gets some of those that it needs, and not all.
final class StartGate: Sendable {
    /// Why a process can't be started.
    struct NoDescriptors: Error, CustomStringConvertible {
        let description =
            "too few file descriptors are left to start a process (ulimit -n): raise the limit, or let less run at a time"
    }

    /// The right to start a process, until ``end()``.
    final class Turn: Sendable {
        private let gate: StartGate?
        private let hasEnded = Mutex(false)

        /// - Parameter gate: The lock that other starts wait for; `nil` where starts need not wait.
        fileprivate init(_ gate: StartGate?) { self.gate = gate }

        /// The process was started, or won't be. To be called at least once.
        func end() {
            let isFirst = hasEnded.withLock { hasEnded in
                defer { hasEnded = true }
                return !hasEnded
            }
            if isFirst { gate?.pass() }
        }
    }

    static let shared = StartGate()

    /// What one start needs, and as many again for what else the process does meanwhile.
    private static let needed = 32
    /// So many are enough for all that may be started at a time.
    private static let plenty = 512

    private let state = Mutex((isTaken: false, line: [CheckedContinuation<Void, Never>]()))

    /// Waits until no other process is being started, unless there are plenty of descriptors.
    ///
    /// - Throws: `NoDescriptors`.
    func turn() async throws -> Turn {
        if Self.hasPlenty { return Turn(nil) }
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

    /// Whether a descriptor far below the limit is free. The system gives the lowest one that is, so those above are free as well.
    private static var hasPlenty: Bool {
        var limit = rlimit()
        #if canImport(Glibc)
            guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return false }
        #else
            guard getrlimit(RLIMIT_NOFILE, &limit) == 0 else { return false }
        #endif
        // No higher than needed: the system's table grows with the number.
        let mark = Int32(clamping: min(limit.rlim_cur, 4096)) - Int32(plenty)
        guard mark > 0 else { return false }
        let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        let copy = fcntl(file, F_DUPFD_CLOEXEC, mark)
        if copy >= 0 { close(copy) }
        // Others may be looking at the same moment.
        return copy >= mark && copy < mark + Int32(plenty / 2)
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
