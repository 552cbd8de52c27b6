import Foundation
import TestSupport
import Testing

@testable import LambdaPackage

@Suite("The check of a package")
struct CheckTests {
    private func report(_ entries: [ZipEntry], architecture: Architecture? = nil) throws -> PackageReport {
        try PackageCheck(architecture: architecture).report(zip: try ZipWriter.archive(entries))
    }

    private func program(_ elf: MadeELF, _ path: String = "bootstrap", isExecutable: Bool = true) -> ZipEntry {
        ZipEntry(path: path, isExecutable: isExecutable, contents: elf.bytes)
    }

    /// The refusals in words.
    private func refusals(_ entries: [ZipEntry], architecture: Architecture? = nil) throws -> [String] {
        try report(entries, architecture: architecture).findings.filter { $0.severity == .refusal }.map(\.description)
    }

    @Test("the made files are what readelf takes them for", .enabled(if: ChildProcess.works("readelf", ["--version"])))
    func madeFiles() async throws {
        let folder = try TemporaryFolder()
        let elf = MadeELF(
            needed: ["libc.so.6", "libz.so.1"], rPath: "$ORIGIN/lib", versions: [("libc.so.6", ["GLIBC_2.35", "GLIBC_2.2.5"])])
        let file = folder.url.appending(path: "made")
        try Files.write(elf.bytes, to: file)
        let output = await ChildProcess.output(try ChildProcess("readelf", ["-lW", "-d", file.path]))
        #expect(output.contains("Requesting program interpreter: /lib64/ld-linux-x86-64.so.2"))
        #expect(output.contains("Shared library: [libz.so.1]"))
        #expect(output.contains("Library rpath: [$ORIGIN/lib]"))
        #expect(try ELFFile(parsing: elf.bytes).requiredGlibc == [2, 35])
    }

    @Test("a static bootstrap is accepted, with its cost")
    func accepted() throws {
        let report = try report([program(.static)])
        #expect(report.isAccepted)
        #expect(report.findings.isEmpty)
        #expect(report.architecture == .x86_64)
        #expect(report.startUp?.warm == 1.2)
        #expect(report.startUp?.cold == 11.3)
    }

    @Test("without a bootstrap at the root it is refused, and told where there is one")
    func noBootstrap() throws {
        #expect(try refusals([program(.static, "Hook")]).first?.contains("no `bootstrap` at the root") == true)
        let nested = try refusals([program(.static, "build/bootstrap")])
        #expect(nested.first?.contains("There is one in build/: zip what is in that folder") == true)
        #expect(try report([]).isAccepted == false)
    }

    @Test("a bootstrap that nobody may execute is refused")
    func notExecutable() throws {
        #expect(try refusals([program(.static, isExecutable: false)]).first?.contains("chmod 755 bootstrap") == true)
    }

    @Test("the wrong architecture is refused, by ELF header, also where a library has it")
    func architecture() throws {
        let refusal = try refusals([program(.static)], architecture: .arm64)
        #expect(refusal.first?.contains("It is for x86_64, and the function for arm64") == true)
        let arm = MadeELF(architecture: .arm64, interpreter: "/lib/ld-linux-aarch64.so.1")
        #expect(try refusals([program(arm)], architecture: .arm64) == [])
        #expect(try refusals([program(arm)]) == [])
        let library = MadeELF(architecture: .arm64, interpreter: nil, needed: [])
        #expect(try refusals([program(.static), program(library, "lib/libx.so")]).first?.hasPrefix("lib/libx.so: It is for arm64") == true)
    }

    @Test("a glibc newer than 2.34 is refused, whoever needs it", arguments: ["GLIBC_2.35", "GLIBC_2.100", "GLIBC_3.0"])
    func newGlibc(version: String) throws {
        let elf = MadeELF(versions: [("libc.so.6", ["GLIBC_2.2.5", version])])
        #expect(try refusals([program(elf)]).first?.contains("It needs \(version), and provided.al2023 has glibc 2.34") == true)
        let bundled = program(elf, "lib/libx.so.1", isExecutable: false)
        let user = MadeELF(needed: ["libx.so.1"], rPath: "$ORIGIN/lib")
        #expect(try refusals([program(user), bundled]).first?.hasPrefix("lib/libx.so.1: It needs \(version)") == true)
    }

