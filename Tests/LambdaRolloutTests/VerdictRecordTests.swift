import AWSClient
import Logging
import Synchronization
import Testing

@testable import LambdaRollout

@Suite("The log line of a verdict")
struct VerdictRecordTests {
    @Test("names the deployment, the phase, the versions, the verdict, its reason and the time it took")
    func whole() async throws {
        let lines = try await report(.failed, reason: "the smoke test answered 500") { event in _ = try await event.deployment() }
        let line = try #require(lines.first)
        #expect(lines.count == 1 && line.level == .error && line.message == "verdict reported")
        #expect(
            line.metadata.filter { $0.key != "durationMs" } == [
                "deployment": "d-ABCDEF123", "phase": "BeforeAllowTraffic", "function": "shop-api", "currentVersion": "41",
                "targetVersion": "42", "verdict": "Failed", "reason": "the smoke test answered 500",
            ])
        #expect(line.metadata["durationMs"].flatMap { Int("\($0)") }.map { $0 >= 0 } == true)
    }

    @Test("keeps its verdict where the reason is without end")
    func longReason() async throws {
        let line = try #require(try await report(.failed, reason: String(repeating: "é", count: 1_000_000)) { _ in }.first)
        let reason = try #require(line.metadata["reason"].map { "\($0)" })
        #expect(reason.utf8.count < 10_000 && reason.hasSuffix("(cut)") && line.metadata["verdict"] == "Failed")
    }

    @Test("does without what the hook never asked for")
    func unasked() async throws {
        let line = try #require(try await report(.succeeded, reason: nil) { _ in }.first)
        #expect(line.level == .info && Set(line.metadata.keys) == ["deployment", "verdict", "durationMs"])
    }

    @Test("is an error that says why where CodeDeploy could not be told")
    func untold() async throws {
        let line = try #require(try await report(.succeeded, reason: nil, failing: .cancelled) { _ in }.first)
        #expect(line.level == .critical && line.metadata["verdict"] == "Succeeded" && line.metadata["error"] != nil)
    }

    @Test(
        "gives the reason of whoever decided, though the telling fails or hangs until the time is over",
        arguments: [nil, "the smoke test answered 500"])
    func firstReason(reason: String?) async throws {
        let lines = Lines()
        let record = VerdictRecord(
            context: LambdaContext(requestID: "r", timeout: .seconds(900)), logger: Logger(label: "test") { _ in lines })
        let isFirst = Atomic(true)
        let unlucky = Messenger(loop: .shared) { _, _, _ throws(AWSError) in
            if isFirst.exchange(false, ordering: .relaxed) { throw .invalidResponse("a fault of the test") }
            do { try await Task.sleep(for: .seconds(3600)) } catch { throw .cancelled }
        }
        let verdict = Verdict(messenger: unlucky, rescue: { Messenger(loop: .shared) { _, _, _ in } }, record: record)
        let event = Rollout.Event(deploymentId: "d-ABCDEF123", lifecycleEventHookExecutionId: "exec-1", verdict: verdict)
        await #expect(throws: RolloutError.self) { try await Rollout.report(event, .failed, reason: reason) }
        let again = Task { try await Rollout.report(event, .failed) }
        while isFirst.load(ordering: .relaxed) { await Task.yield() }
        verdict.expire(event, reason: "the time is over")
        try await again.value
        await verdict.delivered()
        let written = lines.written.value.withLock { $0 }
        let last = try #require(written.last)
        #expect(last.message == "verdict reported" && last.metadata["verdict"] == "Failed" && last.metadata["reason"] == reason)
    }

    private func report(
        _ status: Rollout.Status, reason: String?, failing failure: AWSError? = nil, after body: (Rollout.Event) async throws -> Void
    ) async throws -> [Line] {
        let lines = Lines()
        let logger = Logger(label: "test") { _ in lines }
        let record = VerdictRecord(context: LambdaContext(requestID: "r", timeout: .seconds(900)), logger: logger)
        let messenger = Messenger(loop: .shared) { _, _, _ throws(AWSError) in if let failure { throw failure } }
        let event = FakeCodeDeploy.deploying(hooks: [("BeforeAllowTraffic", "before")]).event(
            verdict: Verdict(messenger: messenger, record: record))
        try await body(event)
        do throws(RolloutError) {
            try await Rollout.report(event, status, reason: reason)
        } catch {
            guard failure != nil else { throw error }
        }
        return lines.written.value.withLock { $0 }
    }

    private struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    /// Keeps what is logged.
    private struct Lines: LogHandler {
        final class Written: Sendable { let value = Mutex<[Line]>([]) }

        let written = Written()
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(
                level: event.level, message: "\(event.message)", metadata: (event.metadata ?? [:]).mapValues { "\($0)" })
            written.value.withLock { $0.append(line) }
        }
    }
}
