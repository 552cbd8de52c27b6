import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LambdaPackage

@Suite("The launcher of a package with several hooks")
struct LauncherTests {
    /// A package with two programs that say their names, a file that is none, and the launcher as it is packaged.
    private let folder: TemporaryFolder
    private let launcher: String

    init() async throws {
        folder = try TemporaryFolder()
        let compiled = try await CSource.launcher.compile(in: folder.url.appending(path: "cache"))
        launcher = folder.url.appending(path: "bootstrap").path
        try FileManager.default.copyItem(atPath: compiled.path, toPath: launcher)
        for name in ["BeforeTraffic", "AfterTraffic"] {
            let script = "#!/bin/sh\necho \"\(name) $_HANDLER\"\n"
            try Files.write(Array(script.utf8), to: folder.url.appending(path: name), isExecutable: true)
        }
        try Files.write([], to: folder.url.appending(path: "roots.pem"))
    }

    private func run(_ handler: String?, api: String? = nil, root: String? = nil) async throws -> (output: String, status: Int32) {
        var environment: [String: String] = ["PATH": "/usr/bin:/bin"]
        environment["_HANDLER"] = handler
        environment["AWS_LAMBDA_RUNTIME_API"] = api
        environment["LAMBDA_TASK_ROOT"] = root
        let process = Process()
        process.executableURL = URL(filePath: launcher)
        process.environment = environment
        return await (try ChildProcess(process)).result()
    }

    @Test("it is static, and less than a megabyte")
    func small() throws {
        let bytes = try Files.read(launcher)
        #expect(try ELFFile(parsing: bytes).isStatic)
        #expect(bytes.count < 1_000_000)
    }

    @Test("it becomes the executable that the handler names", arguments: ["BeforeTraffic", "AfterTraffic"])
    func starts(handler: String) async throws {
        let (output, status) = try await run(handler)
        #expect(output == "\(handler) \(handler)\n")
        #expect(status == 0)
        #expect(try await run(handler, root: folder.path).output == "\(handler) \(handler)\n")
    }

    @Test(
        "it refuses what is no executable of the package, and tells the Runtime API what there is",
        arguments: [
            "Nope", "../bin/sh", "/bin/sh", "lib/x", "bootstrap", "roots.pem", ".", "..", "", "we\"ird\n\\",
            String(repeating: "x", count: 5000),
        ])
    func refuses(handler: String) async throws {
        let requests = Mutex<[ScriptedServer.Request]>([])
        let server = try ScriptedServer { request in
            requests.withLock { $0.append(request) }
            return .respond(202, "{}")
        }
        defer { server.stop() }
        let (output, status) = try await run(handler, api: server.address)
        #expect(status == 1)
        #expect(output == "")
        let request = try #require(requests.withLock { $0 }.first)
        #expect(request.path == "/2018-06-01/runtime/init/error")
        #expect(request.headers["lambda-runtime-function-error-type"] == "Runtime.HandlerNotFound")
        let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
        let message = try #require(body["errorMessage"] as? String)
        #expect(message.hasSuffix("AfterTraffic, BeforeTraffic"))
        #expect(!message.contains("\n"))
        #expect(body["errorType"] as? String == "Runtime.HandlerNotFound")
    }

    @Test("a program that can't be started is told as one")
    func broken() async throws {
        try Files.write(Array("#!/no/such/interpreter\n".utf8), to: folder.url.appending(path: "Broken"), isExecutable: true)
        let requests = Mutex<[String]>([])
        let server = try ScriptedServer { request in
            requests.withLock { $0.append(request.text) }
            return .respond(202, "{}")
        }
        defer { server.stop() }
        #expect(try await run("Broken", api: server.address).status == 1)
        #expect(requests.withLock { $0 }.first?.contains("Broken can't be started: No such file or directory") == true)
    }

    @Test("without a Runtime API, or with one that is gone, it ends all the same", arguments: [nil, "nonsense", "127.0.0.1:1", ""])
    func noAPI(api: String?) async throws {
        #expect(try await run("Nope", api: api).status == 1)
    }
}
