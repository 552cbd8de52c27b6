import AWSClient
import HTTPTransport
import LambdaRuntime
import Logging

/// Carries verdicts to CodeDeploy, over a transfer loop of its choice.
struct Messenger: Sendable {
    /// Tells CodeDeploy the verdict of an event, with retries up to a deadline.
    typealias Tell = @Sendable (Rollout.Event, Rollout.Status, Deadline?) async throws(AWSError) -> Void

    /// Where the telling runs.
    let loop: TransferLoop
    let tell: Tell

    init(loop: TransferLoop, tell: @escaping Tell) {
        self.loop = loop
        self.tell = tell
    }

    /// A messenger that makes its client once: its connection and its credentials serve every event of a warm hook. What it passes over in
    /// the environment it tells `warn`.
    init(loop: TransferLoop, environment: AWSEnvironment = Messenger.environment, warn: (String) -> Void = { _ in }) {
        let client = HTTPClient(loop: loop)
        let codeDeploy = Result { () throws(AWSError) in
            var configuration = try AWSConfiguration(
                environment: environment,
                transport: { request async throws(HTTPError) in try await client.send(request) }, clock: LoopClock(loop: loop))
            for warning in configuration.warnings { warn(warning) }
            configuration.retryMode = .insistent(firstAttempt: FunctionSpeed.stretched(.seconds(1)))
            configuration.maximumAttempts = max(configuration.maximumAttempts, Self.attempts)
            return try CodeDeploy(configuration)
        }
        self.init(loop: loop) { event, status, deadline throws(AWSError) in
            do throws(AWSError) {
                try await codeDeploy.get().putLifecycleEventHookExecutionStatus(
                    deploymentId: event.deploymentId, lifecycleEventHookExecutionId: event.lifecycleEventHookExecutionId,
                    status: status.hookStatus, deadline: deadline)
            } catch {
                // An earlier try, of this process or of another, got through and its answer got lost.
                guard CodeDeploy.ErrorCode(error) == .lifecycleEventAlreadyCompleted else { throw error }
            }
        }
    }

    /// Region, endpoint and credentials as they were before the first hook of the process ran: a hook that tests something in another
    /// account, or clears its environment, must not take its own verdict's way. Credentials that expire come from an endpoint.
    static let environment = AWSEnvironment.snapshot()

    /// With a deadline the time ends the retries; without one this number does, after about ten seconds.
    private static let attempts = 60

    /// The way that every report takes.
    static let standard = Messenger(
        loop: .shared, warn: { Logger(label: "Lambda") { _ in LambdaLogHandler() }.warning("\($0)") })

    /// For when the time runs out: a thread and a connection that a busy hook can't hold up.
    static let rescue = Messenger(loop: TransferLoop())
}
