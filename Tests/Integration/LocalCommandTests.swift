import Foundation
import HTTPTransport
import JSONValue
import TestSupport
import Testing

@testable import rollout

/// `rollout local`, run as users run it.
@Suite("rollout local", .enabled(if: Python.has("boto3"), "boto3 is not installed"))
struct LocalCommandTests {
    /// A run of it, which has told its variables.
    private final class Run {
        let process: Process
        let greeting: JSON
        private let output: FileHandle

        init(_ arguments: [String]) async throws {
            let process = RolloutTool.process(["local", "--port", "0", "--json"] + arguments)
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let file = pipe.fileHandleForReading
            let line = await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    var line: [UInt8] = []
                    while let byte = try? file.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
                    continuation.resume(returning: line)
                }
            }
            self.process = process
            output = file
            greeting = try JSON(parsing: line)
        }

        var environment: [String: String] {
            var environment = ["AWS_EC2_METADATA_DISABLED": "true", "PYTHONDONTWRITEBYTECODE": "1"]
            for (name, value) in greeting["environment"]?.object ?? [:] { environment[name] = value.string }
            return environment
        }

        /// Runs Python with boto3 against it.
        func python(_ script: String, _ arguments: String...) async throws -> String {
            let path = CloudClient.support.appending(path: "Conformance").path
            let text = "import sys; sys.path.insert(0, \(JSON.string(path)))\nimport boto3, json, functions\n" + script
            return String(decoding: try await Python.output(of: ["-c", text] + arguments, environment: environment), as: UTF8.self)
        }

        /// Sends a signal, and waits for the end.
        func end(_ signal: Int32) async -> Int32 {
            kill(process.processIdentifier, signal)
            return await RolloutTool.ending(of: process)
        }
    }

    /// Makes a function that tells its process, and asks it.
    private static let startFunction = """
        client = boto3.client("lambda")
        functions.make(client, "f", "arn:aws:iam::123456789012:role/r", "count")
        print(json.load(client.invoke(FunctionName="f", Payload=b"{}")["Payload"])["pid"])
        """

    @Test("Ctrl-C ends it, and every process that ran in it; the port is closed, and nothing is left behind", arguments: [SIGINT, SIGTERM])
    func interrupt(signal: Int32) async throws {
        let run = try await Run([])
        let pid = Int32(try await run.python(Self.startFunction).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        #expect(isRunning(pid))
        #expect(await run.end(signal) == 128 + signal)
        #expect(try await haveEnded([pid]))
        await #expect(throws: HTTPError.self) { try await HTTPClient.shared.get(run.greeting["endpoint"]?.string ?? "") }
    }

    @Test("killed, it takes its processes along, and a new run goes on with what was made")
    func kill9() async throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data").path
        let first = try await Run(["--data", data])
        let pid = Int32(try await first.python(Self.startFunction).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        #expect(isRunning(pid))
        #expect(await first.end(SIGKILL) == SIGKILL)
        #expect(try await haveEnded([pid]))

        let second = try await Run(["--data", data])
        let names = try await second.python("print([f['FunctionName'] for f in boto3.client('lambda').list_functions()['Functions']])")
        #expect(names == "['f']\n")
        let answer = try await second.python(
            "print(json.load(boto3.client('lambda').invoke(FunctionName='f', Payload=b'{}')['Payload'])['events'])")
        #expect(answer == "1\n")
        #expect(await second.end(SIGINT) == 130)
    }

    @Test("a folder is for one run at a time, and the second is told so")
    func lock() async throws {
        let folder = try TemporaryFolder()
        let run = try await Run(["--data", folder.path])
        let second = try await RolloutTool.run(["local", "--port", "0", "--data", folder.path])
        #expect(second.status == 1)
        #expect(second.error.contains("in use by another local cloud (process \(run.process.processIdentifier))"))
        #expect(await run.end(SIGINT) == 130)
    }

    @Test("a folder that can't be made is an error that says why")
    func noFolder() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "file")
        try Data().write(to: file)
        let run = try await RolloutTool.run(["local", "--port", "0", "--data", file.path + "/data"])
        #expect(run.status == 1)
        #expect(run.error == "Error: The folder \(file.path)/data can't be made: Not a directory\n")
    }

    @Test("--env-file: what a shell reads, for its owner alone, gone at the end")
    func environmentFile() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "cloud's.env")
        let run = try await Run(["--env-file", file.path])
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let shell = try await CommandLineTool(executable: "sh").run([
            "-c", ". \"$1\"; echo $AWS_ENDPOINT_URL $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN", "sh", file.path,
        ])
        let expected = ["AWS_ENDPOINT_URL", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].map { run.environment[$0] ?? "-" }
        #expect(shell.output == expected.joined(separator: " ") + "\n")
        #expect(await run.end(SIGINT) == 130)
        #expect(!FileManager.default.fileExists(atPath: file.path))

        try Data("my own".utf8).write(to: file)
        let refused = try await RolloutTool.run(["local", "--port", "0", "--env-file", file.path])
        #expect(refused.status == 1 && refused.error.contains("was not written by rollout local"))
        #expect(try String(contentsOf: file, encoding: .utf8) == "my own")
        let nowhere = try await RolloutTool.run(["local", "--port", "0", "--env-file", folder.path + "/none/x.env"])
        #expect(nowhere.status == 1 && nowhere.error.contains("can't be written: No such file or directory"))
    }

    @Test("a line of a log has one clock, the cloud's; with --json the message is whole")
    func clock() throws {
        let id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
        for gap in [" ", "\t"] {
            #expect(LogPrinter.withoutPrefix("2026-01-31T12:00:00.000Z\(gap)\(id)\(gap)INFO a b") == "INFO a b")
        }
        for text in ["2026-01-31T12:00:00.000Z INFO a", "plain text", "", "\(id) x"] { #expect(LogPrinter.withoutPrefix(text) == text) }
    }

    @Test("a port that is taken is an error that names it")
    func port() async throws {
        let run = try await Run([])
        let port = run.greeting["endpoint"]?.string?.split(separator: ":").last.map(String.init) ?? ""
        let second = try await RolloutTool.run(["local", "--port", port])
        #expect(second.status == 1)
        #expect(second.error.contains(port))
        #expect(await run.end(SIGINT) == 130)
    }

    @Test("its speed is what was asked for", arguments: [("max", "max"), ("60", "60"), ("0.5", "0.5"), ("1", "1")])
    func speed(argument: String, shown: String) async throws {
        let run = try await Run(["--speed", argument])
        #expect(run.greeting["speed"]?.string == shown)
        #expect(await run.end(SIGINT) == 130)
    }

    @Test(
        "options that make no sense are refused",
        arguments: [
            ["--speed", "0"], ["--speed", "-1"], ["--speed", "fast"], ["--speed", "inf"], ["--port", "70000"], ["--data", ""],
        ])
    func options(arguments: [String]) async throws {
        #expect(try await RolloutTool.run(["local"] + arguments).status == 64)
    }
}
