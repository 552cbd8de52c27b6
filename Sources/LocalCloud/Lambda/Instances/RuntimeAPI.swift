internal import Foundation
internal import Processes
internal import Synchronization

/// The state behind one process's [Runtime API](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html): events wait in line, the
/// process asks for them one at a time, and answers each once. Where the API's documentation is silent, it does as AWS's own emulator does.
final class RuntimeAPI: Sendable {
    /// An event for the process.
    struct Event: Sendable {
        let requestID: String
        let payload: [UInt8]
        /// The function as the caller named it: `Lambda-Runtime-Invoked-Function-Arn`. `nil` for the version's own.
        var arn: String?
        /// `Lambda-Runtime-Client-Context`: JSON.
        var clientContext: String?
        /// Takes a streamed response as it comes; `nil` for one that waits until it is complete.
        var stream: ResponseStream?
        var trace = TraceID()
    }

    /// An event on its way to the process, and who waits for the answer.
    private struct Waiting: Sendable {
        let event: Event
        let answer: CheckedContinuation<Answer, Never>
    }

    /// What becomes of an event.
    enum Answer: Sendable {
        case answered(Invocation)
        /// The process ended before it asked for this event: another process may take it.
        case undelivered
    }

    /// What the process gets when it asks for an event.
    enum Delivery: Sendable {
        case event(Event, deadline: Date)
        /// It asked again without having answered.
        case unanswered
        /// It asked on another connection meanwhile, or it is being ended.
        case superseded
    }

    /// What the process hears of its answer.
    enum Acceptance: Sendable, Equatable {
        case accepted
        case invalidRequestID
        /// This event has had its answer.
        case answeredAlready
    }

    private typealias Poll = CheckedContinuation<Delivery, Never>

    private struct Running {
        let event: Event
        let answer: CheckedContinuation<Answer, Never>
        let start: ContinuousClock.Instant
        /// Whether the process has begun to stream its response.
        var isStreaming = false
    }

    /// Where a response to an event goes as it comes.
    enum StreamClaim {
        case stream(ResponseStream)
        /// It waits until it is complete.
        case none
        /// The process streams a response to the event on another connection.
        case taken
    }

    private struct State {
        var waiting: [Waiting] = []
        var poll: Poll?
        var running: Running?
        var lastAnswered: String?
        /// When the event began that was answered last, until the process asks again: its time goes on until then.
        var unfinished: ContinuousClock.Instant?
        /// Whether the process is being killed for having taken too long: it gets no event any more.
        var isDoomed = false
        /// Looks whether the event in hand takes too long, and goes on from one event to the next: a timer for each would cost more than the
        /// event itself.
        var watchdog: Task<Void, Never>?
        var start: ContinuousClock.Instant?
        var startTimer: Task<Void, Never>?
        var isInitialized = false
        /// To be told with the first answer.
        var initialization: Duration?
        /// Why the process can't start its work, for the event of this id.
        var failure: (@Sendable (_ requestID: String) -> FunctionError)?
        var hasEnded = false
        /// How often the process has asked for an event.
        var polls = 0
        /// Whether the process is stopped until its next event.
        var isPaused = false
        /// Looks whether the process has been idle for a while, and goes on as long as events come.
        var pauser: Task<Void, Never>?
    }

    /// How long a process waits for an event before it is stopped, at least and (after others) at most: on AWS that is at once. Under load
    /// nothing is ever stopped, and is hardly looked at.
    private static let idleTime = (shortest: Duration.milliseconds(10), longest: Duration.milliseconds(100))

