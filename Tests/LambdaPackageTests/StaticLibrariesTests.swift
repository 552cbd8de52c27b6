import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LambdaPackage

@Suite(
    "The static libraries",
    .enabled(
        if: ChildProcess.works("pkg-config", ["--exists", "libssl"]) && ChildProcess.works("cc", ["--version"])
            && ChildProcess.works("make", ["--version"]) && ChildProcess.works("sh", ["-c", "test -f $(cc -print-file-name=libssl.a)"]),
        "needs a C compiler, make, pkg-config and a static OpenSSL"))
final class StaticLibrariesTests: Sendable {
    private let folder: TemporaryFolder
    private let lines = Mutex<[String]>([])

    init() throws { folder = try TemporaryFolder() }

    private func prepare(_ source: LibcurlSource, cache: String = "cache") async throws -> StaticLibraries {
        try await StaticLibraries.prepare(source: source, cache: folder.url.appending(path: cache)) { line in
            lines.withLock { $0.append(line) }
        }
    }

    private func library(_ libraries: StaticLibraries) -> Data? {
        FileManager.default.contents(
            atPath: URL(filePath: libraries.pkgConfigPath).appending(path: "../libcurl.a").standardizedFileURL.path)
    }

    @Test("are built once, in a private cache, and then found there")
    func once() async throws {
        let curl = try await MadeCurl(in: folder.url)
        let first = try await prepare(curl.source)
        #expect(lines.withLock { $0 }.contains("Compiling libcurl 8.99.0"))
        lines.withLock { $0 = [] }
        let second = try await prepare(curl.source)
        #expect(lines.withLock { $0 }.isEmpty, "nothing was left to do")
        #expect(second.pkgConfigPath == first.pkgConfigPath && second.identity == first.identity)
        #expect(first.identity.contains(curl.sha256) && !first.identity.contains(folder.path))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/cache")[.posixPermissions] as? Int
        #expect(mode == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache").allSatisfy { $0 != ".building" })
    }

    @Test("are the same bytes from another folder, and name none")
    func reproducible() async throws {
        let curl = try await MadeCurl(in: folder.url)
        let first = library(try await prepare(curl.source))
        let second = library(try await prepare(curl.source, cache: "another/and/longer/cache"))
        #expect(first != nil && first == second)
        let text = String(decoding: first ?? Data(), as: UTF8.self)
        #expect(text.contains("/curl/lib/version.c") && !text.contains(folder.path))
    }

    @Test("two runs at once build them once")
    func together() async throws {
        let curl = try await MadeCurl(in: folder.url)
        async let first = prepare(curl.source)
        async let second = prepare(curl.source)
        #expect(try await first.pkgConfigPath == second.pkgConfigPath)
        #expect(lines.withLock { $0.count { $0 == "Configuring libcurl 8.99.0" } } == 1)
    }

    @Test("pkg-config gives the folder with the static forms alone, headers and libraries")
    func packageConfiguration() async throws {
        let libraries = try await prepare(try await MadeCurl(in: folder.url).source)
        let flags = try await ChildProcess(
            "pkg-config", ["--cflags", "--libs", "libcurl"],
            environment: ["PATH": "/usr/bin:/bin", "PKG_CONFIG_LIBDIR": libraries.pkgConfigPath]
        ).result()
        #expect(flags.status == 0)
        #expect(flags.output.contains("-lcurl -lssl -lcrypto"))
        let files = try FileManager.default.contentsOfDirectory(atPath: libraries.pkgConfigPath + "/..")
        #expect(files.contains("libcrypto.a") && !files.contains { $0.contains(".so") })
    }

    @Test("an archive of no known checksum is refused, and its checksum is told")
    func unknown() async throws {
        let curl = try await MadeCurl(in: folder.url)
        let error = await #expect(throws: StaticLibrariesError.self) { try await prepare(.file(curl.path)) }
        #expect(error == .unknownRelease(curl.path, found: curl.sha256))
        #expect(error?.description.contains("\(curl.path)#sha256=\(curl.sha256)") == true)
    }

