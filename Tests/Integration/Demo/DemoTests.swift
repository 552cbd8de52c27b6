import Foundation
import JSONValue
import TestSupport
import Testing

/// `rollout demo`, with the real functions and hooks of the folder Examples.
@Suite("rollout demo")
struct DemoTests {
    @Test(
        "five versions go as the story says, and only the fourth hurts anybody",
        .enabled(if: BuiltExamples.areThere, BuiltExamples.advice), .timeLimit(.minutes(5)))
    func story() async throws {
        let folder = try TemporaryFolder()
        let page = folder.url.appending(path: "story.html")
        let outcome = try await RolloutTool.run(
            ["demo", "--speed", "max", "--json", "--package-path", BuiltExamples.folder.path, "--report", page.path])
        #expect(outcome.status == 0, "\(outcome.error)")
        let story = try outcome.json()
        let versions = try #require(story["versions"]?.array)
        #expect(versions.map { $0["version"]?.string } == ["1", "2", "3", "4", "5"])
        #expect(
            versions.map { $0["outcome"]?.string } == [
                "was there from the start", "released", "stopped before any request reached it", "rolled back by the alarm", "released",
            ])
        #expect(versions[2]["requests"] == 0)
        #expect((versions[3]["errors"]?.int ?? 0) > 0)
        for version in [0, 1, 2, 4] { #expect(versions[version]["errors"] == 0) }
        let deployments = try #require(story["deployments"]?.array)
        #expect(deployments.map { $0["error"]?.string } == [nil, "HOOK_EXECUTION_FAILURE", nil, "ALARM_ACTIVE", nil, nil])
        #expect(deployments.map { $0["rollback"]?.bool } == [false, false, true, false, true, false])
        // It comes while the rollback of 4 runs.
        #expect(story["refusals"]?.array?.count == 1 && story["refusals"]?[0]?["version"] == "5")
        let rollback = try #require(deployments[4]["id"]?.string)
        #expect(story["refusals"]?[0]?["message"]?.string?.contains(rollback) == true)
        #expect(story["weights"]?.array?.last?["shares"] == ["5": .number(1)])
        #expect(try String(contentsOf: page, encoding: .utf8).contains("rolled back by the alarm"))
    }

    @Test("without the examples it says where they should be")
    func withoutExamples() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await RolloutTool.run(["demo", "--json", "--package-path", folder.path])
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.error.contains("Package.swift"))
    }
}
