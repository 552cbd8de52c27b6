import Foundation
import TestSupport
import Testing

/// What `rollout package` makes of the examples, run in roots that have none of the build machine's libraries.
@Suite(
    "Static packages", .serialized,
    .enabled(if: StaticRoot.isPossible, "needs root, apt-get, unshare, busybox, the openssl command and Python 3"))
struct StaticTests {
    /// Both packages, built once for all tests; the library that they link is kept in `.build` too.
    private static let packages = Task {
        var folders: [[String]: String] = [:]
        for products in [["BeforeTraffic"], ["BeforeTraffic", "AfterTraffic"]] {
            let folder = StaticRoot.kept.appending(path: "packages/" + products.joined(separator: "-")).path
            let result = try await RolloutTool.run(
                ["package", "--package-path", Python.packageRoot.appending(path: "Examples").path, "--output-folder", folder]
                    + ["--output", folder + ".zip"] + products, environment: cache)
            guard result.status == 0 else { throw StaticRoot.Failure(description: result.error + result.output) }
            folders[products] = folder
        }
        return folders
    }

    private static let cache = ["XDG_CACHE_HOME": StaticRoot.kept.appending(path: "cache").path]

    private func package(_ products: String...) async throws -> String { try #require(try await Self.packages.value[products]) }

    private func expect(_ verdict: String, _ outcome: StaticTrial.Outcome) {
        #expect(outcome.verdict == verdict, "\(outcome.log)")
        #expect(outcome.execution == "exec-static")
        #expect(outcome.answer?.kind == "response", "\(outcome.log)")
        #expect(outcome.answer?.body == #"{"status":"\#(verdict)"}"#)
    }

    @Test(
        "event in, verdict out: by name, over TLS, with an authority that only the system's store knows",
        arguments: [(200, "Succeeded"), (500, "Failed")])
    func busybox(status: Int, verdict: String) async throws {
        expect(verdict, try await StaticTrial().run(package("BeforeTraffic"), in: .busybox, status: status))
    }

    @Test("the same where the system's glibc is older", .enabled(if: StaticRoot.hasDebootstrap, "needs debootstrap"))
    func older() async throws {
        do { _ = try await StaticRoot.bullseye.folder() } catch { try Test.cancel("\(error), which is up to the mirror") }
        expect("Succeeded", try await StaticTrial().run(package("BeforeTraffic"), in: .bullseye, status: 200))
    }

    @Test("of two hooks in a package the handler's runs", arguments: ["BeforeTraffic", "AfterTraffic"])
    func bundle(handler: String) async throws {
        let folder = try await package("BeforeTraffic", "AfterTraffic")
        expect("Succeeded", try await StaticTrial().run(folder, in: .busybox, handler: handler, status: 200))
    }

    @Test("without /proc the hook says so")
    func noProc() async throws {
        let folder = try TemporaryFolder()
        let log = folder.path + "/log"
        let hook = try await StaticRoot.busybox.start(
            task: package("BeforeTraffic"), etc: folder.path, log: log, proc: false, environment: ["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9"])
        #expect(await hook.result().status == 127)
        #expect(try String(contentsOfFile: log, encoding: .utf8).contains("needs /proc, which is not mounted"))
    }

    @Test("a hook's zip has at most 4.9 MB: the linker leaves out what is not used")
    func size() async throws {
        let zip = try await package("BeforeTraffic") + ".zip"
        let size = try #require(try FileManager.default.attributesOfItem(atPath: zip)[.size] as? Int)
        #expect(size <= 4_900_000)
    }

    @Test("the names of Unicode's characters are linked where a program reads them, and only there")
    func characterNames() async throws {
        let folder = try TemporaryFolder()
        let program = "for scalar in CommandLine.arguments[1].unicodeScalars {\n    print(scalar.properties.name ?? \"none\")\n}\n"
        let without = program.replacing("properties.name ?? \"none\"", with: "value")
        let manifest = """
            // swift-tools-version: 6.0
            import PackageDescription
            let package = Package(name: "names", targets: [.executableTarget(name: "With"), .executableTarget(name: "Without")])
            """
        for (path, text) in ["Package.swift": manifest, "Sources/With/main.swift": program, "Sources/Without/main.swift": without] {
            let file = folder.url.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: false, encoding: .utf8)
        }
        var sizes: [Int] = []
        for (product, output) in [("With", "LATIN SMALL LETTER A\n"), ("Without", "97\n")] {
            let out = folder.path + "/out-" + product
            let result = try await RolloutTool.run(
                ["package", product, "--package-path", folder.path, "--output-folder", out], environment: Self.cache)
            #expect(result.status == 0, "\(result.error)")
            #expect(await (try ChildProcess(out + "/bootstrap", ["a"])).result().output == output)
            sizes.append(try #require(try FileManager.default.attributesOfItem(atPath: out + "/bootstrap")[.size] as? Int))
        }
        #expect(sizes[0] - sizes[1] > 500_000)
    }

    @Test("the package holds the roots of AWS's endpoints")
    func roots() async throws {
        let roots = try String(contentsOfFile: try await package("BeforeTraffic") + "/roots.pem", encoding: .utf8)
        #expect((1...7).contains(roots.components(separatedBy: "BEGIN CERTIFICATE").count - 1))
    }
}
