import AWSClient
import JSONValue
import Logging

extension Rollout {
    /// A hook, ready to ``run()`` as a Lambda function or to be called with an event's bytes.
    public struct Handler: Sendable {
        /// What of the invocation's time is kept for the way out after the last try to report.
        private static let margin = Duration.milliseconds(200)

        private let body: @Sendable (Event, LambdaContext) async throws -> Status?
        private let reporter: Verdict.Reporter?

        init(reporter: Verdict.Reporter? = nil, _ body: @escaping @Sendable (Event, LambdaContext) async throws -> Status?) {
            self.body = body
            self.reporter = reporter
        }

        /// Runs the hook as this process's Lambda function; see `Lambda.run`.
        ///
        /// - Throws: `CancellationError` when the task is cancelled.
        public func run() async throws {
            try await Lambda.run { (event: [UInt8], context: LambdaContext) in try await self(event, context: context) }
        }

        /// Handles one event, given as the bytes that CodeDeploy sends; for hooks that run on another runtime.
        ///
        /// - Returns: The response for Lambda, which CodeDeploy does not read: `{"status":"Succeeded"}`.
        /// - Throws: What the hook throws, after it was reported as ``Status/failed``; ``RolloutError`` for an event that is none of
        ///   CodeDeploy's and for a verdict that CodeDeploy could not be told.
        public func callAsFunction(_ bytes: [UInt8], context: LambdaContext) async throws -> [UInt8] {
            let deadline = Deadline.after(context.remainingTime - Self.margin)
            let verdict = reporter.map { Verdict(deadline: deadline, reporter: $0) } ?? Verdict(deadline: deadline)
            let event = try Event(parsing: bytes, verdict: verdict)
            event.lookup.invoked(with: context)
            do {
                if let status = try await body(event, context) {
                    try await report(event, status)
                } else if verdict.isOpen {
                    context.logger.error("the hook returned without reporting a verdict; reporting Failed")
                    try await report(event, .failed)
                }
            } catch {
                await reportFailure(of: event, context: context)
                throw error
            }
            return JSON.object(["status": .string((verdict.given ?? .failed).rawValue)]).serialized()
        }

        private func reportFailure(of event: Event, context: LambdaContext) async {
            guard event.verdict.isOpen else { return }
            // In a task of its own: the invocation's may have been cancelled, and the verdict has to go out all the same.
            await Task {
                do throws(RolloutError) {
                    try await report(event, .failed)
                } catch {
                    context.logger.error("\(error)", metadata: ["deployment": "\(event.deploymentId)"])
                }
            }.value
        }
    }
}
