import Foundation
import JSONValue
import TestSupport
import Testing

/// Packages of a small package of its own, which builds in seconds.
@Suite("rollout package", .enabled(if: isLinux && ChildProcess.works("swift", ["--version"])))
struct PackageTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Self.write(to: folder.url.appending(path: "one"))
    }

    /// A package with two programs, a library, and a program that does not compile.
    private static func write(to root: URL) throws {
        let manifest = """
            // swift-tools-version: 6.0
            import PackageDescription
            let package = Package(name: "small", products: [.library(name: "Kit", targets: ["Kit"])], targets: [
                .target(name: "Kit"), .executableTarget(name: "Hello", dependencies: ["Kit"]),
                .executableTarget(name: "Other", dependencies: ["Kit"]), .executableTarget(name: "Broken"),
            ])
            """
        let sources = [
            "Package.swift": manifest, "Sources/Kit/Kit.swift": "public func greet(_ name: String) { print(\"I am \\(name)\") }",
            "Sources/Hello/main.swift": "import Kit\ngreet(\"Hello\")", "Sources/Other/main.swift": "import Kit\ngreet(\"Other\")",
            "Sources/Broken/main.swift": "this is no Swift",
        ]
        for (path, text) in sources {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
    }

    /// Dynamic, so that no libcurl has to be built: the tests need no network.
    private func package(_ arguments: String..., in name: String = "one") async throws -> RolloutTool.Outcome {
        let path = folder.url.appending(path: name).path
        return try await RolloutTool.run(["package", "--package-path", path, "--link", "dynamic"] + arguments)
    }

    @Test("the same sources in two folders give the same zip, which is sound and runs")
    func reproducible() async throws {
        let first = try await package("Hello", "--json")
        #expect(first.status == 0, "\(first.error)")
        try Self.write(to: folder.url.appending(path: "a/longer/way"))
        let second = try await package("Hello", "--json", in: "a/longer/way")
        #expect(second.status == 0)
        let hash = try #require(try first.json()["code_sha256"]?.string)
        #expect(try second.json()["code_sha256"]?.string == hash)

        let zip = try #require(try first.json()["zip"]?.string)
        #expect(zip.hasSuffix("one/.build/lambda/Hello.zip"))
        let check = try await RolloutTool.run(["package", "--check", zip])
        #expect(check.status == 0)
        #expect(check.output.contains("✔ Ready for provided.al2023"))
        let unpacked = folder.url.appending(path: "unpacked")
        #expect(await (try ChildProcess("unzip", ["-q", zip, "-d", unpacked.path])).result().status == 0)
        let run = try ChildProcess(unpacked.appending(path: "bootstrap").path, [])
        #expect(await run.result().output == "I am Hello\n")
        // Symbols are beside, not inside.
        #expect(FileManager.default.fileExists(atPath: folder.url.appending(path: "one/.build/lambda/Hello.debug").path))
    }

    @Test("several products share a zip, and the handler chooses; --output-folder holds the same files, and drops those of the last time")
    func several() async throws {
        let output = folder.url.appending(path: "out")
        try "data".write(to: folder.url.appending(path: "extra.txt"), atomically: true, encoding: .utf8)
        let include = "\(folder.url.appending(path: "extra.txt").path)=lib/extra.txt"
        let both = try await package("Hello", "Other", "--output-folder", output.path, "--include", include)
        #expect(both.status == 0, "\(both.output)\(both.error)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: output.path).sorted()
        #expect(files == ["Hello", "Other", "bootstrap", "lib", "lib/extra.txt", "roots.pem"])
        for name in ["Hello", "Other"] {
            let run = try ChildProcess(output.appending(path: "bootstrap").path, [], environment: ["_HANDLER": name])
            #expect(await run.result().output == "I am \(name)\n")
        }
        #expect(try await package("Hello", "--output-folder", output.path).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: output.path).sorted() == ["bootstrap", "roots.pem"])
    }

    @Test("what can't be packaged is said before it is built, or with the compiler's own words")
    func failures() async throws {
        let unknown = try await package("Nope")
        #expect(unknown.status == 1)
        #expect(unknown.error.contains("/one has no executable product Nope: it has Broken, Hello, Other."))
        let broken = try await package("Broken")
        #expect(broken.status == 1)
        #expect(broken.error.contains("main.swift:1:"))
        #expect(broken.error.contains("Broken does not build."))
        let elsewhere = try await package("Hello", "--architecture", isARM ? "x86_64" : "arm64")
        #expect(elsewhere.error.contains("There is no compiler for"))
        let unwritable = try await package("Hello", "--output", "/proc/hello.zip")
        #expect(unwritable.status == 1)
        #expect(unwritable.error.contains("/proc/hello.zip can't be written"))
        let missing = try await package("Hello", "--include", "/no/such/file")
        #expect(missing.error.contains("/no/such/file can't be read: there is no such file."))
    }

    @Test("a package is built while another command has its .build, as `swift package lambda-package` has", .timeLimit(.minutes(5)))
    func locked() async throws {
        // SwiftPM's lock is a file in the temporary folder with the whole path for a name.
        let build = folder.url.resolvingSymlinksInPath().path + "/one/.build"
        let file = FileManager.default.temporaryDirectory.appending(path: build.replacing("/", with: "_") + ".lock").path
        let lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer {
            close(lock)
            unlink(file)
        }
        #expect(flock(lock, LOCK_EX) == 0)
        #expect(try await package("Hello").status == 0)
        #expect(try await package("Nope").error.contains("has no executable product Nope"))
    }

    @Test("nothing else is overwritten, and no output by another")
    func overwriting() async throws {
        let manifest = folder.url.appending(path: "one/Package.swift").path
        let before = try Data(contentsOf: URL(filePath: manifest))
        let same = folder.url.appending(path: "same").path
        let pipe = folder.url.appending(path: "pipe").path
        try #require(mkfifo(pipe, 0o600) == 0)
        for (arguments, reason) in [
            (["--output", manifest], "a file of another kind is there"), (["--output", pipe], "no regular file"),
            (["--output", same, "--debug-file", same], "Two files would be written to"),
            (["--output", same + "/bootstrap", "--output-folder", same], "Two files would be written to"),
            (["--include", same, "--output", same], "the package itself is written there"),
        ] {
            let run = try await RolloutTool.run(
                ["package", "Hello", "--link", "dynamic", "--package-path", folder.url.appending(path: "one").path] + arguments)
            #expect(run.status == 1)
            #expect(run.error.contains(reason), "\(run.error)")
        }
        #expect(try Data(contentsOf: URL(filePath: manifest)) == before)
        #expect(!FileManager.default.fileExists(atPath: same + "/bootstrap"))
    }

    @Test("a secret is refused, and nothing is written")
    func secret() async throws {
        let file = folder.url.appending(path: ".env")
        try "PASSWORD=hunter2".write(to: file, atomically: true, encoding: .utf8)
        let zip = folder.url.appending(path: "x.zip").path
        let run = try await package("Hello", "--include", file.path, "--output", zip)
        #expect(run.status == 1)
        #expect(run.output.contains("✘ .env: it is a file of environment variables"))
        #expect(!run.output.contains("hunter2"))
        #expect(!FileManager.default.fileExists(atPath: zip))
    }

    @Test(
        "wrong arguments are exit 64",
        arguments: [
            [], ["A", "A"], ["a/b"], ["A", "--check", "x.zip"], ["A", "bootstrap"], ["A", "--link", "half"],
            ["A", "--architecture", "vax"],
            ["A", "B", "--debug-file", "x"], ["A", "--output", ""], ["A", "--output-folder", ""], ["A", "--output-folder", "/"],
            ["A", "--package-path", ""], ["--check", ""],
        ])
    func usage(arguments: [String]) async throws {
        #expect(try await RolloutTool.run(["package"] + arguments).status == 64)
    }

    @Test("--check refuses what is no zip, and what is none of Lambda's")
    func check() async throws {
        let file = folder.url.appending(path: "x.zip")
        try "nothing".write(to: file, atomically: true, encoding: .utf8)
        let run = try await RolloutTool.run(["package", "--check", file.path])
        #expect(run.status == 1)
        #expect(run.error.contains("no zip file"))
        #expect(try await RolloutTool.run(["package", "--check", "/no/such.zip", "--json"]).json()["accepted"] == false)
    }
}

#if os(Linux)
    private let isLinux = true
#else
    private let isLinux = false
#endif
#if arch(arm64)
    private let isARM = true
#else
    private let isARM = false
#endif
