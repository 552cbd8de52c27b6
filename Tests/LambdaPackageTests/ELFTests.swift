import Foundation
import TestSupport
import Testing

@testable import LambdaPackage

@Suite("ELF files")
struct ELFTests {
    /// Executables and libraries of this machine: small and large ones, dynamic and static, with and without versions.
    static let samples: [String] = {
        let launcher = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "HookLauncher").path
        let libraries = LibraryFolders.system().flatMap { folder in
            ["libc.so.6", "libstdc++.so.6", "libcurl.so.4", "libcrypto.so.3", "libz.so.1"].map { "\(folder)/\($0)" }
        }
        return (["/bin/sh", "/usr/bin/env", "/usr/bin/git", launcher ?? ""] + libraries).filter {
            FileManager.default.fileExists(atPath: $0)
        }
    }()

    @Test("it says what readelf says", .enabled(if: ChildProcess.works("readelf", ["--version"])), arguments: samples)
    func agreesWithReadelf(path: String) async throws {
        let elf = try ELFFile(parsing: try Files.read(path))
        let output = await ChildProcess.output(try ChildProcess("readelf", ["-W", "-h", "-l", "-d", "-V", path]))
        func all(_ pattern: Regex<(Substring, Substring)>) -> [String] { output.matches(of: pattern).map { String($0.1) } }

        #expect(elf.neededLibraries == all(/\(NEEDED\) +Shared library: \[(.*)\]/))
        #expect(elf.libraryName == all(/\(SONAME\) +Library soname: \[(.*)\]/).first)
        #expect(elf.runPath == all(/\(RUNPATH\) +Library runpath: \[(.*)\]/).flatMap { $0.split(separator: ":").map(String.init) })
        #expect(elf.rPath == all(/\(RPATH\) +Library rpath: \[(.*)\]/).flatMap { $0.split(separator: ":").map(String.init) })
        #expect(elf.interpreter == all(/Requesting program interpreter: (.*)\]/).first)
        #expect(elf.is64Bit == output.contains("ELF64"))
        #expect(elf.kind == (output.contains("EXEC (") ? .executable : .shared))
        // Only the list of what is needed has files with names and flags.
        let needs = output.components(separatedBy: "Version needs section").dropFirst().first ?? ""
        #expect(elf.requiredVersions.map(\.name) == needs.matches(of: /Name: (\S+) +Flags/).map { String($0.1) })
        #expect(Set(elf.requiredVersions.map(\.library)) == Set(needs.matches(of: /File: (\S+)/).map { String($0.1) }))
    }

    @Test("its glibc is the newest that objdump lists", .enabled(if: ChildProcess.works("objdump", ["--version"])), arguments: samples)
    func agreesWithObjdump(path: String) async throws {
        let elf = try ELFFile(parsing: try Files.read(path))
        let output = await ChildProcess.output(try ChildProcess("objdump", ["-p", path]))
        let references = output.components(separatedBy: "Version References:").dropFirst().first ?? ""
        let versions = references.matches(of: /GLIBC_([0-9.]+)/).map { $0.1.split(separator: ".").compactMap { Int($0) } }
        #expect(elf.requiredGlibc == versions.max { $0.lexicographicallyPrecedes($1) })
    }

    @Test("a program of this machine is of its architecture, and Swift's test is dynamic")
    func ownArchitecture() throws {
        let elf = try ELFFile(parsing: try Files.read("/bin/sh"))
        #expect(elf.architecture == Architecture.host)
        #expect(!elf.isStatic)
    }

    @Test("versions compare by number, not by letter")
    func versions() {
        func version(_ name: String) -> SymbolVersion { SymbolVersion(library: "libc.so.6", name: name) }
        #expect(!version("GLIBC_2.4").isNewer(than: [2, 34]))
        #expect(version("GLIBC_2.35").isNewer(than: [2, 34]))
        #expect(!version("GLIBC_2.34").isNewer(than: [2, 34]))
        #expect(!version("GLIBC_2.2.5").isNewer(than: [2, 34]))
        #expect(version("GLIBCXX_3.4.30").isNewer(than: [3, 4, 29]))
        #expect(version("GLIBC_PRIVATE").number == [])
        #expect(version("CXXABI_TM_1").number == [])
    }

    @Test("what is no ELF file is said to be none")
    func noELF() {
        #expect(throws: ELFError.notELF) { try ELFFile(parsing: []) }
        #expect(throws: ELFError.notELF) { try ELFFile(parsing: Array("#!/bin/sh\n".utf8)) }
        #expect(throws: ELFError.truncated) { try ELFFile(parsing: [0x7F, 0x45, 0x4C, 0x46]) }
    }

    @Test("every beginning of a file is refused or read, and none traps")
    func truncated() throws {
        let whole = try Files.read("/usr/bin/env")
        for length in stride(from: 0, to: whole.count, by: 97) {
            do throws(ELFError) { _ = try ELFFile(parsing: Array(whole.prefix(length))) } catch {
                #expect(error == .notELF || error == .truncated || "\(error)".contains("damaged"))
            }
        }
    }

    @Test("mutated files never trap, and most still say something")
    func mutations() throws {
        // The tables that are read are at both ends of their segments: mutate headers, the dynamic section and the strings most.
        let original = try Files.read("/usr/bin/env")
        var generator = SeededGenerator(seed: 0xE1F)
        var (read, refused) = (0, 0)
        for _ in 0..<Fuzz.iterations {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let limit = Bool.random(using: &generator) ? 1024 : bytes.count
                let position = Int.random(in: 0..<limit, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: for index in position..<min(position + 8, bytes.count) { bytes[index] = 0xFF }
                default: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                }
            }
            do throws(ELFError) {
                let elf = try ELFFile(parsing: bytes)
                _ = (elf.requiredGlibc, elf.architecture, elf.isStatic)
                read += 1
            } catch { refused += 1 }
        }
        #expect(read > 0)
        #expect(refused > 0)
    }

    @Test("noise behind an ELF file's magic never traps")
    func noise() {
        var generator = SeededGenerator(seed: 7)
        for round in 0..<Fuzz.iterations {
            var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, UInt8(1 + round % 2), UInt8(1 + round / 2 % 2)]
            bytes += (0..<Int.random(in: 0..<400, using: &generator)).map { _ in
                // Small numbers reach further into the reader.
                Bool.random(using: &generator) ? 0 : UInt8.random(in: 0...255, using: &generator)
            }
            _ = try? ELFFile(parsing: bytes)
        }
    }
}

extension ChildProcess {
    /// All that it prints.
    static func output(_ child: ChildProcess) async -> String { await child.result().output }
}
