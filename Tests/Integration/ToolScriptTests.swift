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
}
