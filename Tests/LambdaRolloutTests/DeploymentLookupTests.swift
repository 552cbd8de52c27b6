import AWSClient
import Synchronization
import Testing

@testable import LambdaRollout

@Suite("Looking up a deployment")
struct DeploymentLookupTests {
    /// Lets calls wait until it is opened, and tells when one waits.
    private final class Gate: Sendable {
        private let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        private let (openings, opened) = AsyncStream<Void>.makeStream()

        @Sendable func pass() async {
            arrived.yield()
            for await _ in openings { break }
        }

        func arrival() async { for await _ in arrivals { break } }
        func open() { opened.finish() }
    }

    @Test("happens once for an event and its copies")
    func once() async throws {
        let codeDeploy = FakeCodeDeploy.deploying(hooks: [("BeforeAllowTraffic", "before")])
        let event = codeDeploy.event()
        let copy = event
        #expect(try await event.deployment().targetVersion == "42")
        #expect(try await copy.deployment().targetVersion == "42")
        #expect(codeDeploy.operations == ["GetDeployment", "GetApplicationRevision"])
        _ = try await codeDeploy.event().deployment()
        #expect(codeDeploy.operations.count == 4)
    }

    @Test("happens once for many who ask at the same time", .timeLimit(.minutes(1)))
    func together() async throws {
        let gate = Gate()
        let codeDeploy = FakeCodeDeploy(
            ["GetDeployment": FakeCodeDeploy.deployment(revision: FakeCodeDeploy.content(AppSpecTests.lambda))], gate: gate.pass)
        let event = codeDeploy.event(environment: ["AWS_LAMBDA_FUNCTION_NAME": "CodeDeployHook_before"])
        let versions = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await event.deployment().targetVersion } }
            await gate.arrival()
            gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(versions == Array(repeating: "42", count: 20) && codeDeploy.operations == ["GetDeployment"])
    }

    @Test("happens again after a failure, and after an answer in part")
    func again() async throws {
        let codeDeploy = FakeCodeDeploy()
        let event = codeDeploy.event()
        await #expect(throws: DeploymentError.self) { try await event.deployment() }
        codeDeploy.answer("GetDeployment", with: FakeCodeDeploy.deployment())
        #expect(try await event.deployment().problem != nil)
        codeDeploy.answer("GetApplicationRevision", with: FakeCodeDeploy.revision(AppSpecTests.json([("BeforeAllowTraffic", "before")])))
        let deployment = try await event.deployment()
        #expect(deployment.phase == .beforeAllowTraffic && deployment.problem == nil)
        let calls = codeDeploy.operations.count
        _ = try await event.deployment()
        #expect(codeDeploy.operations.count == calls)
    }

    @Test("ends where the only one who waits is cancelled, and can be done again", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let gate = Gate()
        let codeDeploy = FakeCodeDeploy(
            ["GetDeployment": FakeCodeDeploy.deployment(revision: FakeCodeDeploy.content(AppSpecTests.lambda))], gate: gate.pass)
        let event = codeDeploy.event(environment: [
            "AWS_LAMBDA_FUNCTION_NAME": "CodeDeployHook_before", "ROLLOUT_PHASE": "AfterAllowTraffic",
        ])
        let task = Task { try await event.deployment() }
        await gate.arrival()
        task.cancel()
        let error = await #expect(throws: DeploymentError.self) { try await task.value }
        guard case .call(.cancelled) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        gate.open()
        #expect(try await event.deployment().phase == .beforeAllowTraffic)
    }

    @Test("goes on for the others where one of those who wait is cancelled", .timeLimit(.minutes(1)))
    func oneCancelled() async throws {
        let gate = Gate()
        let codeDeploy = FakeCodeDeploy(
            ["GetDeployment": FakeCodeDeploy.deployment(revision: FakeCodeDeploy.content(AppSpecTests.lambda))], gate: gate.pass)
        let event = codeDeploy.event(environment: ["AWS_LAMBDA_FUNCTION_NAME": "CodeDeployHook_before"])
        let first = Task { try await event.deployment() }
        await gate.arrival()
        let waits = AsyncStream<Void>.makeStream()
        let second = Task {
            waits.continuation.yield()
            return try await event.deployment()
        }
        for await _ in waits.stream { break }
        second.cancel()
        gate.open()
        #expect(try await first.value.targetVersion == "42")
        _ = await second.result
        #expect(codeDeploy.operations.count <= 2)
    }

    @Test("leaves time for the verdict")
    func deadline() async throws {
        let codeDeploy = FakeCodeDeploy.deploying(hooks: [("BeforeAllowTraffic", "before")])
        let event = codeDeploy.event()
        event.lookup.invoked(with: LambdaContext(requestID: "r", timeout: .zero))
        let error = await #expect(throws: DeploymentError.self) { try await event.deployment() }
        guard case .call(.deadlineExceeded) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(codeDeploy.operations.isEmpty)
    }

    @Test("takes the hook's name from its invocation before that of the process")
    func name() async throws {
        let codeDeploy = FakeCodeDeploy.deploying(hooks: [("BeforeAllowTraffic", "before"), ("AfterAllowTraffic", "after")])
        let event = codeDeploy.event()
        event.lookup.invoked(
            with: LambdaContext(requestID: "r", timeout: .seconds(900), environment: ["AWS_LAMBDA_FUNCTION_NAME": "after"]))
        #expect(try await event.deployment().phase == .afterAllowTraffic)
    }
}
