import LambdaRuntime
import Logging

/// Writes the one log line that answers "why did this roll back".
struct VerdictRecord: Sendable {
    /// The longest reason, which may be the text of any error: the line has to stay whole, with the verdict at its end.
    private static let longestReason = 8 << 10

    let context: LambdaContext
    private let ownLogger: Logger?
    private let started: ContinuousClock.Instant

    /// A record of an event that came in so long ago.
    init(context: LambdaContext, logger: Logger? = nil, elapsed: Duration = .zero) {
        self.context = context
        ownLogger = logger
        started = .now - elapsed
    }

    // Made only when there is something to write.
    private var logger: Logger { ownLogger ?? context.logger }

    /// What the hook's role must be allowed to report to, as far as the invocation tells: every deployment group of the account.
    var deploymentGroupARN: String? {
        let parts = context.invokedFunctionARN.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 7, parts[0] == "arn", parts[2] == "lambda" else { return nil }
        return "arn:\(parts[1]):codedeploy:\(parts[3]):\(parts[4]):deploymentgroup:*"
    }

    func write(_ status: Rollout.Status, of event: Rollout.Event, reason: String?, _ result: Result<Void, RolloutError>) {
        var metadata: Logger.Metadata = [
            "deployment": "\(event.deploymentId)", "verdict": "\(status)",
            "durationMs": "\(Int((ContinuousClock.now - started) / .milliseconds(1)))",
        ]
        if let reason, !reason.isEmpty { metadata["reason"] = "\(reason.cut(to: Self.longestReason))" }
        if let deployment = event.lookup.latest {
            metadata["phase"] = deployment.phase.map { "\($0)" }
            metadata["function"] = deployment.functionName.map { "\($0)" }
            metadata["currentVersion"] = deployment.currentVersion.map { "\($0)" }
            metadata["targetVersion"] = deployment.targetVersion.map { "\($0)" }
        }
        switch result {
        case .success: logger.log(level: status == .succeeded ? .info : .error, "verdict reported", metadata: metadata)
        case .failure(let error):
            metadata["error"] = "\(error)"
            logger.critical("CodeDeploy does not know the verdict", metadata: metadata)
        }
    }

    func writeDeferred(_ event: Rollout.Event) {
        logger.notice(
            "the verdict is left to somebody else; CodeDeploy waits for it until an hour after the hook's start",
            metadata: [
                "deployment": "\(event.deploymentId)", "execution": "\(event.lifecycleEventHookExecutionId)",
                "until": "\(Timestamp(secondsFromNow: 3600))",
            ])
    }
}