    let configuration: FunctionConfiguration
    private let clock: any Clock<Duration>
    private let isDelivered: @Sendable (Event) -> Void
    private let killProcess: @Sendable () -> Void
    private let tell: @Sendable (_ message: String) -> Void
    private let pauseProcess: (@Sendable (_ isPaused: Bool) -> Void)?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - isDelivered: Is called with each event that the process gets, just before.
    ///   - pauseProcess: Stops the process, which waits for an event, and lets it go on for the next.
    ///   - tell: Takes a line for the function's log.
    init(
        _ configuration: FunctionConfiguration, clock: any Clock<Duration>, isDelivered: @escaping @Sendable (Event) -> Void = { _ in },
        tell: @escaping @Sendable (_ message: String) -> Void = { _ in }, killProcess: @escaping @Sendable () -> Void,
        pauseProcess: (@Sendable (_ isPaused: Bool) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.clock = clock
        self.isDelivered = isDelivered
        self.tell = tell
        self.killProcess = killProcess
        self.pauseProcess = pauseProcess
    }

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Whether the process waits for an event.
    var isAsked: Bool { state.withLock { $0.poll != nil } }

    // MARK: The side of Lambda

    /// Puts an event in line and waits for what becomes of it. Cancelling the task ends the process: nobody can take an event back from it.
    func invoke(_ event: Event) async -> Answer {
        await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                let resume = state.withLock { state -> (() -> Void)? in
                    if state.hasEnded { return { answer.resume(returning: .undelivered) } }
                    state.waiting.append(Waiting(event: event, answer: answer))
                    return deliver(&state)
                }
                resume?()
            }
        } onCancel: {
            killProcess()
        }
    }

    /// The process is being started.
    func processStarts() {
        state.withLock { state in
            state.start = .now
            state.startTimer = timer(configuration.initializationTimeout) { $0.initializationTimedOut() }
        }
    }

    /// The process is gone, and nothing more will come from it.
    func processEnded(_ ending: ProcessGroup.Ending) {
        end { .exit($0, ending, requestID: $1) }
    }

    /// There is no process.
    func processDidNotStart(_ reason: String) {
        end { FunctionError($0, type: "Runtime.InvalidEntrypoint", message: reason, requestID: $1) }
    }

    /// Answers what waits: the event in hand with an error, and those in line too when no process would get further than this one.
    private func end(_ error: (_ kind: FunctionError.Kind, _ requestID: String) -> FunctionError) {
        let state = state.withLock { state in
            defer {
                state.hasEnded = true
                state.waiting = []
                state.poll = nil
                state.running = nil
            }
            return state
        }
        state.startTimer?.cancel()
        state.watchdog?.cancel()
        state.pauser?.cancel()
        state.poll?.resume(returning: .superseded)
        if let running = state.running {
            finish(running, .failure(error(.exit, running.event.requestID)), state.initialization)
        }
        for waiting in state.waiting {
            guard !state.isInitialized else {
                waiting.answer.resume(returning: .undelivered)
                continue
            }
            let id = waiting.event.requestID
            let failure = state.failure?(id) ?? error(.initialization, id)
            let invocation = Invocation(requestID: id, result: .failure(failure), duration: .zero, initializationDuration: nil)
            waiting.answer.resume(returning: .answered(invocation))
        }
    }

    // MARK: The side of the process

    /// Waits for the next event, however long that takes.
    func next() async -> Delivery {
        await withCheckedContinuation { poll in
            let resume = state.withLock { state -> (() -> Void)? in
                if state.hasEnded { return { poll.resume(returning: .superseded) } }
                if state.running != nil { return { poll.resume(returning: .unanswered) } }
                let superseded = state.poll
                state.poll = poll
                state.polls += 1
                state.unfinished = nil
                if state.pauser == nil, pauseProcess != nil { state.pauser = Task { [polls = state.polls] in await pauseWhenIdle(polls) } }
                if !state.isInitialized {
                    state.isInitialized = true
                    state.initialization = state.start.map { .now - $0 }
                    state.startTimer?.cancel()
                }
                let deliver = deliver(&state)
                return {
                    superseded?.resume(returning: .superseded)
                    deliver?()
                }
            }
            resume?()
        }
    }

    /// Claims the way by which the response to this event goes as it comes: there is one, and two connections would mix what they bring.
    func claimStream(_ requestID: String) -> StreamClaim {
        state.withLock { state in
            guard let running = state.running, running.event.requestID == requestID, let stream = running.event.stream else { return .none }
            guard !running.isStreaming else { return .taken }
            state.running?.isStreaming = true
            return .stream(stream)
        }
    }

    /// Takes the answer to an event.
    func answer(_ requestID: String, _ result: Result<FunctionResponse, FunctionError>) -> Acceptance {
        let taken = state.withLock { state -> (running: Running?, initialization: Duration?, acceptance: Acceptance) in
            guard let running = state.running, running.event.requestID == requestID else {
                return (nil, nil, state.lastAnswered == requestID ? .answeredAlready : .invalidRequestID)
            }
            defer {
                state.running = nil
                state.lastAnswered = requestID
                state.unfinished = running.start
                state.initialization = nil
            }
            return (running, state.initialization, .accepted)
        }
        if let running = taken.running { finish(running, result, taken.initialization) }
        return taken.acceptance
    }

    /// Takes the report that the process can't start its work. Returns `false` when it has already asked for an event.
    func initializationFailed(_ error: FunctionError) -> Bool { initializationFailed { _ in error } }

    private func initializationFailed(_ error: @escaping @Sendable (_ requestID: String) -> FunctionError) -> Bool {
        let isAccepted = state.withLock { state in
            if !state.isInitialized { state.failure = state.failure ?? error }
            return !state.isInitialized
        }
        if isAccepted { killProcess() }
        return isAccepted
    }

    // MARK: Time

    private func initializationTimedOut() {
        _ = initializationFailed { [configuration] in
            .initialization(timedOutAfter: configuration.initializationTimeout, timeout: configuration.timeout, requestID: $0)
        }
    }

    private func timedOut(_ requestID: String) {
        let (isDoomed, isAnswered) = state.withLock { state in
            let isAnswered = state.running == nil && state.unfinished != nil && state.lastAnswered == requestID
            if isAnswered || state.running?.event.requestID == requestID { state.isDoomed = true }
            return (state.isDoomed, isAnswered)
        }
        guard isDoomed else { return }
        if isAnswered {
            // Not to keep the event that is next in line: another process takes that.
            tell(
                "The process was ended: it had answered \(requestID), and did not ask for its next event within the function's timeout of \(configuration.timeout.inSeconds) seconds."
            )
        } else {
            _ = answer(requestID, .failure(.timeout(after: configuration.timeout, requestID: requestID)))
        }
        killProcess()
    }

    private func watch(_ requestID: String) async {
        var requestID = requestID
        var wait = configuration.timeout
        while (try? await clock.sleep(for: wait)) != nil {
            let next = state.withLock { state -> (requestID: String, wait: Duration)? in
                // The next event starts it again.
                guard let id = state.running?.event.requestID ?? state.lastAnswered, let start = state.running?.start ?? state.unfinished
                else {
                    state.watchdog = nil
                    return nil
                }
                return (id, id == requestID ? .zero : configuration.timeout - start.duration(to: .now))
            }
            guard let next else { return }
            if next.wait <= .zero {
                timedOut(next.requestID)
                return
            }
            (requestID, wait) = next
        }
    }

    /// Ends when the process has been stopped, or has been at one event for a while: the next time that it asks starts it again.
    ///
    /// - Parameter polls: How often the process has asked by now.
    private func pauseWhenIdle(_ polls: Int) async {
        var (polls, wait) = (polls, Self.idleTime.shortest)
        while (try? await clock.sleep(for: wait)) != nil {
            let goesOn = state.withLock { state in
                guard state.polls == polls else {
                    polls = state.polls
                    wait = min(wait * 2, Self.idleTime.longest)
                    return true
                }
                if state.poll != nil, !state.hasEnded {
                    state.isPaused = true
                    pauseProcess?(true)
                }
                state.pauser = nil
                return false
            }
            if !goesOn { return }
        }
    }

    private func timer(_ duration: Duration, _ action: @escaping @Sendable (RuntimeAPI) -> Void) -> Task<Void, Never> {
        Task { [clock] in
            do { try await clock.sleep(for: duration) } catch { return }
            action(self)
        }
    }

    // MARK: Steps

    /// Hands the first event in line to the process, when it asks for one. To be called with the lock held; what it returns, without.
    private func deliver(_ state: inout State) -> (() -> Void)? {
        guard !state.isDoomed, let poll = state.poll, let waiting = state.waiting.first else { return nil }
        let event = waiting.event
        if state.isPaused {
            state.isPaused = false
            pauseProcess?(false)
        }
        state.poll = nil
        state.waiting.removeFirst()
        state.running = Running(event: event, answer: waiting.answer, start: .now)
        if state.watchdog == nil { state.watchdog = Task { await watch(event.requestID) } }
        let deadline = Date(timeIntervalSinceNow: configuration.timeout / .seconds(1))
        return { [isDelivered] in
            isDelivered(event)
            poll.resume(returning: .event(event, deadline: deadline))
        }
    }

    private func finish(_ running: Running, _ result: Result<FunctionResponse, FunctionError>, _ initialization: Duration?) {
        let invocation = Invocation(
            requestID: running.event.requestID, result: result, duration: .now - running.start, initializationDuration: initialization)
        running.answer.resume(returning: .answered(invocation))
    }
}
