import Foundation
import JSONValue
import Synchronization
import TestSupport
import Testing

@testable import LocalCloud

/// The cloud is killed while a deployment is under way, at each point where it has just written down what it does next or what it has
/// done, and is started again from the same data.
@Suite("A deployment whose cloud is killed")
struct CrashTests {
    enum Story: String, CaseIterable, Sendable {
        case succeeds = "a canary with both hooks that succeeds"
        case isRolledBack = "one whose last hook reports Failed, and that is rolled back"
        case isStoppedByAlarm = "one that an alarm stops while traffic shifts, and that is rolled back"
    }

    /// What is left on disk and elsewhere when the cloud is killed.
    private struct Remains {
        let folder: URL
        let lambda: FakeLambda.State
        let date: Date
    }

    @Test("goes on where it was, moves the traffic once, and ends as if nothing had been", arguments: Story.allCases)
    func crashes(story: Story) async throws {
        let counter = Mutex(0)
        try await CloudWorld.run(surroundings(story), checkpoint: { _, _ in counter.withLock { $0 += 1 } }) { world in
            let id = try await deploy(story, world)
            try await check(story, id, world, "without a crash")
        }
        let points = counter.withLock { $0 }
        #expect(points > 20)
        for point in 1...points { try await crash(story, at: point, of: points) }
    }

    private func crash(_ story: Story, at point: Int, of points: Int) async throws {
        let home = try TemporaryFolder()
        let folder = home.url.appending(path: "first")
        let around = surroundings(story)
        let counter = Mutex(0)
        let remains = Mutex<Remains?>(nil)
        let place = Mutex("")
        let checkpoint: CloudWorld.Checkpoint = { operation, world in
            let count = counter.withLock { counter in
                counter += 1
                return counter
            }
            guard count >= point else { return }
            if count == point {
                let copy = home.url.appending(path: "second")
                await snapshot(folder, to: copy)
                let left = Remains(folder: copy, lambda: around.lambda.state.withLock { $0 }, date: world.clock.date)
                remains.withLock { $0 = left }
                place.withLock { $0 = operation }
            }
            // Nothing that happens from now on is remembered.
            try await Task.sleep(for: .seconds(3600))
        }
        try await CloudWorld.run(around, folder: folder, checkpoint: checkpoint) { world in
            _ = try await deploy(story, world)
            // The order of the last calls differs from run to run: a story may be over one or two points earlier.
            await world.idle {
                var settled = 0
                let deadline = ContinuousClock.now + .seconds(60)
                while remains.withLock({ $0 == nil }), settled < 500 {
                    guard ContinuousClock.now < deadline else {
                        Issue.record("\(story.rawValue) came neither to point \(point) nor to its end")
                        break
                    }
                    let rows = world.codeDeploy.records.deployments.all
                    let isOver = rows.count == (story == .succeeds ? 1 : 2) && rows.allSatisfy { $0.row.isSettled }
                    settled = isOver ? settled + 1 : 0
                    try? await Task.sleep(for: .milliseconds(1))
                }
            }
        }
        guard let left = remains.withLock({ $0 }) else {
            #expect(point > points - 5, "point \(point) of \(points) was never reached")
            return
        }
        around.lambda.change { $0 = left.lambda }
        around.sns.messages.withLock { $0 = [] }
        try await CloudWorld.run(around, folder: left.folder, start: left.date) { world in
            let id = try #require(world.codeDeploy.records.deployments.all.first { $0.row.creator == .user }?.key)
            try await check(story, id, world, "killed at \(place.withLock { $0 }), point \(point)")
        }
    }

    /// Copies what is on disk as it is at one moment: again, where something was written meanwhile.
    private func snapshot(_ folder: URL, to copy: URL) async {
        while true {
            let before = Self.inventory(of: folder)
            try? FileManager.default.removeItem(at: copy)
            if (try? FileManager.default.copyItem(at: folder, to: copy)) != nil, before == Self.inventory(of: folder) { return }
            await Task.yield()
        }
    }

    /// Every file with its number and the time of its last change; a row that is written anew is another file.
    private static func inventory(of folder: URL) -> [String] {
        guard let files = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        return files.compactMap { $0 as? String }.map { name in
            let status = (try? FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)) ?? [:]
            let changed = (status[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(name) \(status[.systemFileNumber] ?? "") \(changed)"
        }.sorted()
    }

    private func surroundings(_ story: Story) -> CloudWorld.Surroundings {
        let around = CloudWorld.Surroundings()
        around.watch.set("errors", "OK")
        around.lambda.hooks.withLock { hooks in
            hooks["before"] = FakeLambda.reports("Succeeded")
            hooks["after"] = FakeLambda.reports(story == .isRolledBack ? "Failed" : "Succeeded")
        }
        return around
    }

    private func deploy(_ story: Story, _ world: CloudWorld) async throws -> String {
        // A minute into the canary the alarm goes off, whoever is looking.
        if story == .isStoppedByAlarm { world.around.watch.alarmAfter = (alarm: "errors", seconds: 60) }
        try await world.makeGroup(more: [
            "alarmConfiguration": ["enabled": true, "alarms": [["name": "errors"]]],
            "autoRollbackConfiguration": ["enabled": true, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]],
            "triggerConfigurations": [
                [
                    "triggerName": "all", "triggerTargetArn": "arn:aws:sns:us-east-1:123456789012:news",
                    "triggerEvents": ["DeploymentStart", "DeploymentSuccess", "DeploymentFailure", "DeploymentStop", "DeploymentRollback"],
                ]
            ],
        ])
        return try await world.deploy(CloudWorld.deployment(hooks: CloudWorld.bothHooks))
    }

    private func check(_ story: Story, _ id: String, _ world: CloudWorld, _ place: String) async throws {
        let place = Comment(rawValue: "\(story.rawValue), \(place)")
        let info = try await world.finished(id)
        var moves = [FakeLambda.Move(seconds: 0, version: "1", weights: ["2": 0.1])]
        switch story {
        case .succeeds:
            #expect(info["status"] == "Succeeded", place)
            moves.append(.init(seconds: 300, version: "2"))
        case .isRolledBack, .isStoppedByAlarm:
            #expect(info["status"]?.string == (story == .isRolledBack ? "Failed" : "Stopped"), place)
            let rollback = try #require(info["rollbackInfo"]?["rollbackDeploymentId"]?.string, place)
            #expect(try await world.finished(rollback)["status"] == "Succeeded", place)
            if story == .isRolledBack { moves.append(.init(seconds: 300, version: "2")) }
            moves.append(.init(seconds: (story == .isRolledBack ? 300 : 60) + 10, version: "1"))
        }
        #expect(world.lambda.moves == moves, place)
        #expect(world.codeDeploy.records.deployments.count == (story == .succeeds ? 1 : 2), place)
        // A hook that the crash cut off is called again, as the same run.
        let payloads = world.lambda.state.withLock { $0.invocations.map(\.payload) }
        #expect(Set(payloads).count == (story == .isStoppedByAlarm ? 1 : 2), place)
        #expect(payloads.count <= Set(payloads).count + 1, place)
    }
}
