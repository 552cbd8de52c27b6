import Foundation
import JSONValue
import Synchronization
import Testing

@testable import LocalCloud

@Suite("A deployment")
struct DeploymentTests {
    @Test("a canary takes its first share at once, the rest after its interval, and both hooks report")
    func canary() async throws {
        try await CloudWorld.run { world in
            world.lambda.hooks.withLock {
                $0["before"] = FakeLambda.reports("Succeeded")
                $0["after"] = FakeLambda.reports("Succeeded")
            }
            try await world.makeGroup()
            let id = try await world.deploy(CloudWorld.deployment(hooks: CloudWorld.bothHooks))
            #expect(id.wholeMatch(of: /d-[A-Z0-9]{9}/) != nil)
            let info = try await world.finished(id)
            #expect(info["status"] == "Succeeded")
            #expect(info["deploymentOverview"]?["Succeeded"] == 1)
            #expect(try world.events(id) == Array(repeating: "Succeeded", count: 5))
            #expect(
                world.lambda.moves == [
                    .init(seconds: 0, version: "1", weights: ["2": 0.1]), .init(seconds: 300, version: "2"),
                ])
            let invocations = world.lambda.state.withLock(\.invocations)
            #expect(invocations.map(\.function) == ["before", "after"])
            #expect(
                invocations.allSatisfy { $0.caller == .service("codedeploy", role: "arn:aws:iam::123456789012:role/deployer") })
            let diagnostics = try #require(try world.event(id, .beforeAllowTraffic).diagnostics)
            #expect(diagnostics.errorCode == .success && diagnostics.scriptName == "before")
            #expect(diagnostics.logTail == "START\nreported Succeeded\nEND\n")
        }
    }
}
