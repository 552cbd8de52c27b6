import Foundation
import LocalCloud
import TestSupport

/// A folder with a `bootstrap`: a custom runtime in plain Python, whose behaviour is chosen by the variable BEHAVIOUR.
final class PythonFunction: Sendable {
    private let folder: TemporaryFolder

    /// The path of the folder.
    let path: String

    init() async throws {
        folder = try TemporaryFolder()
        // A name of its own, to be found in output.
        let code = folder.url.appending(path: "hook")
        try FileManager.default.createDirectory(at: code, withIntermediateDirectories: false)
        path = code.path
        // Functions run with Lambda's PATH, which need not have the Python that the tests have.
        let python = try await Python.output(of: ["-c", "import sys; print(sys.executable, end='')"])
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Support/bootstrap.py")
        let program = try Data("#!".utf8) + python + Data("\n".utf8) + Data(contentsOf: script)
        let file = code.appending(path: "bootstrap")
        try program.write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }

    /// Another executable in the same folder.
    func add(_ name: String, _ text: String, permissions: Int = 0o755) throws -> String {
        let file = URL(filePath: path).appending(path: name)
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: file.path)
        return file.path
    }

    /// What to tell a local cloud about it. The timeout is far beyond what a busy machine needs.
    func configuration(
        _ behaviour: String, name: String = "hook", version: String = "$LATEST", timeout: Duration = .seconds(60)
    ) -> FunctionConfiguration {
        FunctionConfiguration(
            name: name, version: version, executable: path + "/bootstrap",
            environment: ["BEHAVIOUR": behaviour, "API_BEHAVIOUR": behaviour], timeout: timeout, initializationTimeout: .seconds(60))
    }

    /// The processes that it told of in its log, as `pids 1 2 3`: its own, a child, and a child that has left its group.
    static func processes(in log: String) -> [Int32]? {
        log.firstMatch(of: /pids (\d+) (\d+) (\d+)\b/).map { [$0.1, $0.2, $0.3].compactMap { Int32($0) } }
    }
}
