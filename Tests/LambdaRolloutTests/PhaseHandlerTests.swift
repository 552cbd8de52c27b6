import AWSClient
import JSONValue
import Synchronization
import Testing

@testable import LambdaRollout

@Suite("A hook for both phases")
struct PhaseHandlerTests {
    private static let both = [("BeforeAllowTraffic", "hook"), ("AfterAllowTraffic", "hook")]

    /// What became of an event: what was reported, which closure ran, and what was thrown.
    private struct Outcome: Sendable {
        var verdicts: [Rollout.Status] = []
        var ran: [Rollout.Phase] = []
        var error: DeploymentError?
    }

    /// Calls a hook, whose verdicts are different ones, as Lambda does.
    private func call(_ codeDeploy: FakeCodeDeploy) async throws -> Outcome {
        let outcome = Mutex(Outcome())
        let body: @Sendable (Rollout.Event, LambdaContext) async throws -> Rollout.Status = Rollout.byPhase(
            { event, _ in
                let phase = try await event.deployment().phase
                outcome.withLock { $0.ran += [phase ?? .beforeInstall] }
                return .succeeded
            },
            { _, _ in
                outcome.withLock { $0.ran += [.afterAllowTraffic] }
                return .failed
            })
        let lookup = codeDeploy.event(environment: ["AWS_LAMBDA_FUNCTION_NAME": "hook"]).lookup
        let messenger = Messenger(loop: .shared) { _, status, _ throws(AWSError) in outcome.withLock { $0.verdicts += [status] } }
        let handler = Rollout.Handler(messenger: messenger) { event, context in
            let event = Rollout.Event(
                deploymentId: event.deploymentId, lifecycleEventHookExecutionId: event.lifecycleEventHookExecutionId,
                verdict: event.verdict, lookup: lookup)
            return try await body(event, context)
        }
        do {
            let event = Array(#"{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"exec-1"}"#.utf8)
            _ = try await handler(event, context: LambdaContext(requestID: "r", timeout: .seconds(900)))
        } catch let error as DeploymentError {
            outcome.withLock { $0.error = error }
        }
        return outcome.withLock { $0 }
    }

    @Test("runs the closure of its phase, also where one function is the hook of both")
    func runs() async throws {
        let before = try await call(.deploying(hooks: Self.both, events: [("BeforeAllowTraffic", "InProgress")]))
        #expect(before.ran == [.beforeAllowTraffic] && before.verdicts == [.succeeded])
        let after = try await call(
            .deploying(hooks: Self.both, events: [("BeforeAllowTraffic", "Succeeded"), ("AfterAllowTraffic", "InProgress")]))
        #expect(after.ran == [.afterAllowTraffic] && after.verdicts == [.failed])
        let alone = try await call(.deploying(hooks: [("AfterAllowTraffic", "hook")]))
        #expect(alone.ran == [.afterAllowTraffic] && alone.error == nil)
    }

    @Test(
        "runs the first closure in every phase of ECS before traffic is shifted",
        arguments: Rollout.Phase.allCases.filter(\.isBeforeTraffic))
    func ecs(phase: Rollout.Phase) async throws {
        let outcome = try await call(.deploying(hooks: [(phase.rawValue, "hook")]))
        #expect(outcome.ran == [phase] && outcome.verdicts == [.succeeded])
    }

    @Test("reports Failed and says why where the phase can't be found")
    func unknown() async throws {
        let denied = try await call(FakeCodeDeploy())
        #expect(denied.ran.isEmpty && denied.verdicts == [.failed] && denied.error?.policyStatement != nil)
        let ambiguous = try await call(.deploying(hooks: Self.both))
        #expect(ambiguous.ran.isEmpty && ambiguous.verdicts == [.failed])
        guard case .ambiguousPhase([.beforeAllowTraffic, .afterAllowTraffic]) = ambiguous.error?.cause else {
            Issue.record("\(String(describing: ambiguous.error))")
            return
        }
    }

    @Test("is written with closures that report, or with closures that return a status")
    func overloads() {
        _ = Rollout.handler(
            beforeTraffic: { event, context in
                let version = try await event.deployment().required(\.targetVersion)
                try await Rollout.report(event, version == "42" ? .succeeded : .failed)
            },
            afterTraffic: { event, _ in try await Rollout.report(event, .succeeded) })
        _ = Rollout.handler(
            beforeTraffic: { event, _ in
                let version = try await event.deployment().required(\.targetVersion)
                return version == "42" ? .succeeded : .failed
            }, afterTraffic: { _, _ in .succeeded })
        _ = Rollout.handler(
            watchdogMargin: .seconds(5), beforeTraffic: { _, _ in .succeeded }, afterTraffic: { _, _ -> Rollout.Status in .failed })
        _ = Rollout.handler(beforeTraffic: { _, _ in throw CancellationError() }, afterTraffic: { _, _ in throw CancellationError() })
    }
}
