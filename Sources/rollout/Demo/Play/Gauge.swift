import Synchronization

/// Counts what is under way.
final class Gauge: Sendable {
    private let count = Mutex(0)

    /// Counts one more, unless there are as many as there may be.
    func enter(limit: Int) -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
