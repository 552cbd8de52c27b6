import AWSClient
import JSONValue
import Synchronization
import Testing

@testable import LambdaRollout

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A hook called with raw event bytes, and what reaches CodeDeploy.
struct HandlerTests {
    private static let event = Array(#"{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"exec-1"}"#.utf8)

    private struct SmokeError: Error {}

    /// Stands for CodeDeploy: takes down what it is told, and fails the first `failures` times.
    private final class Desk: Sendable {
        let told = Mutex<[Rollout.Status]>([])
        let failures: Mutex<Int>

        init(failures: Int = 0) { self.failures = Mutex(failures) }

        var verdicts: [Rollout.Status] { told.withLock { $0 } }

        func hook(_ body: @escaping @Sendable (Rollout.Event, LambdaContext) async throws -> Rollout.Status?) -> Rollout.Handler {
            Rollout.Handler(
                messenger: Messenger(loop: .shared) { event, status, deadline throws(AWSError) in
                    let fails = self.failures.withLock { failures in
                        defer { failures -= 1 }
                        return failures > 0
                    }
                    if fails { throw .invalidResponse("a fault of the test") }
                    self.told.withLock { $0.append(status) }
                }, body)
        }
    }

    private func call(_ hook: Rollout.Handler, _ event: [UInt8] = HandlerTests.event) async throws -> JSON {
        try JSON(parsing: await hook(event, context: LambdaContext(requestID: "r", timeout: .seconds(900))))
    }

    @Test("a returned status is reported, once", arguments: [Rollout.Status.succeeded, .failed])
    func returned(status: Rollout.Status) async throws {
        let desk = Desk()
        let hook = desk.hook { event, _ in
            #expect(event.deploymentId == "d-ABCDEF123" && event.lifecycleEventHookExecutionId == "exec-1")
            return status
        }
        #expect(try await call(hook) == ["status": .string(status.rawValue)])
        #expect(desk.verdicts == [status])
    }

    @Test("a reported status is not reported again at the return, nor by the same report")
    func reported() async throws {
        let desk = Desk()
        let hook = desk.hook { event, _ in
            try await Rollout.report(event, .succeeded)
            try await Rollout.report(event, .succeeded)
            return nil
        }
        #expect(try await call(hook) == ["status": "Succeeded"])
        #expect(desk.verdicts == [.succeeded])
    }

    @Test("another status than the first is refused, and the first stands")
    func contradiction() async throws {
        let desk = Desk()
        let hook = desk.hook { event, _ in
            try await Rollout.report(event, .failed)
            try await Rollout.report(event, .succeeded)
            return nil
        }
        await #expect(throws: RolloutError.self) { try await call(hook) }
        #expect(desk.verdicts == [.failed])
    }

    @Test("a hook that throws reports Failed, and the error goes up")
    func thrown() async throws {
        let desk = Desk()
        let hook = desk.hook { _, _ in throw SmokeError() }
        await #expect(throws: SmokeError.self) { try await call(hook) }
        #expect(desk.verdicts == [.failed])
    }

    @Test("an error after the report changes nothing about the verdict")
    func thrownAfterReport() async throws {
        let desk = Desk()
        let hook = desk.hook { event, _ in
            try await Rollout.report(event, .succeeded)
            throw SmokeError()
        }
        await #expect(throws: SmokeError.self) { try await call(hook) }
        #expect(desk.verdicts == [.succeeded])
    }

    @Test("a hook that returns without a verdict reports Failed")
    func silent() async throws {
        let desk = Desk()
        #expect(try await call(desk.hook { _, _ in nil }) == ["status": "Failed"])
        #expect(desk.verdicts == [.failed])
    }

    @Test("a hook whose task was cancelled reports Failed all the same")
    func cancelled() async throws {
        let desk = Desk()
        let hook = desk.hook { _, _ in
            withUnsafeCurrentTask { $0?.cancel() }
            try Task.checkCancellation()
            return .succeeded
        }
        let task = Task { try await call(hook) }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(desk.verdicts == [.failed])
    }

    @Test("a verdict that CodeDeploy could not be told is told once more, unchanged")
    func reportFailsOnce() async throws {
        let desk = Desk(failures: 1)
        #expect(try await call(desk.hook { _, _ in .succeeded }) == ["status": "Succeeded"])
        #expect(desk.verdicts == [.succeeded])
    }

    @Test("a verdict that CodeDeploy can't be told is the invocation's error")
    func reportFails() async throws {
        let desk = Desk(failures: .max)
        await #expect(throws: RolloutError.self) { try await call(desk.hook { _, _ in .succeeded }) }
        #expect(desk.verdicts.isEmpty)
    }

    @Test("a verdict that the configuration keeps from CodeDeploy is tried to tell once", arguments: [true, false])
    func unusableConfiguration(reports: Bool) async throws {
        let tries = Mutex(0)
        let messenger = Messenger(loop: .shared) { _, _, _ throws(AWSError) in
            tries.withLock { $0 += 1 }
            throw .configuration("a fault of the test")
        }
        let hook = Rollout.Handler(messenger: messenger) { event, context in
            guard reports else { throw SmokeError() }
            try? await Rollout.report(event, .succeeded)
            // Until the watchdog comes by.
            try await Task.sleep(for: context.remainingTime)
            return .succeeded
        }
        await #expect(throws: (any Error).self) {
            try await hook(Self.event, context: LambdaContext(requestID: "r", timeout: .milliseconds(400)))
        }
        #expect(tries.withLock { $0 } == 1)
    }

