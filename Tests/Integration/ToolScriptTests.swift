import Foundation
import TestSupport
import Testing

@Suite("The scripts of Tools")
struct ToolScriptTests {
    @Test("what only the tests need is installed for the tests alone", arguments: [[], ["tests"]])
    func dependencies(arguments: [String]) async throws {
        let folder = try TemporaryFolder()
        let log = folder.url.appending(path: "log").path
        func command(_ name: String, _ script: String) throws {
            let file = folder.url.appending(path: name)
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        // Nothing is there, and what would be installed is written down.
        try command("pkg-config", "exit 1")
        try command("id", "echo 0")
        try command("uname", "echo Linux")
        try command("apt-get", "echo \"$@\" >>'\(log)'")
        let tool = CommandLineTool(
            executable: Python.packageRoot.appending(path: "Tools/install-deps").path,
            environment: ["PATH": folder.path + ":/usr/bin:/bin"])
        let run = try await tool.run(arguments)
        #expect(run.status == 0, "\(run.output)")
        let installed = try String(contentsOfFile: log, encoding: .utf8)
        #expect(installed.contains("libcurl4-openssl-dev") && installed.contains("zlib1g-dev"))
        for package in ["busybox-static", "debootstrap", "python3-venv"] {
            #expect(installed.contains(package) == (arguments == ["tests"]), "\(installed)")
        }
        #expect(try await tool.run(["test"]).status == 64)
    }

    @Test("the canary says what it needs before it makes anything")
    func canary() async throws {
        let folder = try TemporaryFolder()
        let script = Python.packageRoot.appending(path: "Examples/canary.sh").path
        func run(_ arguments: [String], _ environment: [String: String]) async throws -> (status: Int32, output: String) {
            let tool = CommandLineTool(executable: script, environment: environment.merging(["PATH": "/usr/bin:/bin"]) { old, _ in old })
            let run = try await tool.run(arguments)
            return (run.status, run.output)
        }
        let endpoint = ["AWS_ENDPOINT_URL": "http://127.0.0.1:1", "PACKAGE": folder.path]
        let wrong = try await run(["brokn"], endpoint)
        #expect(wrong.status == 64 && wrong.output.contains("good|broken"), "\(wrong)")
        let unset = try await run([], ["PACKAGE": folder.path])
        #expect(unset.status == 1 && unset.output.hasPrefix("Set the variables"), "\(unset)")
        for name in ["bash", "dirname"] {
            let paths = ["/usr/bin/\(name)", "/bin/\(name)"]
            let path = try #require(paths.first { FileManager.default.isExecutableFile(atPath: $0) })
            try FileManager.default.createSymbolicLink(atPath: folder.url.appending(path: name).path, withDestinationPath: path)
        }
        let bare = try await run([], endpoint.merging(["PATH": folder.path]) { $1 })
        #expect(bare.status == 1 && bare.output.contains("needs the command aws"), "\(bare)")
    }

    @Test("the command is installed with completions, and removed without a trace")
    func installation() async throws {
        let folder = try TemporaryFolder()
        let prefix = folder.url.appending(path: "a prefix").path
        let tool = CommandLineTool(executable: Python.packageRoot.appending(path: "Tools/install").path)
        for _ in 0..<2 {
            let run = try await tool.run([RolloutTool.path, prefix])
            #expect(run.status == 0 && run.output.contains("\(prefix)/bin is not in your PATH"), "\(run.output)")
        }
        let version = try await CommandLineTool(executable: prefix + "/bin/rollout").run(["--version"])
        #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil && version.status == 0)
        let files = [
            ("share/bash-completion/completions/rollout", "#!/bin/bash"), ("share/zsh/site-functions/_rollout", "#compdef rollout"),
            ("share/fish/vendor_completions.d/rollout.fish", "complete -c 'rollout'"),
        ]
        for (file, text) in files {
            let script = try String(contentsOfFile: "\(prefix)/\(file)", encoding: .utf8)
            #expect(script.contains(text) && script.contains("env-file"), "\(file)")
        }
        #expect(try await tool.run(["--remove", prefix]).status == 0)
        let left = FileManager.default.enumerator(atPath: prefix)?.compactMap { $0 as? String }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(prefix)/\(path)", isDirectory: &isFolder) && !isFolder.boolValue
        }
        #expect(left == [])
        #expect(try await tool.run(["/nothing", prefix]).status == 1)
        #expect(try await tool.run([RolloutTool.path]).status == 64)
    }
}
