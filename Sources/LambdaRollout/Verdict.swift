import AWSClient
import Synchronization

/// The one verdict of one event: who reports first decides.
final class Verdict: Sendable {
    /// Carries a verdict to CodeDeploy.
    typealias Reporter = @Sendable (Rollout.Event, Rollout.Status, Deadline?) async throws(AWSError) -> Void

    private let state = Mutex<Rollout.Status?>(nil)
    private let deadline: Deadline?
    private let reporter: Reporter

    /// A verdict that has to be told before `deadline`, retries included.
    init(deadline: Deadline? = nil, reporter: @escaping Reporter = Verdict.tellCodeDeploy) {
        self.deadline = deadline
        self.reporter = reporter
    }

    /// The verdict, once there is one.
    var given: Rollout.Status? { state.withLock { $0 } }

    /// Whether there is none yet.
    var isOpen: Bool { given == nil }

    func report(_ status: Rollout.Status, of event: Rollout.Event) async throws(RolloutError) {
        let earlier = state.withLock { state in
            defer { state = state ?? status }
            return state
        }
        if let earlier {
            if earlier != status { throw .alreadyReported(earlier) }
            return
        }
        do throws(AWSError) {
            try await reporter(event, status, deadline)
        } catch {
            // It may still be told: by another try, or by the handler's way out.
            state.withLock { $0 = nil }
            throw .reportFailed(error)
        }
    }

    private static let tellCodeDeploy: Reporter = { event, status, deadline throws(AWSError) in
        try await codeDeploy.get().putLifecycleEventHookExecutionStatus(
            deploymentId: event.deploymentId, lifecycleEventHookExecutionId: event.lifecycleEventHookExecutionId,
            status: status.hookStatus, deadline: deadline)
    }

    /// Made once: its connection and its credentials serve every event of a warm hook.
    static let codeDeploy = Result { () throws(AWSError) in try CodeDeploy() }
}
