import HTTPTransport
import Logging
import Synchronization

/// The custom-runtime loop: next event, handler, response or error, for as long as the sandbox lives.
final class RuntimeLoop: Sendable {
    private let settings: RuntimeSettings
    private let handler: InvocationHandler
    private let callers: [RuntimeAPI]
    private let isStopping = Atomic(false)
    private let backoff: Backoff

    init(settings: RuntimeSettings, handler: @escaping InvocationHandler, clock: any Clock<Duration> = ContinuousClock())
        throws(RuntimeFailure)
    {
        self.settings = settings
        self.handler = handler
        backoff = Backoff(clock: clock)
        var callers: [RuntimeAPI] = []
        for _ in 0..<settings.maximumConcurrency { callers.append(try RuntimeAPI(settings)) }
        self.callers = callers
    }

    /// Runs until ``stop()``, or until the Runtime API hands out no events any more: then returns why.
    func run() async -> RuntimeFailure? {
        for warning in settings.logging.warnings { logger().warning("\(warning)") }
        if callers.count == 1 { return await outcome(of: callers[0]) }
        return await withTaskGroup(of: RuntimeFailure?.self) { group in
            for caller in callers {
                group.addTask { await self.outcome(of: caller) }
            }
            var first: RuntimeFailure?
            for await failure in group where first == nil && failure != nil {
                first = failure
                // With fewer callers than Lambda counts on, events would wait for one that is gone.
                stop()
            }
            return first
        }
    }

    private func outcome(of api: RuntimeAPI) async -> RuntimeFailure? {
        do throws(RuntimeFailure) { try await serve(api) } catch { return error }
        return nil
    }

    /// Ends the loop after the invocations that are under way.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        for caller in callers { caller.stop() }
    }

    private func serve(_ api: RuntimeAPI) async throws(RuntimeFailure) {
        var failures = 0
        while !isStopping.load(ordering: .relaxed) {
            switch await api.nextInvocation() {
            case .invocation(let invocation):
                failures = 0
                await serve(invocation, over: api)
            case .unusable(let requestID, let error):
                failures = 0
                await fail(error, requestID: requestID, over: api)
            case .unavailable(let reason):
                failures += 1
                guard let delay = backoff.delay(after: failures) else { throw .noNextEvent(attempts: failures, last: reason) }
                logger().warning("no next event, trying again", metadata: ["reason": "\(reason)"])
                await backoff.wait(delay)
            case .refused(let failure): throw failure
            case .stopped: return
            }
        }
    }

    private func serve(_ invocation: Invocation, over api: RuntimeAPI) async {
        do {
            switch try await call(invocation) {
            case .bytes(let body): try await respond(body, to: invocation, over: api)
            case .stream(let writer, let write): try await stream(write, to: writer, of: invocation)
            }
        } catch {
            await fail(error, requestID: invocation.requestID, over: api)
        }
    }

    /// Calls the handler: on this thread where it is the only one, else on all cores.
    private func call(_ invocation: Invocation) async throws -> Reply {
        guard callers.count == 1 else {
            return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await handler(invocation) }
        }
        TraceVariable.set(invocation.traceID)
        defer { TraceVariable.set(nil) }
        return try await handler(invocation)
    }

    private func respond(_ body: [UInt8], to invocation: Invocation, over api: RuntimeAPI) async throws(InvocationError) {
        let limit = RuntimeAPI.maximumResponse
        guard body.count <= limit else { throw .responseTooLarge(bytes: body.count, limit: limit) }
        guard let refusal = await api.respond(to: invocation.requestID, with: body) else { return }
        if refusal.status == 413 { throw .responseRefused(bytes: body.count, limit: limit, answer: refusal.description) }
        log(refusal, of: "response", requestID: invocation.requestID)
    }

    private func stream(
        _ write: @Sendable () async throws -> Void, to writer: LambdaResponseWriter, of invocation: Invocation
    ) async throws {
        var failure: (any Error)?
        do { try await write() } catch { failure = error }
        if let failure, writer.closeUnlessBegun() { throw failure }
        if let failure { log(failure, requestID: invocation.requestID) }
        let trailing = failure.map { FunctionError($0, longestMessage: FunctionError.longestTrailingMessage) }
        if let refusal = await writer.finish(trailing) {
            log(refusal, of: "streamed response", requestID: invocation.requestID)
        }
    }

    /// Logs the error, once, and reports it.
    private func fail(_ error: any Error, requestID: String, over api: RuntimeAPI) async {
        let reported = log(error, requestID: requestID)
        if let refusal = await api.report(reported, for: requestID) { log(refusal, of: "error", requestID: requestID) }
    }

    @discardableResult
    private func log(_ error: any Error, requestID: String) -> FunctionError {
        let reminder = (error as? any LoggedError)?.reminder
        let error = FunctionError(error)
        var logger = logger(requestID)
        // Nothing else tells of the failure, so no level keeps it out of the log.
        logger.logLevel = min(logger.logLevel, .error)
        logger.error("invocation failed", metadata: ["errorType": "\(error.type)", "errorMessage": "\(reminder ?? error.message)"])
        return error
    }

    private func log(_ refusal: RuntimeAPI.Refusal, of what: String, requestID: String) {
        logger(requestID).error("the Runtime API did not take the \(what)", metadata: ["answer": "\(refusal)"])
    }

    private func logger(_ requestID: String? = nil) -> Logger {
        Logger(label: "Lambda") { _ in LambdaLogHandler(settings: settings.logging, requestID: requestID) }
    }
}

/// How long to wait before asking for the next event again: 50 ms, doubled each time, six attempts in all.
private struct Backoff: Sendable {
    let clock: any Clock<Duration>

    func delay(after failures: Int) -> Duration? {
        failures < 6 ? .milliseconds(50 << (failures - 1)) : nil
    }

    func wait(_ delay: Duration) async {
        // Only cancellation cuts the wait short, and then the loop sees that it is to stop.
        try? await clock.sleep(for: delay)
    }
}