    @Test("an archive of another checksum than the one given is refused")
    func wrong() async throws {
        let curl = try await MadeCurl(in: folder.url)
        let zeros = String(repeating: "0", count: 64)
        await #expect(throws: StaticLibrariesError.wrongChecksum(curl.path, expected: zeros, found: curl.sha256)) {
            try await prepare(.file("\(curl.path)#sha256=\(zeros)"))
        }
        await #expect(throws: StaticLibrariesError.malformedChecksum("\(curl.path)#sha256=12")) {
            try await prepare(.file("\(curl.path)#sha256=12"))
        }
    }

    @Test("an archive from a URL counts by its checksum, and a URL without one must name a known release")
    func url() async throws {
        let curl = try await MadeCurl(in: folder.url)
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: curl.path)))
        let server = try ScriptedServer { request in request.path == "/curl.tar.gz" ? .respond(200, body: bytes) : .respond(404, "") }
        defer { server.stop() }
        let url = "\(server.url)/curl.tar.gz"
        #expect(try await prepare(.url("\(url)#sha256=\(curl.sha256)")).identity.contains(curl.sha256))
        await #expect(throws: StaticLibrariesError.unknownRelease(url, found: nil)) { try await prepare(.url(url)) }
        let known = try #require(KnownRelease.all.first)
        let error = await #expect(throws: StaticLibrariesError.self) { try await prepare(.url("\(server.url)/\(known.name)")) }
        #expect(error?.description.contains("status 404") == true)
        let zeros = String(repeating: "0", count: 64)
        await #expect(throws: StaticLibrariesError.wrongChecksum(url, expected: zeros, found: curl.sha256)) {
            try await prepare(.url("\(url)#sha256=\(zeros)"))
        }
    }

    @Test("a build that fails leaves nothing behind, and tells step, words and log")
    func failure() async throws {
        let curl = try await MadeCurl(in: folder.url, makes: false)
        let error = await #expect(throws: StaticLibrariesError.self) { try await prepare(curl.source) }
        guard case .buildFailed("make", let log, let end)? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(end.contains("on strike"))
        #expect(try String(contentsOfFile: log, encoding: .utf8).contains("on strike"))
        try FileManager.default.removeItem(atPath: log)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache") == [".lock"])
    }

    @Test("a release that is too old is refused")
    func old() async throws {
        let curl = try await MadeCurl(in: folder.url, version: "7.61.1")
        await #expect(throws: StaticLibrariesError.notCurl("curl 7.61.1", cause: "the version must be 7.76 or newer")) {
            try await prepare(curl.source)
        }
    }

    @Test("a cache that others may write to is not used")
    func writable() async throws {
        let cache = folder.url.appending(path: "cache")
        try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: cache.path)
        let curl = try await MadeCurl(in: folder.url)
        let error = await #expect(throws: StaticLibrariesError.self) { try await prepare(curl.source) }
        #expect(error?.description.contains("others may write to it") == true)
    }

    @Test("apt's sources of packages become sources of their source, in both formats")
    func aptSources() throws {
        let modern = try #require(
            AptSource.sourceEntries(
                "Types: deb deb-src\nURIs: https://mirror.example/debian\nSigned-By: /k.gpg\n", of: "/etc/apt/debian.sources"))
        #expect(modern.text == "Types: deb-src\nURIs: https://mirror.example/debian\nSigned-By: /k.gpg\n")
        let list =
            "# deb no\ndeb [signed-by=/k.gpg] https://mirror.example/debian stable main\ndeb-src https://mirror.example/debian stable main\n"
        #expect(
            AptSource.sourceEntries(list, of: "/etc/apt/sources.list")?.text
                == "deb-src [signed-by=/k.gpg] https://mirror.example/debian stable main\n")
        #expect(AptSource.sourceEntries(list, of: "/etc/apt/sources.list.d/vendor.list.disabled") == nil)
    }

    @Test("the patches of an RPM's specification come in its order")
    func rpmPatches() {
        let specification =
            "Name: curl\nPatch001:   0001-first.patch\nPatch2: https://example.com/second.patch\n#Patch3: no.patch\n%patch -P 1\n"
        #expect(DnfSource.patches(in: specification) == ["0001-first.patch", "second.patch"])
    }
}
