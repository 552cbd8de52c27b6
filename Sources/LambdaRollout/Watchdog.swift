import CSupervisor
import LambdaRuntime

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A thread that does nothing but wait for deadlines, so that a hook which never yields can't keep them from being seen.
///
/// A new watch wakes the thread only if it is the first to be due. Deadlines come in order, one invocation after the other, so the thread
/// usually sleeps towards one that has long been met, and a watch costs two uncontended locks.
final class Watchdog: @unchecked Sendable {
    static let shared = Watchdog()

    /// How much of the time is left when a hook that sets no margin itself is given up: 0.75 s, on slow functions up to 3 s.
    ///
    /// Measured (`FAULT_CPU_PERCENT=7 make faults`): with a fourteenth of a core, beside a hook that never yields, a report over TLS with
    /// the system's 139 authorities takes 0.9 s from the expiry, in a debug build; with a whole core 0.07 s.
    static let defaultMargin = FunctionSpeed.stretched(.milliseconds(750))

    private struct Entry {
        let id: UInt64
        let deadline: Int
        let expire: @Sendable () -> Void
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    // Under the mutex.
    private var entries: [Entry] = []
    private var lastID: UInt64 = 0
    private var hasThread = false
    /// What the thread sleeps towards, in milliseconds since 1970.
    private var alarm = Int.max
    private var haveOthersSteppedBack = false

    private init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        changed = .allocate(capacity: 1)
        changed.initialize(to: pthread_cond_t())
        // The default clock is the wall's, which a frozen sandbox doesn't stop and in which Lambda counts its deadlines.
        pthread_cond_init(changed, nil)
    }

    /// Calls `expire` on the watchdog's thread at `deadline` (milliseconds since 1970), unless ``end(_:)`` comes first.
    ///
    /// - Returns: What `end` takes; `nil` where the system refuses the thread.
    func watch(until deadline: Int, _ expire: @escaping @Sendable () -> Void) -> UInt64? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if !hasThread { hasThread = DetachedThread.start { self.run() } }
        guard hasThread else { return nil }
        lastID += 1
        entries.append(Entry(id: lastID, deadline: deadline, expire: expire))
        if deadline < alarm { pthread_cond_signal(changed) }
        return lastID
    }

    /// Ends a watch that has not expired.
    func end(_ id: UInt64) {
        pthread_mutex_lock(mutex)
        entries.removeAll { $0.id == id }
        pthread_mutex_unlock(mutex)
    }

    private func run() {
        pthread_mutex_lock(mutex)
        while true {
            let now = LambdaContext.now
            let due = entries.filter { $0.deadline <= now }
            guard due.isEmpty else {
                entries.removeAll { $0.deadline <= now }
                pthread_mutex_unlock(mutex)
                if !haveOthersSteppedBack { supervisor_make_other_threads_step_back() }
                // Once is enough: threads inherit it from those that start them, and the report's is started by this one.
                haveOthersSteppedBack = true
                for entry in due { entry.expire() }
                pthread_mutex_lock(mutex)
                continue
            }
            if let next = entries.map(\.deadline).min() {
                alarm = next
                var time = timespec(tv_sec: next / 1000, tv_nsec: next % 1000 * 1_000_000)
                pthread_cond_timedwait(changed, mutex, &time)
            } else {
                alarm = .max
                pthread_cond_wait(changed, mutex)
            }
        }
    }
}
