import Foundation
import JSONValue
import TestSupport
import Testing

/// Many clients at a time, against a `rollout local` that is killed again and again; `make stress` does it for longer.
@Suite("under stress", .enabled(if: Python.has("boto3"), "boto3 is not installed"))
struct StressTests {
    @Test("nothing that was answered is lost, no two calls get in each other's way, and a restart goes on with it")
    func stress() async throws {
        let seed = ProcessInfo.processInfo.environment["STRESS_SEED"] ?? "\(UInt32.random(in: 1...999_999))"
        let script = CloudClient.support.appending(path: "stress.py").path
        let report = try JSON(parsing: Array(try await Python.output(of: [script, RolloutTool.path, seed, "10"])))
        #expect(report["problems"] == [], "again with: make stress STRESS_SEED=\(seed)")
        #expect((report["kills"]?.int ?? 0) > 0 && (report["calls"]?.int ?? 0) > 50, "\(report)")
    }
}
