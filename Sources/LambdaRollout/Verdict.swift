import AWSClient
import CSupervisor
import HTTPTransport
import Synchronization

/// The one verdict of one event: who decides first decides, and what was decided is told until CodeDeploy knows.
final class Verdict: Sendable {
    private typealias Delivery = Task<Result<Void, RolloutError>, Never>

    private struct State {
        /// The verdict, once somebody has decided; it never changes after that.
        var status: Rollout.Status?
        /// Why, as the first who gave a reason for that verdict has it.
        var reason: String?
        /// CodeDeploy knows.
        var isTold = false
        /// The log says that CodeDeploy could not be told. Once is enough: what comes after is the same, or the verdict's own line.
        var isFailureLogged = false
        /// Nobody can tell CodeDeploy, however often that is tried: the configuration is unusable.
        var isHopeless = false
        /// Somebody else will tell CodeDeploy.
        var isDeferred = false
        /// The time ran out before anybody had decided.
        var hasExpired = false
        /// The usual way of telling, and the watchdog's, while they are under way.
        var delivery: Delivery?
        var rescueDelivery: Delivery?
        var supervision: Supervision?
    }

    /// A task that can be cancelled from any thread, as long as it runs.
    private struct RunningTask: @unchecked Sendable { let task: UnsafeCurrentTask }

    private let state = Mutex(State())
    /// The hook's task, while it runs. A lock of its own: cancelling runs handlers of the hook's, which may ask for the verdict.
    private let hook = Mutex<RunningTask?>(nil)
    private let messenger: Messenger
    private let rescue: @Sendable () -> Messenger
    /// By when CodeDeploy has to be told, retries included.
    private let deadline: Deadline?
    private let record: VerdictRecord?

    init(
        messenger: Messenger = .standard, rescue: @escaping @Sendable () -> Messenger = { .rescue }, deadline: Deadline? = nil,
        record: VerdictRecord? = nil
    ) {
        self.messenger = messenger
        self.rescue = rescue
        self.deadline = deadline
        self.record = record
    }

    /// The verdict, once there is one.
    var given: Rollout.Status? { state.withLock(\.status) }

    /// Why, where a reason was given.
    var reason: String? { state.withLock(\.reason) }

    /// Whether nobody has decided, and nobody else will.
    var isOpen: Bool { state.withLock { $0.status == nil && !$0.isDeferred } }

    /// What was decided and CodeDeploy does not know.
    var undelivered: Rollout.Status? { state.withLock { $0.isTold ? nil : $0.status } }

    var hasExpired: Bool { state.withLock(\.hasExpired) }

    // MARK: The hook's time

    /// From here on the supervisor reports in this process's place.
    func begin(_ supervision: Supervision?) { state.withLock { $0.supervision = supervision } }

    /// The event is no longer in hand.
    func end() {
        state.withLock { state in
            state.supervision?.end()
            state.supervision = nil
        }
    }

    /// Runs the hook in a task of its own, which ``expire(_:reason:)`` cancels.
    nonisolated(nonsending) func run<Output>(_ body: () async throws -> Output) async throws -> Output {
        withUnsafeCurrentTask { task in hook.withLock { $0 = task.map(RunningTask.init) } }
        defer { hook.withLock { $0 = nil } }
        if hasExpired { cancelHook() }
        return try await body()
    }

    private func cancelHook() { hook.withLock { $0?.task.cancel() } }

    // MARK: Deciding

    /// Decides, unless that is done, and tells CodeDeploy.
    ///
    /// - Throws: `alreadyReported` for another verdict than the first, `reportFailed` when CodeDeploy could not be told.
    func report(_ status: Rollout.Status, of event: Rollout.Event, reason: String? = nil) async throws(RolloutError) {
        let delivery = try state.withLock { state throws(RolloutError) -> Delivery? in
            if let first = state.status, first != status { throw .alreadyReported(first) }
            if state.isTold { return nil }
            state.reason = state.reason ?? reason
            if let delivery = state.rescueDelivery ?? state.delivery { return delivery }
            state.status = status
            state.isDeferred = false
            state.supervision?.note(status)
            let delivery = deliver(status, of: event, by: messenger)
            state.delivery = delivery
            return delivery
        }
        guard let delivery else { return }
        do { try await delivery.value.get() } catch {
            // The watchdog's way may have been the faster one.
            if !state.withLock(\.isTold) { throw error }
        }
    }

    /// Leaves the verdict to somebody else.
    ///
    /// - Throws: `alreadyReported` when there is one.
    func leave(_ event: Rollout.Event) throws(RolloutError) {
        try state.withLock { state throws(RolloutError) in
            if let first = state.status { throw .alreadyReported(first) }
            state.isDeferred = true
            state.supervision?.noteSettled()
        }
        record?.writeDeferred(event)
    }

    /// The time runs out: Failed, unless somebody has decided; and what was decided is told by another way, since the usual one hangs.
    func expire(_ event: Rollout.Event, reason: String) {
        state.withLock { state in
            guard !state.isTold, !state.isDeferred, !state.isHopeless else { return }
            state.hasExpired = state.status == nil
            if state.hasExpired { state.reason = reason }
            let status = state.status ?? .failed
            state.status = status
            state.supervision?.note(status)
            state.rescueDelivery = deliver(status, of: event, by: rescue())
        }
        guard hasExpired else { return }
        // What the hook does about it may never end; the watchdog has other events to look after, and the report comes first.
        let hasThread = DetachedThread.start {
            supervisor_step_back()
            self.cancelHook()
        }
        if !hasThread { cancelHook() }
    }

    /// Waits until CodeDeploy knows, or all telling has failed.
    func delivered() async {
        if let delivery = state.withLock(\.rescueDelivery) { _ = await delivery.value }
        if let delivery = state.withLock({ $0.isTold ? nil : $0.delivery }) { _ = await delivery.value }
    }

    // MARK: Telling

    /// In a task of its own: the verdict goes out also where the hook's task was cancelled.
    private func deliver(_ status: Rollout.Status, of event: Rollout.Event, by messenger: Messenger) -> Delivery {
        Task(executorPreference: messenger.loop) { [self] in
            let result: Result<Void, RolloutError>
            do throws(AWSError) {
                result = .success(try await messenger.tell(event, status, deadline))
            } catch {
                result = .failure(.reportFailed(error, deploymentGroupARN: record?.deploymentGroupARN))
            }
            finish(status, of: event, result)
            return result
        }
    }

    private func finish(_ status: Rollout.Status, of event: Rollout.Event, _ result: Result<Void, RolloutError>) {
        let (isNews, reason) = state.withLock { state in
            guard !state.isTold else { return (false, state.reason) }
            let isNews = !state.isFailureLogged
            switch result {
            case .success:
                state.isTold = true
                state.supervision?.noteSettled()
                state.delivery?.cancel()
                state.rescueDelivery?.cancel()
                return (true, state.reason)
            case .failure(.reportFailed(.configuration, _)): state.isHopeless = true
            case .failure:
                // Another report of the same verdict tries again.
                state.delivery = nil
            }
            state.isFailureLogged = true
            return (isNews, state.reason)
        }
        if isNews { record?.write(status, of: event, reason: reason, result) }
    }
}