    @Test("a hook that ignores the error of its report can't report something else")
    func reportFailsIgnored() async throws {
        let desk = Desk(failures: 1)
        let hook = desk.hook { event, _ in
            try? await Rollout.report(event, .succeeded)
            try? await Rollout.report(event, .failed)
            return nil
        }
        #expect(try await call(hook) == ["status": "Succeeded"])
        #expect(desk.verdicts == [.succeeded])
    }

    @Test("a deferred verdict is nobody's at the return, and can still be given")
    func deferred() async throws {
        let desk = Desk()
        #expect(
            try await call(
                desk.hook { event, _ in
                    try Rollout.defer(event)
                    return nil
                }) == ["status": "Deferred"])
        #expect(desk.verdicts.isEmpty)
        let later = desk.hook { event, _ in
            try Rollout.defer(event)
            try await Rollout.report(event, .succeeded)
            return nil
        }
        #expect(try await call(later) == ["status": "Succeeded"])
        #expect(desk.verdicts == [.succeeded])
    }

    @Test("an event that breaks off after both ids reports Failed, and the decode error goes up")
    func salvaged() async throws {
        let desk = Desk()
        let event = Array(#"{"DeploymentId":"d-ABCDEF123", "LifecycleEventHookExecutionId" : "exec-1","#.utf8)
        await #expect(throws: RolloutError.self) { try await call(desk.hook { _, _ in .succeeded }, event) }
        #expect(desk.verdicts == [.failed])
    }

    @Test("a hook that is undecided at the margin is reported as Failed, cancelled, and can't succeed any more")
    func expired() async throws {
        let desk = Desk()
        let hook = desk.hook { event, _ in
            try? await Task.sleep(for: .seconds(3600))
            return .succeeded
        }
        do {
            _ = try await hook(Self.event, context: LambdaContext(requestID: "r", timeout: .milliseconds(400)))
            Issue.record("the hook was in time")
        } catch RolloutError.outOfTime {
        }
        #expect(desk.verdicts == [.failed])
    }

    @Test("an event that comes after its time is reported all the same: a clock is wrong")
    func overdue() async throws {
        let timeLeft = Mutex<Duration?>(nil)
        let messenger = Messenger(loop: .shared) { _, status, deadline throws(AWSError) in
            timeLeft.withLock { $0 = deadline?.remaining }
        }
        let hook = Rollout.Handler(messenger: messenger) { _, _ in throw SmokeError() }
        await #expect(throws: (any Error).self) {
            try await hook(Self.event, context: LambdaContext(requestID: "r", timeout: .seconds(-86400)))
        }
        #expect(timeLeft.withLock { $0 }.map { $0 > .zero } == true)
    }

    @Test("a hook whose event comes after its time still decides, and CodeDeploy is told once", arguments: [0, -1, -86400])
    func overdueAndDecided(seconds: Int64) async throws {
        // It has half a second, which a busy machine may take away.
        for _ in 0..<20 {
            let desk = Desk()
            let hook = desk.hook { _, _ in .succeeded }
            do {
                let answer = try await hook(Self.event, context: LambdaContext(requestID: "r", timeout: .seconds(seconds)))
                #expect(try JSON(parsing: answer) == ["status": "Succeeded"])
                #expect(desk.verdicts == [.succeeded])
                return
            } catch RolloutError.outOfTime {
                #expect(desk.verdicts == [.failed])
            }
        }
        Issue.record("the hook never had its half second")
    }

    @Test("no margin is too large or too small", arguments: [Int64.min, -1, 0, .max])
    func margins(seconds: Int64) async throws {
        let hook = Rollout.Handler(margin: .seconds(seconds), messenger: Messenger(loop: .shared) { _, _, _ in }) { _, _ in .succeeded }
        for timeout in [0, 1, Int64.max] {
            let context = LambdaContext(requestID: "r", timeout: .seconds(timeout))
            _ = try? await hook(Self.event, context: context)
        }
    }

    @Test("a hook whose cancellation never ends keeps no other event from its verdict")
    func blockedCancellation() async throws {
        let desk = Desk()
        let isOver = Atomic(false)
        let hook = desk.hook { event, context in
            if context.requestID == "blocks" {
                await withTaskCancellationHandler {
                    try? await Task.sleep(for: .seconds(3600))
                } onCancel: {
                    while !isOver.load(ordering: .relaxed) { usleep(1000) }
                }
            } else {
                try? await Task.sleep(for: .seconds(3600))
                isOver.store(true, ordering: .relaxed)
            }
            return .succeeded
        }
        try await withThrowingTaskGroup { group in
            for (id, time) in [("blocks", 400), ("waits", 800)] {
                group.addTask {
                    await #expect(throws: RolloutError.self) {
                        try await hook(Self.event, context: LambdaContext(requestID: id, timeout: .milliseconds(time)))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(desk.verdicts == [.failed, .failed])
    }

    @Test(
        "an event without its ids is refused with the cause",
        arguments: [
            (
                #"{"LifecycleEventHookExecutionId":"e"}"#,
                "Missing DeploymentId in event: it has LifecycleEventHookExecutionId. This handler must be invoked by a CodeDeploy lifecycle hook."
            ),
            (
                #"{"DeploymentId":"d","LifecycleEventHookExecutionId":""}"#,
                "Missing LifecycleEventHookExecutionId in event: it is empty there."
            ),
            (#"{"DeploymentId":17}"#, "Missing DeploymentId"), ("[]", "Missing DeploymentId"), ("{", "not JSON"), ("", "not JSON"),
        ])
    func malformed(event: String, cause: String) async throws {
        let desk = Desk()
        do {
            _ = try await call(desk.hook { _, _ in .succeeded }, Array(event.utf8))
            Issue.record("the event was accepted")
        } catch {
            #expect("\(error)".contains(cause))
        }
        #expect(desk.verdicts.isEmpty)
    }

    @Test("an event survives encoding and decoding")
    func codable() throws {
        let event = Rollout.Event(deploymentId: "d-ABCDEF123", lifecycleEventHookExecutionId: "exec-1")
        #expect(try JSON(encoding: event) == JSON(parsing: Self.event))
        #expect(try JSON(parsing: Self.event).decode(Rollout.Event.self) == event)
    }
}
