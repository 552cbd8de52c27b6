import Foundation
import TestSupport
import Testing

@testable import LocalCloud

@Suite("Lambda with boto3", .enabled(if: Python.has("boto3"), "needs boto3"))
struct LambdaBoto3Tests {
    @Test("boto3's calls, waiters, pages and streams work, and errors are those that its model lists")
    func boto3() async throws {
        let folder = try TemporaryFolder()
        let bootstrap = folder.url.appending(path: "bootstrap")
        try Data(try await TestCode.pythonBootstrap()).write(to: bootstrap)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bootstrap.path)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "lambda_with_boto3.py").path
        try await Cloud.run { cloud in
            let output = try await Python.output(of: [script, cloud.endpoint, bootstrap.path])
            #expect(String(decoding: output, as: UTF8.self) == "done\n")
        }
    }
}
