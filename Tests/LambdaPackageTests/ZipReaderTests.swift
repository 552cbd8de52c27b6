import Foundation
import TestSupport
import Testing

@testable import LambdaPackage

@Suite("Zips that anybody made")
struct ZipReaderTests {
    private static let sample = try? ZipWriter.archive(ZipWriterTests.entries)

    /// A zip that Python's zipfile makes by a script, which finds the file's name in `out`.
    private func python(_ script: String) async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "a.zip")
        _ = try await Python.output(of: ["-W", "ignore", "-c", "import sys, zipfile, stat\nout = sys.argv[1]\n" + script, file.path])
        return Array(try Data(contentsOf: file))
    }

    @Test("Python's are read: deflated, stored, with folders, comments and links", .enabled(if: Python.has("zipfile")))
    func readsPython() async throws {
        let zip = try await python(
            """
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
                z.comment = b"a comment"
                z.mkdir("lib") if hasattr(z, "mkdir") else z.writestr("lib/", "")
                i = zipfile.ZipInfo("bootstrap"); i.external_attr = 0o100755 << 16; i.compress_type = zipfile.ZIP_STORED
                z.writestr(i, "#!/bin/sh")
                z.writestr("lib/data", "x" * 10000)
                i = zipfile.ZipInfo("lib/link"); i.external_attr = 0o120777 << 16
                z.writestr(i, "../bootstrap")
            """)
        let entries = try ZipReader.entries(of: zip)
        #expect(entries.map(\.path) == ["lib/", "bootstrap", "lib/data", "lib/link"])
        #expect(entries.map(\.kind) == [.folder, .file, .file, .symbolicLink])
        #expect(entries[1].isExecutable)
        #expect(entries[2].contents.count == 10_000)
    }

    @Test(
        "what could do harm is refused by name", .enabled(if: Python.has("zipfile")),
        arguments: [
            ("i = zipfile.ZipInfo('../../etc/x'); z.writestr(i, 'x')", "leads out of the package"),
            ("i = zipfile.ZipInfo('/etc/x'); z.writestr(i, 'x')", "absolute path"),
            ("i = zipfile.ZipInfo('link'); i.external_attr = 0o120777 << 16; z.writestr(i, '../../etc/passwd')", "link out of the package"),
            ("i = zipfile.ZipInfo('link'); i.external_attr = 0o120777 << 16; z.writestr(i, '/etc/passwd')", "link to an absolute path"),
            ("z.writestr('a', 'x'); z.writestr('a', 'y')", "twice"),
            ("z.writestr(zipfile.ZipInfo('a'), 'x' * 100, compress_type=zipfile.ZIP_BZIP2)", "compression other than deflate"),
            ("i = zipfile.ZipInfo('pipe'); i.external_attr = 0o010644 << 16; z.writestr(i, '')", "neither a file nor a folder"),
        ])
    func refused(statement: String, reason: String) async throws {
        let zip = try await python("with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:\n    \(statement)")
        #expect { try ZipReader.entries(of: zip) } throws: { "\($0)".contains(reason) }
    }

    @Test("a bomb is refused before it is unpacked", .enabled(if: Python.has("zipfile")))
    func bomb() async throws {
        // 300 MB of zeros in 300 kB.
        let zip = try await python(
            """
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
                with z.open("zeros", "w") as f:
                    for _ in range(300): f.write(bytes(1 << 20))
            """)
        #expect(throws: ZipError.tooLarge(limit: PackageLimits.unzipped)) { try ZipReader.entries(of: zip) }
        // One that lies about its size is stopped where it exceeds it.
        var liar = zip
        for offset in 0..<(liar.count - 4) where Array(liar[offset..<offset + 4]) == [0, 0, 0xC0, 0x12] {
            liar.replaceSubrange(offset..<offset + 4, with: [10, 0, 0, 0])
        }
        #expect(throws: ZipError.self) { try ZipReader.entries(of: liar) }
    }

    @Test("entries that share bytes are refused")
    func overlapping() throws {
        var zip = try ZipWriter.archive([ZipEntry(path: "a", contents: [1, 2, 3]), ZipEntry(path: "b", contents: [1, 2, 3])])
        // The second entry's offset in the directory, of one byte here, and its name, which then fits.
        let second = try #require((0..<zip.count - 4).filter { Array(zip[$0..<$0 + 4]) == [0x50, 0x4B, 1, 2] }.last)
        zip[second + 42] = 0
        zip[second + 46] = UInt8(ascii: "a")
        #expect(throws: ZipError.malformed("files overlap")) { try ZipReader.entries(of: zip) }
    }

    @Test("encrypted files and zip64 are refused by name")
    func unsupported() throws {
        let zip = try ZipWriter.archive([ZipEntry(path: "a", contents: [1])])
        let directory = try #require((0..<zip.count - 4).first { Array(zip[$0..<$0 + 4]) == [0x50, 0x4B, 1, 2] })
        var encrypted = zip
        encrypted[directory + 8] |= 1
        #expect(throws: ZipError.unsupported("encrypted files")) { try ZipReader.entries(of: encrypted) }
        var large = zip
        large.replaceSubrange(directory + 24..<directory + 28, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: ZipError.unsupported("the zip64 format")) { try ZipReader.entries(of: large) }
        var directoryElsewhere = zip
        let end = zip.count - 22
        directoryElsewhere.replaceSubrange(end + 16..<end + 20, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: ZipError.unsupported("the zip64 format")) { try ZipReader.entries(of: directoryElsewhere) }
    }

    @Test("a changed byte of a file is noticed")
    func checksum() throws {
        var zip = try ZipWriter.archive([ZipEntry(path: "a", contents: [1, 2, 3])])
        zip[31] ^= 1
        #expect { try ZipReader.entries(of: zip) } throws: { "\($0)".contains("checksum") }
    }

    @Test("every cut-off zip is refused")
    func truncated() throws {
        let zip = try #require(Self.sample)
        for length in 0..<zip.count {
            #expect(throws: ZipError.self) { try ZipReader.entries(of: Array(zip.prefix(length))) }
        }
    }

    @Test("mutated zips never trap")
    func mutations() throws {
        let original = try #require(Self.sample)
        var generator = SeededGenerator(seed: 3)
        var read = 0
        for _ in 0..<Fuzz.iterations {
            var zip = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: 0..<zip.count, using: &generator)
                zip[position] = Bool.random(using: &generator) ? 0xFF : UInt8.random(in: 0...255, using: &generator)
            }
            // A small limit, since sizes are mutated as well.
            if (try? ZipReader.entries(of: zip, limit: 1 << 20)) != nil { read += 1 }
        }
        #expect(read < Fuzz.iterations / 2, "checksums notice most changes")
    }
}
