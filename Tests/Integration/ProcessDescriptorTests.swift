import Foundation
import TestSupport
import Testing

@Suite("too few descriptors for a process")
struct ProcessDescriptorTests {
    @Test("with too few file descriptors for a process it is said so, and nothing traps", arguments: [20, 24, 28, 32, 36, 40, 44])
    func few(limit: Int) async throws {
        let folder = try TemporaryFolder()
        let bootstrap = folder.url.appending(path: "bootstrap")
        try Data("#!/bin/sh\nexit 3\n".utf8).write(to: bootstrap)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bootstrap.path)
        let command = CommandLineTool(executable: "/bin/sh")
        let outcome = try await command.run([
            "-c", #"ulimit -n "$1" && exec "$2" invoke "$3" --event '{}'"#, "sh", "\(limit)", RolloutTool.path, bootstrap.path,
        ])
        // No answer from a function that ends at once, whether it could be started or not; a signal would be 132 and more.
        #expect(outcome.status == 1 || outcome.status == 2, "\(outcome.output)")
        let isTold = ["exit status 3", "too few file descriptors", "Too many open files"].contains { outcome.output.contains($0) }
        #expect(isTold, "\(outcome.output)")
    }
}
