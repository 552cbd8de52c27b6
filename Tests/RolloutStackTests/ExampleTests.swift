import Foundation
import TestSupport
import Testing

/// The programs of `Examples/Stack`, as `make examples` has built them.
@Suite("Examples of stacks")
struct ExampleTests {
    private static let folder = Python.packageRoot.appending(path: "Examples/.build/debug")
    private static let golden = Python.packageRoot.appending(path: "Tests/RolloutStackTests/Golden")
    private static let isBuilt = FileManager.default.isExecutableFile(atPath: folder.appending(path: "SmallStack").path)

    private func run(_ name: String, _ arguments: [String]) async throws -> (output: String, status: Int32) {
        let path = Self.folder.appending(path: name).path
        let process = try ChildProcess("/bin/sh", ["-c", "exec \"$0\" \"$@\" 2>&1", path] + arguments)
        return await process.result()
    }

    @Test(
        "they print the templates that are held byte for byte", .enabled(if: isBuilt),
        arguments: [("SmallStack", "small"), ("Stack", "shop")])
    func golden(program: String, name: String) async throws {
        let (output, status) = try await run(program, ["--pretty"])
        #expect(status == 0)
        #expect(try output == String(contentsOf: Self.golden.appending(path: "\(name).json"), encoding: .utf8))
    }

    @Test("they write the template to a file, and say so when they can't", .enabled(if: isBuilt))
    func output() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "template.json")
        #expect(try await run("SmallStack", ["--output", file.path, "--pretty"]).status == 0)
        #expect(try Data(contentsOf: file) == Data(contentsOf: Self.golden.appending(path: "small.json")))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["template.json"])
        let (output, status) = try await run("SmallStack", ["--output", folder.url.appending(path: "none/template.json").path])
        #expect(status == 1)
        #expect(output.contains("none/template.json: No such file or directory"))
    }

    @Test("they show their schedules, and refuse what they don't know with 64", .enabled(if: isBuilt))
    func arguments() async throws {
        let (schedule, status) = try await run("SmallStack", ["--schedule"])
        #expect(status == 0)
        #expect(schedule == "Api: 10 % at 0:00, 100 % at 0:10, hook before, latest end 1:10\n")
        #expect(try await run("SmallStack", ["--nonsense"]).status == 64)
    }
}
