import AWSClient
import HTTPTransport
import LambdaRuntime
import Synchronization

/// The one look-up of an event's deployment, shared by all copies of the event.
///
/// What is fully known is kept. A failure, or what is known in part only, is given to those who wait for it and looked up again for the next.
final class DeploymentLookup: Sendable {
    private typealias Outcome = Result<Rollout.Deployment, DeploymentError>

    private struct Running {
        let number: Int
        let task: Task<Outcome, Never>
        var waiting = 1
    }

    private struct State {
        var context: LambdaContext?
        /// What the last look-up brought, in part or fully.
        var latest: Rollout.Deployment?
        var running: Running?
        var count = 0
    }

    private let state = Mutex(State())
    private let codeDeploy: @Sendable () throws(AWSError) -> CodeDeploy
    private let environment: AWSEnvironment

    /// Made once: its connection and its credentials serve every event of a warm hook.
    private static let shared = Result { () throws(AWSError) in try CodeDeploy(AWSConfiguration(environment: Messenger.environment)) }

    init(
        codeDeploy: @escaping @Sendable () throws(AWSError) -> CodeDeploy = { () throws(AWSError) in try shared.get() },
        environment: AWSEnvironment = .process
    ) {
        self.codeDeploy = codeDeploy
        self.environment = environment
    }

    /// A look-up that is over, for tests of hooks.
    ///
    /// - Parameter deployment: What it has brought; `nil` for one that fails.
    convenience init(known deployment: Rollout.Deployment?) {
        self.init(
            codeDeploy: { () throws(AWSError) in throw .configuration("This test has no deployment.") }, environment: [:])
        state.withLock { $0.latest = deployment }
    }

    /// Tells which invocation the event came with: who the hook is, and how long it may take.
    func invoked(with context: LambdaContext) {
        state.withLock { $0.context = context }
    }

    /// What is known by now, without a call; `nil` where nobody has asked.
    var latest: Rollout.Deployment? { state.withLock(\.latest) }

    nonisolated(nonsending) func deployment(_ id: String) async throws(DeploymentError) -> Rollout.Deployment {
        let running: Running
        switch join(id) {
        case .known(let deployment): return deployment
        case .running(let other): running = other
        }
        let outcome = await withTaskCancellationHandler {
            await running.task.value
        } onCancel: {
            leave(running.number)
        }
        return try outcome.get()
    }

    private enum Answer {
        case known(Rollout.Deployment)
        case running(Running)
    }

    /// What is fully known, the look-up that runs already, or a new one.
    private func join(_ id: String) -> Answer {
        state.withLock { state in
            if let latest = state.latest, latest.problem == nil { return .known(latest) }
            if state.running != nil { state.running?.waiting += 1 }
            if let running = state.running { return .running(running) }
            state.count += 1
            let (number, reader) = (state.count, reader(state.context))
            let task = Task(executorPreference: TransferLoop.shared) {
                let outcome: Outcome
                do throws(DeploymentError) { outcome = .success(try await reader.read(id)) } catch { outcome = .failure(error) }
                self.end(number, outcome)
                return outcome
            }
            let running = Running(number: number, task: task)
            state.running = running
            return .running(running)
        }
    }

    private func end(_ number: Int, _ outcome: Outcome) {
        state.withLock { state in
            if case .success(let deployment) = outcome { state.latest = deployment }
            if state.running?.number == number { state.running = nil }
        }
    }

    /// A look-up that nobody waits for any longer is cancelled.
    private func leave(_ number: Int) {
        let abandoned: Task<Outcome, Never>? = state.withLock { state in
            guard let running = state.running, running.number == number else { return nil }
            state.running?.waiting -= 1
            guard running.waiting == 1 else { return nil }
            state.running = nil
            return running.task
        }
        abandoned?.cancel()
    }

    /// Half of the time that is left may be spent: the rest is for the test and its verdict.
    private func reader(_ context: LambdaContext?) -> DeploymentReader {
        let name = context?.functionName ?? ""
        return DeploymentReader(
            codeDeploy: codeDeploy,
            identity: HookIdentity(
                invokedFunctionARN: context?.invokedFunctionARN ?? "",
                functionName: name.isEmpty ? environment["AWS_LAMBDA_FUNCTION_NAME"] ?? "" : name),
            variables: DeploymentVariables(environment: environment), deadline: context.map { .after($0.remainingTime / 2) })
    }
}