    @Test("glibc 2.34 and older is accepted", arguments: ["GLIBC_2.34", "GLIBC_2.4", "GLIBC_2.2.5"])
    func oldGlibc(version: String) throws {
        #expect(try refusals([program(MadeELF(versions: [("libc.so.6", [version])]))]) == [])
    }

    @Test("the image's libstdc++ is that of gcc 11, unless the package has its own")
    func libstdcxx() throws {
        let elf = MadeELF(needed: ["libstdc++.so.6"], versions: [("libstdc++.so.6", ["GLIBCXX_3.4.30"])])
        #expect(try refusals([program(elf)]).first?.contains("GLIBCXX_3.4.30") == true)
        let own = program(MadeELF(interpreter: nil), "lib/libstdc++.so.6")
        #expect(try refusals([program(elf), own]) == [])
    }

    @Test("a library that nobody has is refused; one in the package is found by rpath or in lib")
    func libraries() throws {
        let elf = MadeELF(needed: ["libx.so.1", "libc.so.6"])
        #expect(try refusals([program(elf)]).first?.contains("It needs libx.so.1, not in the package") == true)
        let library = MadeELF(interpreter: nil)
        #expect(try refusals([program(elf), program(library, "lib/libx.so.1")]) == [])
        #expect(try refusals([program(elf), program(library, "libx.so.1")]) == [])
        #expect(try refusals([program(elf), program(library, "vendor/libx.so.1")]).count == 1)
        let named = MadeELF(needed: ["libx.so.1"], runPath: "/nowhere:${ORIGIN}/vendor/../vendor")
        #expect(try refusals([program(named), program(library, "vendor/libx.so.1")]) == [])
        // What a library needs counts as well.
        let needy = MadeELF(interpreter: nil, needed: ["liby.so.2"])
        #expect(
            try refusals([program(elf), program(needy, "lib/libx.so.1")]).first?.hasPrefix("lib/libx.so.1: It needs liby.so.2") == true)
    }

    @Test("a dynamic linker that the image lacks is refused", arguments: ["/lib/ld-musl-x86_64.so.1", "/nix/store/x/ld-linux-x86-64.so.2"])
    func interpreter(path: String) throws {
        #expect(try refusals([program(MadeELF(interpreter: path))]).first?.contains("dynamic linker \(path)") == true)
    }

    @Test("a damaged executable is refused")
    func damaged() throws {
        let bytes = Array(MadeELF().bytes.prefix(100))
        let refusal = try refusals([ZipEntry(path: "bootstrap", isExecutable: true, contents: bytes)])
        #expect(refusal.first?.contains("ends too early") == true)
    }

    @Test("a shell script is a bootstrap, at a cost")
    func script() throws {
        let script = ZipEntry(path: "bootstrap", isExecutable: true, contents: Array("#!/bin/sh\nexec ./Hook\n".utf8))
        let report = try report([script])
        #expect(report.isAccepted)
        #expect(report.findings.first?.severity == .warning)
        #expect(report.startUp?.kind.contains("script") == true)
    }

    @Test(
        "a script that Linux could not start is refused",
        arguments: [
            ("#!/usr/bin/python3\n", "interpreter /usr/bin/python3"), ("#!/usr/bin/env node\n", "interpreter /usr/bin/env node"),
            ("#!/bin/sh\r\necho\r\n", "carriage return"), ("echo hello\n", "neither an ELF executable nor a script"), ("", "neither"),
        ])
    func badScript(text: String, reason: String) throws {
        let script = ZipEntry(path: "bootstrap", isExecutable: true, contents: Array(text.utf8))
        #expect(try refusals([script]).first?.contains(reason) == true)
    }

    @Test(
        "secrets are refused by name or by what they begin with",
        arguments: [
            (".env", "A=1"), ("config/.env.production", "A=1"), ("id_rsa", "x"),
            ("keys/server.pem", "-----BEGIN RSA PRIVATE KEY-----\nMII"),
            ("key.txt", "-----BEGIN PRIVATE KEY-----"), (".aws/credentials", "[default]"), ("rootkey.csv", "x"),
            ("deployer_accessKeys.csv", "x"), ("settings.ini", "aws_secret_access_key = abc"), (".netrc", "x"), ("client.p12", "x"),
        ])
    func secrets(path: String, text: String) throws {
        let refusals = try refusals([program(.static), ZipEntry(path: path, contents: Array(text.utf8))])
        #expect(refusals.count == 1)
        #expect(refusals.first?.hasPrefix("\(path): ") == true)
        #expect(refusals.first?.contains(text) == false, "the secret itself is not told")
    }

    @Test(
        "what only resembles a secret is let through",
        arguments: [
            (".env.example", "A="), ("roots.pem", "-----BEGIN CERTIFICATE-----\nMII"), ("environment.json", "{}"), ("key.pub", "ssh-rsa"),
        ])
    func noSecrets(path: String, text: String) throws {
        #expect(try refusals([program(.static), ZipEntry(path: path, contents: Array(text.utf8))]) == [])
    }

    @Test("a program that looks for private keys holds none")
    func programsAreNoSecrets() throws {
        var elf = MadeELF.static
        elf.payload = "-----BEGIN PRIVATE KEY-----"
        #expect(try refusals([program(elf)]) == [])
    }

    @Test("a bootstrap that is a link is what it leads to; one that leads nowhere is refused")
    func links() throws {
        func link(_ path: String, _ target: String) -> ZipEntry {
            ZipEntry(path: path, permissions: 0o777, kind: .symbolicLink, contents: Array(target.utf8))
        }
        #expect(try report([link("bootstrap", "bin/hook"), link("bin/hook", "../real"), program(.static, "real")]).startUp != nil)
        #expect(try refusals([link("bootstrap", "hook")]).first?.contains("a link to hook, which is not in the package") == true)
        #expect(try refusals([link("bootstrap", "a"), link("a", "bootstrap")]).first?.contains("leads back to itself") == true)
        let script = ZipEntry(path: "run", isExecutable: true, contents: Array("#!/bin/sh\r\n".utf8))
        #expect(try refusals([link("bootstrap", "run"), script]).first?.contains("carriage return") == true)
    }

    @Test("an executable that is cut off, or that holds nothing, is refused")
    func cutOff() throws {
        let whole = MadeELF.static.bytes
        let cut = ZipEntry(path: "bootstrap", isExecutable: true, contents: Array(whole.dropLast(whole.count / 2)))
        #expect(try refusals([cut]).first?.contains("cut off or damaged") == true)
        let noise = ZipEntry(path: "bootstrap", isExecutable: true, contents: whole.prefix(64) + (0..<5000).map { UInt8($0 * 7 % 251) })
        #expect(try !refusals([noise]).isEmpty)
    }

    @Test("Foundation is a warning with its price")
    func foundation() throws {
        var elf = MadeELF.static
        elf.payload = "$s20FoundationEssentials4DateV"
        let essentials = try report([program(elf)])
        #expect(essentials.isAccepted)
        #expect(essentials.findings.first?.description.contains("FoundationEssentials is linked into it: 2.4 MB more to upload") == true)
        #expect(essentials.startUp?.cold == 18.8)
        elf.payload += "_FoundationICU"
        let whole = try report([program(elf)])
        #expect(whole.findings.first?.description.contains("Foundation is linked into it: 20 MB more") == true)
    }

    @Test("a path of the build machine in a program is a warning")
    func buildPath() {
        var elf = MadeELF.static
        let check = PackageCheck(architecture: .x86_64, buildPaths: ["/home/me/shop"])
        #expect(check.report([program(elf)], zippedSize: 1).findings.isEmpty)
        elf.payload = "/home/me/shop/Sources/Hook/main.swift"
        let report = check.report([program(elf)], zippedSize: 1)
        #expect(report.isAccepted)
        #expect(report.findings.first?.advice.contains("#fileID") == true)
    }

    @Test("more than Lambda takes is refused, zipped and unpacked")
    func sizes() throws {
        let check = PackageCheck()
        let entries = [program(.static)]
        #expect(check.report(entries, zippedSize: PackageLimits.zipped).isAccepted)
        #expect(check.report(entries, zippedSize: PackageLimits.zipped + 1).findings.first?.problem.contains("50 MB at most") == true)
        let large = [program(.static), ZipEntry(path: "data", contents: Array(repeating: 0, count: PackageLimits.unzipped))]
        #expect(check.report(large, zippedSize: 1).findings.first?.problem.contains("250 MB at most") == true)
    }
}
