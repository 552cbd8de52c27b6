import HTTPTransport
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// SIGTERM and SIGINT: the loop stops, and the process is gone within 300 ms, which is what Lambda allows
/// ([Shutdown phase](https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown)).
enum Termination {
    /// What a handler that does not end in time is left, from the signal on.
    private static let graceMicroseconds: Int = 250_000

    private static let requested = Atomic(false)

    static var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Calls `stop` on the loop's thread after the first signal, which ends the handler's task. A handler that neither ends nor yields
    /// is cut off by an alarm.
    static func onSignal(_ stop: @escaping @Sendable () -> Void) {
        TransferLoop.shared.onWake { if isRequested { stop() } }
        install(SIGTERM, handleRequest)
        install(SIGINT, handleRequest)
        install(SIGALRM) { _ in if Termination.isRequested { _exit(128 + SIGTERM) } }
    }

    private static let handleRequest: @convention(c) (Int32) -> Void = { _ in
        let saved = errno
        defer { errno = saved }
        guard !Termination.requested.exchange(true, ordering: .relaxed) else { return }
        var timer = itimerval()
        timer.it_value.tv_usec = .init(Termination.graceMicroseconds)
        Termination.startTimer(&timer)
        TransferLoop.shared.wake()
    }

    private static func startTimer(_ timer: inout itimerval) {
        #if canImport(Glibc)
            setitimer(__itimer_which_t(0), &timer, nil)
        #else
            setitimer(ITIMER_REAL, &timer, nil)
        #endif
    }

    private static func install(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        #if canImport(Darwin)
            action.__sigaction_u.__sa_handler = handler
        #else
            action.__sigaction_handler.sa_handler = handler
        #endif
        action.sa_flags = SA_RESTART
        sigaction(signal, &action, nil)
        unblock(signal)
    }

    /// A process inherits the signal mask of whoever started it, and Dispatch's threads block everything.
    private static func unblock(_ signal: Int32) {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, signal)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
