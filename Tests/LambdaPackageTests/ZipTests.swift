import Foundation
import TestSupport
import Testing

@testable import LambdaPackage

@Suite("Zips that are written")
struct ZipWriterTests {
    static let entries = [
        ZipEntry(path: "lib/z", contents: Array(repeating: 65, count: 100_000)),
        ZipEntry(path: "bootstrap", isExecutable: true, contents: Array("#!/bin/sh\necho hello\n".utf8)),
        ZipEntry(path: "empty", contents: []),
        ZipEntry(path: "café.txt", contents: Array((0...255).map { UInt8($0) })),
    ]

    @Test("they are the same whatever the order of the files")
    func deterministic() throws {
        let zip = try ZipWriter.archive(Self.entries)
        #expect(try ZipWriter.archive(Self.entries.reversed()) == zip)
        #expect(try ZipWriter.archive(Self.entries, date: ZipDate(secondsSince1970: 1_700_000_000)) != zip)
    }

    @Test("they read back as they were, sorted, with modes")
    func roundTrip() throws {
        let read = try ZipReader.entries(of: try ZipWriter.archive(Self.entries))
        #expect(read.map(\.path) == ["bootstrap", "café.txt", "empty", "lib/z"])
        for entry in Self.entries {
            let back = read.first { $0.path == entry.path }
            #expect(back?.contents == entry.contents)
            #expect(back?.isExecutable == entry.isExecutable)
            #expect(back?.permissions == (entry.isExecutable ? 0o755 : 0o644))
        }
        #expect((read.last?.compressedSize ?? .max) < 1000)
    }

    @Test("they may be left as large as they are")
    func uncompressed() throws {
        let read = try ZipReader.entries(of: try ZipWriter.archive(Self.entries, compresses: false))
        for entry in read {
            #expect(entry.compressedSize == entry.contents.count)
            #expect(entry.contents == Self.entries.first { $0.path == entry.path }?.contents)
        }
        #expect(read.count == Self.entries.count)
    }

    @Test("random files read back as they were")
    func random() throws {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<100 {
            let entries = (0..<Int.random(in: 0...20, using: &generator)).map { number in
                let isRandom = Bool.random(using: &generator)
                let contents = (0..<Int.random(in: 0...3000, using: &generator)).map { index in
                    isRandom ? UInt8.random(in: 0...255, using: &generator) : UInt8(truncatingIfNeeded: index / 50)
                }
                return ZipEntry(path: "f\(number)", isExecutable: number.isMultiple(of: 2), contents: contents)
            }
            let read = try ZipReader.entries(of: try ZipWriter.archive(entries))
            #expect(
                Dictionary(uniqueKeysWithValues: read.map { ($0.path, $0.contents) })
                    == Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $0.contents) }), "round \(round)")
        }
    }

    @Test("SOURCE_DATE_EPOCH sets the time, within what a zip can name")
    func date() throws {
        #expect(ZipDate(environment: [:]) == .first)
        #expect(ZipDate(environment: ["SOURCE_DATE_EPOCH": ""]) == .first)
        #expect(ZipDate(environment: ["SOURCE_DATE_EPOCH": "yesterday"]) == nil)
        #expect(ZipDate(environment: ["SOURCE_DATE_EPOCH": "-1"]) == nil)
        #expect(ZipDate(environment: ["SOURCE_DATE_EPOCH": "0"]) == .first)
        #expect(ZipDate(secondsSince1970: .max).day >> 9 == 127)
    }

    @Test("paths that lead out, or that are there twice, are not written")
    func badPaths() {
        for path in ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a\\b", "a\nb", "a/./b"] {
            #expect(throws: ZipError.self, "\(path)") { try ZipWriter.archive([ZipEntry(path: path, contents: [])]) }
        }
        #expect(throws: ZipError.badPath("a", reason: "twice")) {
            try ZipWriter.archive([ZipEntry(path: "a", contents: []), ZipEntry(path: "a", contents: [1])])
        }
    }

    @Test("Python's zipfile reads them, and finds nothing wrong", .enabled(if: Python.has("zipfile")))
    func python() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "a.zip")
        try Data(try ZipWriter.archive(Self.entries, date: ZipDate(secondsSince1970: 1_700_000_001))).write(to: file)
        let script = """
            import sys, zipfile, hashlib
            with zipfile.ZipFile(sys.argv[1]) as z:
                assert z.testzip() is None
                for i in z.infolist():
                    print(i.filename, oct(i.external_attr >> 16), i.date_time, len(i.extra), i.create_system, hashlib.sha256(z.read(i)).hexdigest())
            """
        let output = String(decoding: try await Python.output(of: ["-c", script, file.path]), as: UTF8.self)
        let expected = Self.entries.sorted { $0.path < $1.path }.map { entry in
            let mode = entry.isExecutable ? "0o100755" : "0o100644"
            return "\(entry.path) \(mode) (2023, 11, 14, 22, 13, 20) 0 3 \(Checksum.sha256(entry.contents))"
        }
        #expect(output.split(separator: "\n").map(String.init) == expected)
    }

    @Test("unzip restores the files with their permissions", .enabled(if: ChildProcess.works("unzip", ["-v"])))
    func unzip() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "a.zip")
        try Data(try ZipWriter.archive(Self.entries)).write(to: file)
        #expect(await (try ChildProcess("unzip", ["-q", file.path, "-d", folder.path])).result().status == 0)
        for entry in Self.entries {
            let url = folder.url.appending(path: entry.path)
            #expect(try Data(contentsOf: url) == Data(entry.contents))
            #expect(FileManager.default.isExecutableFile(atPath: url.path) == entry.isExecutable)
        }
    }
}
