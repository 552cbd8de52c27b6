import AWSClient
import HTTPTransport
import Synchronization
import Testing

@testable import LambdaRollout

/// Whoever decides, and in whatever order: CodeDeploy hears of one verdict only.
struct InterleavingTests {
    /// What can happen to a verdict.
    private enum Step: CaseIterable {
        case reportSucceeded, reportFailed, expire, leave
    }

    /// CodeDeploy, some of whose answers get lost: takes down what it is told.
    private final class Desk: Sendable {
        let told = Mutex<[Rollout.Status]>([])
        private let losses: Mutex<Int>

        init(losses: Int) { self.losses = Mutex(losses) }

        var messenger: Messenger {
            Messenger(loop: .shared) { _, status, _ throws(AWSError) in
                await Task.yield()
                self.told.withLock { $0.append(status) }
                let isLost = self.losses.withLock { losses in
                    losses -= 1
                    return losses >= 0
                }
                if isLost { throw .invalidResponse("an answer that got lost") }
            }
        }
    }

    @Test("any interleaving of reports, deadline and deferral yields one verdict")
    func interleavings() async {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let desk = Desk(losses: Int.random(in: 0...2, using: &generator))
            let messenger = desk.messenger
            let verdict = Verdict(messenger: messenger, rescue: { messenger })
            let event = Rollout.Event(deploymentId: "d-ABCDEF123", lifecycleEventHookExecutionId: "exec-1", verdict: verdict)
            let steps = (0..<Int.random(in: 1...6, using: &generator)).map { _ in Step.allCases.randomElement(using: &generator) ?? .expire
            }
            await withTaskGroup { group in
                for step in steps {
                    group.addTask {
                        switch step {
                        case .reportSucceeded: try? await Rollout.report(event, .succeeded)
                        case .reportFailed: try? await Rollout.report(event, .failed)
                        case .expire: verdict.expire(event, reason: "the time is over")
                        case .leave: try? Rollout.defer(event)
                        }
                    }
                }
            }
            await verdict.delivered()
            let told = Set(desk.told.withLock { $0 })
            #expect(told.count <= 1, "\(steps) told \(told)")
            #expect(told.isEmpty || told.first == verdict.given, "\(steps)")
            #expect(steps.contains(.leave) || !told.isEmpty, "\(steps) told nothing")
        }
    }

    @Test("a report after the deadline is refused, and the watchdog's Failed stands")
    func afterDeadline() async {
        let desk = Desk(losses: 0)
        let messenger = desk.messenger
        let verdict = Verdict(messenger: messenger, rescue: { messenger })
        let event = Rollout.Event(deploymentId: "d-ABCDEF123", lifecycleEventHookExecutionId: "exec-1", verdict: verdict)
        verdict.expire(event, reason: "the time is over")
        await #expect(throws: RolloutError.self) { try await Rollout.report(event, .succeeded) }
        await verdict.delivered()
        #expect(desk.told.withLock { $0 } == [.failed])
        #expect(verdict.hasExpired)
    }

    @Test("a status whose telling hangs at the deadline is told again, unchanged, by the other way")
    func rescued() async throws {
        let hanging = Messenger(loop: .shared) { _, _, _ throws(AWSError) in
            do { try await Task.sleep(for: .seconds(3600)) } catch { throw .cancelled }
        }
        let desk = Desk(losses: 0)
        let messenger = desk.messenger
        let verdict = Verdict(messenger: hanging, rescue: { messenger })
        let event = Rollout.Event(deploymentId: "d-ABCDEF123", lifecycleEventHookExecutionId: "exec-1", verdict: verdict)
        let report = Task { try await Rollout.report(event, .succeeded) }
        while verdict.given == nil { await Task.yield() }
        verdict.expire(event, reason: "the time is over")
        try await report.value
        #expect(desk.told.withLock { $0 } == [.succeeded])
        #expect(!verdict.hasExpired)
    }
}
