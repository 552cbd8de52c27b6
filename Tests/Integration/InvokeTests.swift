import Foundation
import JSONValue
import TestSupport
import Testing

@Suite("rollout invoke", .enabled(if: Python.has("json")))
struct InvokeTests {
    private let hook: PythonFunction

    init() async throws { hook = try await PythonFunction() }

    private func invoke(_ behaviour: String, _ arguments: String..., input: String? = nil) async throws -> RolloutTool.Outcome {
        try await RolloutTool.run(["invoke", hook.path, "--env", "BEHAVIOUR=\(behaviour)"] + arguments, input: input)
    }

    // MARK: Verdicts

    @Test("Succeeded is exit 0, with the hook's log before the verdict")
    func succeeded() async throws {
        let run = try await invoke("succeed")
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("hook runs as BeforeAllowTraffic of deployment d-") == true)
        #expect(lines.contains("  hook │ about to succeed"))
        #expect(lines.last?.hasPrefix("✔ Succeeded in ") == true)
        #expect(run.error == "")
    }

    @Test("Failed is exit 1")
    func failed() async throws {
        let run = try await invoke("fail")
        #expect(run.status == 1)
        #expect(run.output.contains("✘ Failed in "))
    }

    @Test(
        "without a verdict it is exit 2, and the reason",
        arguments: [
            ("silent", "The hook returned without reporting"),
            ("echo", "It answered: {\"DeploymentId\""),
            ("echo", "A function that is none takes an event of its own: --event FILE"),
            ("unlinked", "Here functions are linked by --function NAME=PRODUCT"),
            ("throw", "The hook failed: ValueError: the answer is 41"),
            ("exit3", "The hook ended before it answered: Runtime exited with error: exit status 3"),
            ("exit0", "Runtime exited without providing a reason"),
            ("segfault", "Runtime exited with error: signal: segmentation fault"),
            ("init_error", "The hook did not start: ImportError: no module named hope"),
            ("init_exit", "The hook did not start: Runtime.ExitError: Runtime exited with error: exit status 7"),
            ("cut", "Runtime.TruncatedResponse"),
            ("cut_stream", "Runtime.TruncatedResponse"),
        ])
    func noVerdict(behaviour: String, reason: String) async throws {
        let run = try await invoke(behaviour, "--timeout", "60")
        #expect(run.status == 2)
        #expect(run.output.contains("● No verdict"))
        #expect(run.output.contains(reason))
    }

    @Test("a hook that takes too long is killed")
    func timeout() async throws {
        let run = try await invoke("hang_with_child", "--timeout", "1500ms")
        #expect(run.status == 2)
        #expect(run.output.contains("Task timed out after 1.50 seconds; the process was killed."))
        #expect(try await haveEnded(PythonFunction.processes(in: run.output) ?? []))
    }

    @Test("an error after the verdict doesn't change it, and is told")
    func lateError() async throws {
        let run = try await invoke("succeed_and_throw")
        #expect(run.status == 0)
        #expect(run.output.contains("Afterwards: The hook failed: ValueError: too late"))
    }

    @Test("a hundred thousand lines of log come whole and in order")
    func chatter() async throws {
        let run = try await invoke("chatter", "--timeout", "120s")
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("  hook │ line ") }
        #expect(lines.count == 100_000)
        #expect(lines.last == "  hook │ line 99999")
    }

    // MARK: JSON

    @Test("--json prints one object with everything, and nothing else")
    func json() async throws {
        let run = try await invoke("succeed", "--json")
        #expect(run.status == 0)
        #expect(run.error == "")
        #expect(run.output.split(separator: "\n").count == 1)
        let report = try run.json()
        #expect(report["verdict"] == "Succeeded")
        #expect(report["exit_code"] == 0)
        #expect(report["reason"] == .null)
        #expect(report["error"] == .null)
        #expect(report["function"] == "hook")
        #expect(report["lifecycle_event"] == "BeforeAllowTraffic")
        #expect(report["response"] == ["reported": "Succeeded"])
        #expect(report["deployment_id"]?.string?.wholeMatch(of: /d-[A-Z0-9]{9}/) != nil)
        #expect(report["request_id"]?.string?.count == 36)
        #expect(report["duration_ms"]?.double ?? 0 > 0)
        #expect(report["init_ms"]?.double ?? 0 > 0)
        let line = report["log"]?[0]
        #expect(line?["message"] == "about to succeed")
        #expect(line?["function"] == "hook")
        #expect(line?["origin"] == "process")
        #expect(line?["time"]?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    @Test("--json tells errors too")
    func jsonError() async throws {
        let report = try await invoke("throw", "--json").json()
        #expect(report["verdict"] == .null)
        #expect(report["exit_code"] == 2)
        #expect(report["error"] == ["type": "ValueError", "message": "the answer is 41"])
        #expect(report["response"] == .null)
        let missing = try await RolloutTool.run(["invoke", hook.path + "/nothing", "--json"])
        #expect(missing.status == 2)
        #expect(try missing.json()["reason"]?.string?.contains("There is no file") == true)
    }

    // MARK: Events

    @Test("--event sends the file, and takes its ids for the hook's run")
    func event() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "event.json").path
        let event = #"{"DeploymentId": "d-MYOWNDEPL", "LifecycleEventHookExecutionId": "mine", "Extra": [1.50]}"#
        try Data(event.utf8).write(to: URL(filePath: file))
        let reported = try await invoke("succeed", "--event", file, "--json")
        #expect(reported.status == 0)
        #expect(try reported.json()["deployment_id"] == "d-MYOWNDEPL")
        let echoed = try await invoke("echo", "--event", file, "--json").json()
        #expect(echoed["response"] == (try JSON(parsing: event)))
    }

    @Test("--event - reads standard input")
    func standardInput() async throws {
        let run = try await invoke("echo", "--event", "-", "--json", input: #"{"a": "ü"}"#)
        #expect(try run.json()["response"] == ["a": "ü"])
    }

    // MARK: Functions that are no hooks

    @Test("an event that is no hook's is for any function: its answer alone is on standard output", arguments: ["argument", "file"])
    func anyFunction(source: String) async throws {
        let folder = try TemporaryFolder()
        let event = #"{"order": 7}"#
        let file = folder.url.appending(path: "event.json")
        try Data(event.utf8).write(to: file)
        let run = try await invoke("echo", "--event", source == "file" ? file.path : event)
        #expect(run.status == 0)
        #expect(run.output == event)
        #expect(run.error.contains("hook runs with the event of --event") && run.error.contains("✔ Answered in "))
        let report = try await invoke("echo", "--event", event, "--json").json()
        #expect(report["response"] == ["order": 7] && report["exit_code"] == 0)
        #expect(report["lifecycle_event"] == .null && report["deployment_id"] == .null && report["verdict"] == .null)
    }

    @Test(
        "a function that fails is exit 1, one that does not start 2, and neither is told of deployments",
        arguments: [
            ("throw", "The function failed: ValueError: the answer is 41", 1), ("exit3", "The function ended before it answered", 1),
            ("init_error", "The function did not start: ImportError", 2),
        ] as [(String, String, Int32)])
    func failingFunction(behaviour: String, reason: String, status: Int32) async throws {
        let run = try await invoke(behaviour, "--event", "{}")
        #expect(run.status == status)
        #expect(run.output == "")
        #expect(run.error.contains("✘ No answer") && run.error.contains(reason))
        #expect(!run.error.contains("deployment"))
    }

    @Test("JSON without a bracket or a quote is an event, too, where no file has its name", arguments: ["7", "null", "true"])
    func loneValue(event: String) async throws {
        let run = try await invoke("echo", "--event", event)
        #expect(run.status == 0)
        #expect(run.output == event)
    }

    @Test("an event that can't be sent is exit 2, and the reason")
    func badEvents() async throws {
        let folder = try TemporaryFolder()
        func expect(_ reason: String, _ event: Data?) async throws {
            let file = folder.url.appending(path: UUID().uuidString)
            try event?.write(to: file)
            let run = try await invoke("succeed", "--event", file.path)
            #expect(run.status == 2)
            #expect(run.output.contains(reason), "\(run.output)")
        }
        try await expect("can't be read", nil)
        try await expect("invalid JSON at line 1, column 2", Data("{'a'}".utf8))
        try await expect("invalid JSON", Data())
        try await expect("larger than the 6291456 bytes", Data(repeating: 0x20, count: 6_291_457))
        let run = try await invoke("succeed", "--event", folder.path)
        #expect(run.status == 2)
        #expect(run.output.contains("can't be read: Is a directory"))
        let missing = try await invoke("succeed", "--event", folder.path + "/missing")
        #expect(missing.output.contains("can't be read: No such file or directory"))
        let empty = try await invoke("succeed", "--event", "")
        #expect(empty.status == 2 && empty.output.contains("--event is empty"))
        let text = try await invoke("succeed", "--event", #"{"a": }"#)
        #expect(text.status == 2 && text.output.contains("The event holds invalid JSON at line 1, column 7"))
    }

    // MARK: Functions

    @Test("a linked function is called, and its version decides the verdict", arguments: [("1", 0), ("2", 1)] as [(String, Int32)])
    func linked(version: String, status: Int32) async throws {
        let run = try await invoke("probe", "--env", "API_BEHAVIOUR=api", "--function", "Api=\(hook.path):\(version)", "--timeout", "60s")
        #expect(run.status == status)
        #expect(run.output.contains("latestUrl and url are Api:\(version)"))
        #expect(run.output.contains("answered \(status == 0 ? 200 : 500) version \(version)"))
        #expect(run.output.contains("Api:\(version) │ GET / → "))
    }

    @Test(
        "url is the stable version before the traffic is shifted, and the new one after",
        arguments: [("before", "url", "1"), ("before", "latestUrl", "2"), ("after", "url", "2"), ("after", "latestUrl", "2")])
    func stable(phase: String, property: String, version: String) async throws {
        let run = try await invoke(
            "probe", "--env", "API_BEHAVIOUR=api", "--env", "PROPERTY=\(property)", "--function", "Api=\(hook.path):2", "--stable",
            "Api=\(hook.path):1", "--phase", phase, "--json", "--timeout", "60s")
        let report = try run.json()
        let messages = report["log"]?.array?.compactMap { $0["message"]?.string } ?? []
        #expect(messages.contains { $0.hasSuffix("version \(version)") })
        #expect(report["lifecycle_event"]?.string == (phase == "before" ? "BeforeAllowTraffic" : "AfterAllowTraffic"))
    }

    @Test("the environment is Lambda's, with the links and with nothing of ours")
    func environment() async throws {
        let run = try await RolloutTool.run(
            ["invoke", hook.path, "--env", "BEHAVIOUR=environment", "--env", "OWN=a=b", "--function", "Api=\(hook.path):2", "--json"],
            environment: ["AWS_PROFILE": "mine", "AWS_SECRET_ACCESS_KEY": "ours", "SST_KEY": "ours"])
        let log = try #require(try run.json()["log"]?.array)
        let environment = try JSON(parsing: log.first?["message"]?.string ?? "")
        let names = Set(environment.object?.keys ?? [])
        // Python adds one of its own.
        #expect(
            names.subtracting(["LC_CTYPE"]) == [
                "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CLOUDWATCH",
                "AWS_ENDPOINT_URL_CODEDEPLOY", "AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_LAMBDA", "AWS_ENDPOINT_URL_S3",
                "AWS_ENDPOINT_URL_SNS", "AWS_ENDPOINT_URL_STS",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
                "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API",
                "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "BEHAVIOUR", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "LANG",
                "LD_LIBRARY_PATH", "OWN", "PATH", "SST_RESOURCE_Api", "SST_RESOURCE_App", "SWIFT_BACKTRACE", "TMPDIR", "TZ", "_HANDLER",
            ])
        #expect(environment["OWN"] == "a=b")
        #expect(environment["AWS_SECRET_ACCESS_KEY"] != "ours")
        #expect(environment["AWS_LAMBDA_FUNCTION_NAME"] == "hook")
        #expect(environment["LAMBDA_TASK_ROOT"]?.string == log.last?["message"]?.string)
        let link = try JSON(parsing: environment["SST_RESOURCE_Api"]?.string ?? "")
        #expect(link["type"] == "sst.aws.Function")
        #expect(link["qualifier"] == "live")
        #expect(link["latestQualifier"] == "latest")
        #expect(link["url"] == link["latestUrl"])
        #expect(link["url"]?.string?.hasPrefix("http://127.0.0.1:") == true)
        #expect(try JSON(parsing: environment["SST_RESOURCE_App"]?.string ?? "")["stage"] == "local")
    }

    // MARK: What can't be run

    @Test("what is no hook is exit 2, and what to do")
    func notAHook() async throws {
        func expect(_ reason: String, _ argument: String) async throws {
            let run = try await RolloutTool.run(["invoke", argument, "--package-path", hook.path])
            #expect(run.status == 2)
            #expect(run.output.contains(reason), "\(run.output)")
        }
        let text = try hook.add("notes.txt", "no program", permissions: 0o644)
        try await expect("chmod +x", text)
        try await expect("is not executable", text)
        try await expect("There is no file", hook.path + "/missing")
        try await expect("no Package.swift in", "NoSuchProduct")
        try await expect("The hook did not start", hook.add("garbage", "\u{7F}ELF and nothing more"))
        let folder = try TemporaryFolder()
        try await expect("holds no executable file `bootstrap`", folder.path)
        let zip = try await zip(["notes.txt": "no program"])
        try await expect("holds no executable file `bootstrap`", zip.url.appending(path: "hooks.zip").path)
        try await expect("can't be run: it is no zip file", hook.add("cut.zip", "PK\u{3}\u{4}", permissions: 0o644))
    }

    // MARK: Zips

    /// A zip of these files, and of the function's own `bootstrap` where it is none of them.
    private func zip(_ files: [String: String]) async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, text) in files { try Data(text.utf8).write(to: folder.url.appending(path: name)) }
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1] + "/hooks.zip", "w") as zip:
                for name in sys.argv[2:]: zip.write(name, name.rsplit("/", 1)[1])
            """
        let bootstrap = files.isEmpty ? [hook.path + "/bootstrap"] : []
        let names = files.keys.map { folder.url.appending(path: $0).path } + bootstrap
        _ = try await Python.output(of: ["-c", script, folder.path] + names)
        return folder
    }

    @Test("a zip is unpacked and run, with the handler that was asked for, and its files go away again")
    func zip() async throws {
        let folder = try await zip([:])
        let file = folder.url.appending(path: "hooks.zip").path
        let run = try await RolloutTool.run(
            ["invoke", file, "--handler", "Second", "--env", "BEHAVIOUR=environment", "--json"], environment: ["TMPDIR": folder.path])
        let report = try run.json()
        #expect(report["function"] == "hooks")
        let log = report["log"]?.array?.compactMap { $0["message"]?.string } ?? []
        #expect(try JSON(parsing: log.first ?? "")["_HANDLER"] == "Second")
        let root = try #require(log.last)
        #expect(root.hasPrefix(folder.path) && !FileManager.default.fileExists(atPath: root))
        #expect(try await RolloutTool.run(["invoke", file]).status == 0)
    }

    // MARK: The deployment

    @Test(
        "CodeDeploy knows the deployment, its AppSpec and its target",
        arguments: [
            (["--function", "Api=HOOK:3"], ["Api", "live", "2", "3", "BeforeAllowTraffic", "0.0"]),
            (["--function", "Api=HOOK:7", "--stable", "Api=HOOK:4"], ["Api", "live", "4", "7", "BeforeAllowTraffic", "0.0"]),
            (["--function", "Api=HOOK:1", "--phase", "after"], ["Api", "live", "1", "1", "AfterAllowTraffic", "1.0"]),
            ([], ["Function", "live", "1", "2", "BeforeAllowTraffic", "0.0"]),
        ])
    func deployment(arguments: [String], expected: [String]) async throws {
        let arguments = arguments.map { $0.replacing("HOOK", with: hook.path) }
        let run = try await RolloutTool.run(
            ["invoke", hook.path, "--env", "BEHAVIOUR=deployment", "--env", "API_BEHAVIOUR=api", "--timeout", "60s", "--json"] + arguments)
        let answer = try #require(try run.json()["response"], "\(run.output)")
        #expect(answer["status"] == "InProgress" && answer["application"] == "rollout-invoke")
        for place in ["appspec", "target"] {
            #expect(answer[place]?.array?.map { $0.string ?? $0.description } == Array(expected.prefix(4)), "\(answer)")
        }
        #expect(answer["running"] == [.string(expected[4])])
        #expect(answer["hook"] == .string("hook"))
        #expect(answer["weight"]?.double == Double(expected[5]))
    }

    @Test("a product is built and run; one that is missing or does not compile is exit 2, and what to do")
    func products() async throws {
        let folder = try TemporaryFolder()
        func write(_ file: String, _ text: String) throws {
            let url = folder.url.appending(path: file)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try write(
            "Package.swift",
            """
            // swift-tools-version: 6.0
            import PackageDescription
            let package = Package(
                name: "Shop", products: [.library(name: "Lib", targets: ["Lib"])],
                targets: [.executableTarget(name: "Leaves"), .executableTarget(name: "Broken"), .target(name: "Lib")])
            """)
        try write("Sources/Leaves/main.swift", "func leave() { let unused = 1; print(\"leaving\") }\nleave()")
        try write("Sources/Broken/main.swift", "let number: Int = \"no number\"")
        try write("Sources/Lib/Lib.swift", "")
        func invoke(_ product: String) async throws -> RolloutTool.Outcome {
            try await RolloutTool.run(["invoke", product, "--package-path", folder.path])
        }
        let leaves = try await invoke("Leaves")
        #expect(leaves.status == 2)
        #expect(leaves.error.hasPrefix("Building Leaves…\n"))
        #expect(leaves.error.contains("main.swift:1:20: warning: initialization of immutable value 'unused' was never used"))
        #expect(!leaves.error.contains("[") || !leaves.error.contains("Build complete"))
        // What is built already has nothing to warn of.
        #expect(try await invoke("Leaves").error == "Building Leaves…\n")
        #expect(leaves.output.contains("  Leaves │ leaving"))
        #expect(leaves.output.contains("Runtime exited without providing a reason"))
        let broken = try await invoke("Broken")
        #expect(broken.status == 2)
        #expect(broken.output.contains("Broken does not build."))
        #expect(broken.error.contains("cannot convert value of type 'String' to specified type 'Int'"))
        let missing = try await invoke("Missing")
        #expect(missing.status == 2)
        #expect(missing.output.contains(" has no executable product Missing: it has Broken, Leaves."))
        #expect(try await invoke("Lib").output.contains(" has no executable product Lib: it has Broken, Leaves."))
    }

    @Test("options that make no sense are refused as usage errors")
    func usage() async throws {
        for arguments in [
            ["--timeout", "0"], ["--timeout", "soon"], ["--timeout", "16m"], ["--env", "NOVALUE"], ["--function", "Api"],
            ["--function", "Api=a:2", "--function", "Api=b:3"], ["--stable", "Api=a:1"], ["--function", "Api=a:x"],
            ["--phase", "during"],
            ["--configuration", "fast"],
        ] {
            let run = try await RolloutTool.run(["invoke", hook.path] + arguments)
            #expect(run.status == 64, "\(arguments)")
            #expect(run.error.contains("Error: "))
        }
    }

    // MARK: Terminals

    @Test("piped output is plain, output on a terminal is coloured unless NO_COLOR is set")
    func colour() async throws {
        let plain = try await invoke("succeed")
        #expect(!(plain.output + plain.error).contains("\u{1B}"))
        func onTerminal(_ environment: [String: String]) async throws -> String {
            let script = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))"
            let arguments = ["-c", script, RolloutTool.path, "invoke", hook.path, "--timeout", "1m"]
            return String(decoding: try await Python.output(of: arguments, environment: environment), as: UTF8.self)
        }
        // `swift test` sets NO_COLOR where its own output is no terminal; empty counts as absent.
        let coloured = try await onTerminal(["TERM": "xterm", "NO_COLOR": ""])
        #expect(coloured.contains("\u{1B}[1;32m✔ Succeeded\u{1B}[0m"), "\(coloured.debugDescription)")
        #expect(try await onTerminal(["TERM": "xterm", "NO_COLOR": "1"]).contains("\u{1B}[") == false)
        #expect(try await onTerminal(["TERM": "dumb", "NO_COLOR": ""]).contains("\u{1B}[") == false)
    }

    // MARK: Nothing stays behind

    @Test("no process outlives it: not Ctrl-C, not SIGTERM, not even SIGKILL", arguments: [SIGINT, SIGTERM, SIGKILL])
    func signals(signal: Int32) async throws {
        let process = RolloutTool.process(["invoke", hook.path, "--env", "BEHAVIOUR=hang_with_child", "--timeout", "10m"])
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.contains(/pids \d+ \d+ \d+\n/) {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
        }
        let pids = PythonFunction.processes(in: text) ?? []
        #expect(pids.count == 3)
        #expect(pids.allSatisfy(isRunning))
        kill(process.processIdentifier, signal)
        let status = await RolloutTool.ending(of: process)
        #expect(status == (signal == SIGKILL ? SIGKILL : 128 + signal))
        #expect(try await haveEnded(pids))
    }

    @Test("what the hook leaves running ends with it")
    func leftovers() async throws {
        let run = try await invoke("leave_child")
        #expect(run.status == 0)
        let pids = PythonFunction.processes(in: run.output) ?? []
        #expect(pids.count == 3)
        #expect(try await haveEnded(pids))
    }
}
