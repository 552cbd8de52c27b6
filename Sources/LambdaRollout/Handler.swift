import AWSClient
import HTTPTransport
import JSONValue
import Logging

extension Rollout {
    /// A hook, ready to ``run()`` as a Lambda function or to be called with an event's bytes.
    ///
    /// Every event gets one verdict, whatever becomes of the hook.
    public struct Handler: Sendable {
        /// What of the invocation's time is kept for the way out after the last try to report.
        private static let wayOut = 100

        private let body: @Sendable (Event, LambdaContext) async throws -> Status?
        private let margin: Duration?
        private let messenger: Messenger?

        init(
            margin: Duration? = nil, messenger: Messenger? = nil,
            _ body: @escaping @Sendable (Event, LambdaContext) async throws -> Status?
        ) {
            self.body = body
            self.margin = margin
            self.messenger = messenger
            _ = Messenger.environment
            LastWords.speakIfLeftBehind()
        }

        /// Runs the hook as this process's Lambda function; see `Lambda.run`.
        ///
        /// - Throws: `CancellationError` when the task is cancelled.
        public func run() async throws {
            try await Lambda.run { (event: [UInt8], context: LambdaContext) in try await self(event, context: context) }
        }

        /// Handles one event, given as the bytes that CodeDeploy sends; for hooks that run on another runtime.
        ///
        /// Make the hook before that runtime starts, such as in the first line of `main`, and not with the first event: in the process
        /// that outlives a crash it is the making of the hook that reports (see `ROLLOUT_SUPERVISOR`).
        ///
        /// - Returns: The response for Lambda, which CodeDeploy does not read: `{"status":"Succeeded"}`.
        /// - Throws: What the hook throws, after it was reported as ``Status/failed``; ``RolloutError`` for an event that is none of
        ///   CodeDeploy's, for a hook that ran out of time, and for a verdict that CodeDeploy could not be told.
        public func callAsFunction(_ bytes: [UInt8], context: LambdaContext) async throws -> [UInt8] {
            let started = LambdaContext.now
            // An event that comes when its time is over comes with a clock that is wrong: it has a second all the same.
            let end = context.deadline > started ? context.deadline : started &+ 1000
            let remaining = Duration.milliseconds(end &- started)
            let deadline = Deadline.after(remaining > .milliseconds(2 * Self.wayOut) ? remaining - .milliseconds(Self.wayOut) : .seconds(1))
            let record = VerdictRecord(context: context)
            let verdict =
                messenger.map { messenger in Verdict(messenger: messenger, rescue: { messenger }, deadline: deadline, record: record) }
                ?? Verdict(deadline: deadline, record: record)
            let event: Event
            do throws(RolloutError) {
                event = try Event(parsing: bytes, verdict: verdict)
            } catch {
                if let event = Event(salvaging: bytes, verdict: verdict) { await settle(event, .failed, "\(error)") }
                throw error
            }
            event.lookup.invoked(with: context)
            let status = try await handle(event, context: context, from: started, to: end)
            return JSON.object(["status": .string(status)]).serialized()
        }

        func handle(_ event: Event, context: LambdaContext, from started: Int, to end: Int) async throws -> String {
            let verdict = event.verdict
            let left = left(from: started, to: end)
            // Half of the margin after the watchdog whoever is at it is stuck, unless he has just begun.
            let supervision = Supervision(
                event, requestID: context.requestID, invokedARN: context.invokedFunctionARN, started: started, deadline: end,
                takeover: max(end &- Int(left / .milliseconds(2)), started &+ 500))
            let expiry = end &- Int(left / .milliseconds(1))
            let watch = Watchdog.shared.watch(until: expiry) {
                verdict.expire(event, reason: "\(RolloutError.outOfTime(left: left))")
            }
            defer {
                if let watch { Watchdog.shared.end(watch) }
                verdict.end()
            }
            verdict.begin(supervision)
            // A child task, so that it can be cancelled without the runtime's own.
            async let running = verdict.run { try await body(event, context) }
            let outcome: Result<Status?, any Error>
            do { outcome = .success(try await running) } catch { outcome = .failure(error) }

            var failure: (any Error)?
            switch outcome {
            case .success(let status?):
                do throws(RolloutError) { try await report(event, status) } catch { failure = error }
            case .success(nil):
                if verdict.isOpen {
                    context.logger.error("the hook returned without reporting a verdict; reporting Failed")
                    do throws(RolloutError) {
                        try await report(event, .failed, reason: "the hook returned without reporting")
                    } catch {
                        failure = error
                    }
                }
            case .failure(let error):
                if verdict.isOpen { await settle(event, .failed, "\(error)") }
                failure = error
            }
            await verdict.delivered()
            if let status = verdict.undelivered {
                // What kept it from being told may have been the answer alone.
                do throws(RolloutError) {
                    try await report(event, status)
                    if case RolloutError.reportFailed? = failure { failure = nil }
                } catch {
                    failure = failure ?? error
                }
            }
            if verdict.hasExpired { throw RolloutError.outOfTime(left: left) }
            if let failure { throw failure }
            return verdict.given?.rawValue ?? "Deferred"
        }

        /// What of an event's time the watchdog keeps for its report.
        func left(from started: Int, to end: Int) -> Duration {
            min(max(margin ?? Watchdog.defaultMargin, .zero), .milliseconds(end &- started) / 2)
        }

        /// Reports on the way out of a failure, which is the error to be seen; one of the report is in the verdict's line.
        private func settle(_ event: Event, _ status: Status, _ reason: String) async {
            try? await report(event, status, reason: reason)
        }
    }
}
