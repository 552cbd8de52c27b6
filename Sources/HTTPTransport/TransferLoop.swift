import CLibcurl
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One thread that performs libcurl's transfers and runs Swift tasks between them.
///
/// A task that prefers this executor (`Task(executorPreference: TransferLoop.shared)`) sends a request, waits and goes on with the answer
/// without ever leaving the thread. Requests from other threads are handed over and cost a wake-up.
package final class TransferLoop: TaskExecutor, @unchecked Sendable {
    /// The process's loop. Its thread starts with the first use and ends with the process.
    package static let shared = TransferLoop()

    /// Something that another thread asks of the loop.
    private enum Order {
        case run(UnownedJob)
        case start(Transfer)
        case cancel(Transfer)
        case resume(Transfer)
        case alarm(Alarm)
    }

    /// A task that goes on at an instant.
    private struct Alarm {
        let instant: ContinuousClock.Instant
        let continuation: UnsafeContinuation<Void, Never>
    }

    /// A closure in a box: generic code that is lent a bare one hands it back with another layer around it each time, and a call of it would
    /// take longer, and more of the stack, after every wait.
    private struct WakeHook {
        let call: @Sendable () -> Void
    }

    private struct Inbox {
        var orders: [Order] = []
        var isParked = false
    }

    /// How many connections may wait for another request.
    private static let idleConnections = 256

    private let multi: UnsafeMutableRawPointer?
    private let inbox = Lock(Inbox())
    private let thread = Atomic<UInt>(0)
    private let wakeHook = Lock<WakeHook?>(nil)

    // Touched by the loop's thread alone.
    private var jobs: [UnownedJob] = []
    private var activeTransfers = 0
    private var alarms: [Alarm] = []

    /// A loop of its own, for what must not wait for the tasks of the shared one. Its thread ends with the process.
    package init() {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        Self.ignoreBrokenPipes()
        multi = curl_multi_init()
        if let multi { shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.idleConnections) }
        let context = Unmanaged.passRetained(self).toOpaque()
        let refusal = startThread(context)
        if refusal != 0 {
            // No thread, no loop: nothing in this process could await anything. A limit can cause that, so it is an end, not a trap.
            errno = refusal
            perror("The system refused a thread for network transfers; raise the limit of processes (ulimit -u)")
            exit(1)
        }
    }

    /// A peer that hangs up is an error of its request and no reason to die: libcurl, which must not touch signals here (it has threads
    /// beside it), leaves SIGPIPE to us. Whoever handles the signal keeps it.
    private static func ignoreBrokenPipes() {
        let handler = signal(SIGPIPE, SIG_IGN)
        if unsafeBitCast(handler, to: Int.self) != 0 { signal(SIGPIPE, handler) }
    }

    // MARK: From any thread

    /// Runs a job of a task that prefers this executor.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { jobs.append(job) } else { post(.run(job)) }
    }

    /// Whether the caller runs on the loop's thread.
    package var isCurrent: Bool { thread.load(ordering: .relaxed) == Self.currentThread }

    func start(_ transfer: Transfer) { isCurrent ? begin(transfer) : post(.start(transfer)) }

    func cancel(_ transfer: Transfer) { isCurrent ? end(transfer, with: CURLE_ABORTED_BY_CALLBACK) : post(.cancel(transfer)) }

    /// Lets a transfer go on whose callback paused it.
    func resume(_ transfer: Transfer) { isCurrent ? unpause(transfer) : post(.resume(transfer)) }

    /// Makes the loop call the wake hook soon. Safe in a signal handler: it writes a byte to libcurl's wake-up socket.
    package func wake() {
        if let multi { curl_multi_wakeup(multi) }
    }

    /// Sets what the loop calls on its thread after every wait.
    package func onWake(_ hook: @escaping @Sendable () -> Void) { wakeHook.withLock { $0 = WakeHook(call: hook) } }

    /// Lets the task go on after `duration`, by the loop's own waiting: no other thread has to be free for it.
    package nonisolated(nonsending) func sleep(for duration: Duration) async {
        let instant = ContinuousClock.now.advanced(by: duration)
        await withUnsafeContinuation { continuation in
            let alarm = Alarm(instant: instant, continuation: continuation)
            if isCurrent { alarms.append(alarm) } else { post(.alarm(alarm)) }
        }
    }

    private func post(_ order: Order) {
        let wasParked = inbox.withLock { inbox in
            inbox.orders.append(order)
            defer { inbox.isParked = false }
            return inbox.isParked
        }
        if wasParked { wake() }
    }

    // MARK: The loop

    private func run() {
        thread.store(Self.currentThread, ordering: .relaxed)
        let executor = asUnownedTaskExecutor()
        var batch: [UnownedJob] = []
        var orders: [Order] = []
        while true {
            swap(&batch, &jobs)
            for job in batch { job.runSynchronously(on: executor) }
            batch.removeAll(keepingCapacity: true)

            if activeTransfers > 0 { performTransfers() }

            inbox.withLock { inbox in
                swap(&orders, &inbox.orders)
                inbox.isParked = orders.isEmpty && jobs.isEmpty
            }
            for order in orders { carryOut(order) }
            let mayWait = orders.isEmpty && jobs.isEmpty
            orders.removeAll(keepingCapacity: true)
            if mayWait { wait() }
        }
    }

    private func carryOut(_ order: Order) {
        switch order {
        case .run(let job): jobs.append(job)
        case .start(let transfer): begin(transfer)
        case .cancel(let transfer): end(transfer, with: CURLE_ABORTED_BY_CALLBACK)
        case .resume(let transfer): unpause(transfer)
        case .alarm(let alarm): alarms.append(alarm)
        }
    }

    private func wait() {
        curl_multi_poll(multi, nil, 0, alarms.isEmpty ? 1_000_000 : millisecondsToNextAlarm, nil)
        inbox.withLock { $0.isParked = false }
        if !alarms.isEmpty { ringAlarms() }
        if let hook = wakeHook.withLock({ $0 }) { hook.call() }
    }

    private var millisecondsToNextAlarm: Int32 {
        guard let next = alarms.lazy.map(\.instant).min() else { return 1_000_000 }
        let left = max(.zero, ContinuousClock.now.duration(to: next))
        // Rounded up, or the last millisecond would be spent in a busy loop.
        return Int32(min(left / .milliseconds(1), 1_000_000).rounded(.up))
    }

    private func ringAlarms() {
        let now = ContinuousClock.now
        let due = alarms.filter { $0.instant <= now }
        alarms.removeAll { $0.instant <= now }
        for alarm in due { alarm.continuation.resume() }
    }

    private func performTransfers() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        guard running < activeTransfers, let multi else { return }
        var outcome = CURLE_OK
        while let easy = shim_multi_next_done(multi, &outcome) {
            guard let context = shim_easy_get_private(easy) else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            if transfer.usesWholeStore(after: outcome) { restart(transfer) } else { end(transfer, with: outcome) }
        }
    }

    // MARK: Transfers

    private func begin(_ transfer: Transfer) {
        guard !transfer.isCancelled else { return transfer.finish(CURLE_ABORTED_BY_CALLBACK) }
        guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else { return transfer.finish(CURLE_FAILED_INIT) }
        _ = Unmanaged.passRetained(transfer)
        transfer.isActive = true
        activeTransfers += 1
    }

    private func restart(_ transfer: Transfer) {
        curl_multi_remove_handle(multi, transfer.easy)
        if curl_multi_add_handle(multi, transfer.easy) != CURLM_OK { end(transfer, with: CURLE_FAILED_INIT) }
    }

    private func end(_ transfer: Transfer, with outcome: CURLcode) {
        if outcome == CURLE_ABORTED_BY_CALLBACK { transfer.isCancelled = true }
        guard transfer.isActive else { return }
        curl_multi_remove_handle(multi, transfer.easy)
        transfer.isActive = false
        activeTransfers -= 1
        transfer.finish(outcome)
        Unmanaged.passUnretained(transfer).release()
    }

    private func unpause(_ transfer: Transfer) {
        guard transfer.isActive else { return }
        curl_easy_pause(transfer.easy, Int32(CURLPAUSE_CONT))
    }

    // MARK: The thread

    #if canImport(Darwin)
        private static var currentThread: UInt { UInt(bitPattern: pthread_self()) }
    #else
        private static var currentThread: UInt { UInt(pthread_self()) }
    #endif

    private func startThread(_ context: UnsafeMutableRawPointer) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        // Handlers run here: as much stack as a main thread has.
        pthread_attr_setstacksize(&attributes, 8 * 1024 * 1024)
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        return pthread_create(
            &thread, &attributes,
            { context in
                let context: UnsafeMutableRawPointer? = context
                if let context { Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue().run() }
                return nil
            }, context)
    }
}
