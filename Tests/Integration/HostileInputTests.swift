import Foundation
import JSONValue
import LocalCloud
import TestSupport
import Testing

/// Every operation of botocore's models with hostile members; `make fuzz` makes more calls.
@Suite("hostile input", .enabled(if: Python.has("boto3"), "boto3 is not installed"))
struct HostileInputTests {
    @Test("no number, token, time or text is answered with a fault of the cloud, and it lives")
    func hostile() async throws {
        try await Cloud.run(CloudConfiguration(speed: .max)) { cloud in
            let seed = ProcessInfo.processInfo.environment["HOSTILE_SEED"] ?? "1"
            let count = ProcessInfo.processInfo.environment["HOSTILE_CALLS"] ?? "2"
            var environment = CloudClient.environment(cloud)
            environment["PYTHONPATH"] = CloudClient.support.appending(path: "Conformance").path
            let script = CloudClient.support.appending(path: "hostile.py").path
            let report = try JSON(parsing: Array(try await Python.output(of: [script, seed, count], environment: environment)))
            #expect(report["problems"] == [], "seed \(seed), \(count) calls for each operation")
            #expect((report["calls"]?.int ?? 0) > 300, "\(report)")
        }
    }
}
