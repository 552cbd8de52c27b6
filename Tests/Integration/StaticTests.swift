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
                ["package", "--package-path", Python.packageRoot.appending(path: "Examples").path, "--output-folder", folder] + products,
                environment: ["XDG_CACHE_HOME": StaticRoot.kept.appending(path: "cache").path])
            guard result.status == 0 else { throw StaticRoot.Failure(description: result.error + result.output) }
            folders[products] = folder
        }
        return folders
    }

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

    @Test("the package holds the roots of AWS's endpoints")
    func roots() async throws {
        let roots = try String(contentsOfFile: try await package("BeforeTraffic") + "/roots.pem", encoding: .utf8)
        #expect((1...7).contains(roots.components(separatedBy: "BEGIN CERTIFICATE").count - 1))
    }
}
