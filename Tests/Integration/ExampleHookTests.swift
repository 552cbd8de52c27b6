import Foundation
import TestSupport
import Testing

/// The hooks of the README, as the folder Examples has them, in `rollout invoke`.
@Suite("The examples in rollout invoke")
struct ExampleHookTests {
    private static let folder = Python.packageRoot.appending(path: "Examples/.build/debug")
    /// `make test` builds them first; building them here would take minutes.
    private static let areBuilt = ["Api", "BeforeTraffic", "AfterTraffic", "BothPhases", "ManualApproval"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: folder.appending(path: $0).path)
    }

    @Test(
        "each gives its verdict",
        .enabled(if: areBuilt, "the examples are not built: make examples"),
        arguments: [
            ("BeforeTraffic", ["Api:1"], 0, "✔ Succeeded"), ("BeforeTraffic", ["Api:2"], 1, "reason=the new version answered 500"),
            ("AfterTraffic", ["Api:3", "--phase", "after"], 0, "✔ Succeeded"),
            ("AfterTraffic", ["Api:2", "--phase", "after"], 1, "✘ Failed"),
            ("BothPhases", ["Api:2"], 1, "version 2 of Api is to replace 1"),
            ("BothPhases", ["Api:3", "--stable", "Api=Api:2"], 0, "version 3 of Api is to replace 2"),
            ("BothPhases", ["Api:3", "--phase", "after"], 0, "reason=users are answered 200"),
            ("BothPhases", ["Api:2", "--phase", "after"], 1, "phase=AfterAllowTraffic"),
            ("ManualApproval", ["Api:3"], 2, "left the verdict to somebody else"),
        ] as [(String, [String], Int32, String)])
    func verdicts(hook: String, arguments: [String], status: Int32, text: String) async throws {
        let place = Self.folder.path
        // Not by the name of the product, which would be built.
        let function = ["--function", "Api=\(place)/\(arguments[0])"]
        let rest = arguments.dropFirst().map { $0.replacing("Api=", with: "Api=\(place)/") }
        let run = try await RolloutTool.run(["invoke", "\(place)/\(hook)", "--timeout", "60s"] + function + rest)
        #expect(run.status == status, "\(run.output)\(run.error)")
        #expect(run.output.contains(text), "\(run.output)")
        #expect(!run.output.contains("DeploymentDoesNotExistException"))
    }
}
