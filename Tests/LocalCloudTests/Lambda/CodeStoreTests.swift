import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

/// The zips that functions come in, made by Python's own zip writer.
@Suite("Lambda: code", .enabled(if: Python.has("zipfile")))
struct CodeStoreTests {
    /// A zip with these entries: name, Unix mode in octal, contents.
    private func zip(_ entries: [(name: String, mode: String, contents: String)]) async throws -> [UInt8] {
        let script = """
            import io, json, sys, zipfile
            data = io.BytesIO()
            with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as zip:
                for name, mode, contents in json.loads(sys.argv[1]):
                    info = zipfile.ZipInfo(name)
                    info.create_system = 3
                    info.external_attr = int(mode, 8) << 16
                    zip.writestr(info, contents, zipfile.ZIP_DEFLATED)
            sys.stdout.buffer.write(data.getvalue())
            """
        let list = JSON.array(entries.map { .array([.string($0.name), .string($0.mode), .string($0.contents)]) })
        return Array(try await Python.output(of: ["-c", script, list.description]))
    }

    private func withStore(_ body: (CodeStore, URL) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        try await body(CodeStore(Storage(folder: folder.url)), folder.url)
    }

    /// What is in the store's folder.
    private func kept(_ folder: URL) -> [String]? {
        try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/lambda-code")
    }

    @Test("files keep their contents and modes, links inside are kept, and the same zip is kept once")
    func unpack() async throws {
        let bytes = try await zip([
            ("bootstrap", "100755", "#!/bin/sh"), ("lib/", "40755", ""), ("lib/a.so", "100644", String(repeating: "a", count: 100_000)),
            ("lib/b.so", "120777", "a.so"), ("odd", "104000", "setuid"), ("deep/er/file", "100600", "x"),
        ])
        try await withStore { store, folder in
            let stored = try await store.store(bytes)
            #expect(stored.size == bytes.count)
            let root = store.files(stored.name)
            func mode(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: root + path)[.posixPermissions] as? Int
            }
            #expect(try String(contentsOfFile: root + "/bootstrap", encoding: .utf8) == "#!/bin/sh")
            #expect(try mode("/bootstrap") == 0o755)
            #expect(try mode("/lib/a.so") == 0o644)
            #expect(try mode("/odd") == 0o400)
            #expect(try mode("/deep/er/file") == 0o600)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: root + "/lib/b.so") == "a.so")
            #expect(try Data(contentsOf: store.zip(stored.name)) == Data(bytes))
            #expect(try await store.store(bytes).name == stored.name)
            #expect(kept(folder) == [stored.name])
            // Each of both has yet to name it.
            for _ in 0..<2 {
                store.keepOnly { [] }
                #expect(kept(folder) == [stored.name])
                store.release(stored)
            }
            store.keepOnly { [] }
            #expect(kept(folder) == [])
        }
    }

    @Test(
        "what would leave the folder is refused, and nothing is left",
        arguments: [
            [("../evil", "100644", "x")], [("/evil", "100644", "x")], [("a/../../evil", "100644", "x")],
            [("link", "120777", "/etc/passwd")], [("link", "120777", "../evil")],
            // Each link on its own stays inside; the second goes through the first and then up.
            [("d/e/f", "100644", "x"), ("d/e/up", "120777", "../.."), ("out", "120777", "d/e/up/..")],
            // A file where a folder should be, and what no file system or link takes.
            [("a", "100644", "x"), ("a/b", "100644", "y")], [("a/b", "100644", "y"), ("a", "100644", "x")],
            [("a/", "40755", ""), ("a", "100644", "x")], [(String(repeating: "n", count: 256), "100644", "x")],
            [("link", "120777", "")], [("link", "120777", String(repeating: "a/", count: 600))],
            // A file through a link.
            [("link", "120777", "d"), ("link/file", "100644", "x")], [("fifo", "010644", "")],
        ])
    func escapes(entries: [(String, String, String)]) async throws {
        let bytes = try await zip(entries.map { (name: $0.0, mode: $0.1, contents: $0.2) })
        try await withStore { store, folder in
            await #expect { try await store.store(bytes) } throws: { ($0 as? AWSError)?.code == "InvalidParameterValueException" }
            #expect(kept(folder) == [])
        }
    }

    @Test("a zip of nothing but deep folders is refused before they are made")
    func folders() async throws {
        let script = """
            import io, sys, zipfile
            data = io.BytesIO()
            with zipfile.ZipFile(data, "w") as zip:
                for number in range(2000):
                    zip.writestr(f"{number}/" + "d/" * 400 + "f", b"")
            sys.stdout.buffer.write(data.getvalue())
            """
        let bytes = Array(try await Python.output(of: ["-c", script]))
        try await withStore { store, folder in
            await #expect { try await store.store(bytes) } throws: { ($0 as? AWSError)?.code == "InvalidParameterValueException" }
            #expect(kept(folder) == [])
        }
    }

    @Test("a bomb is refused before it is unpacked, and garbage for what it is")
    func bombs() async throws {
        let script = """
            import io, sys, zipfile
            data = io.BytesIO()
            with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as zip:
                for number in range(3):
                    zip.writestr(f"zeros{number}", bytes(100 * 1024 * 1024))
            sys.stdout.buffer.write(data.getvalue())
            """
        let bomb = Array(try await Python.output(of: ["-c", script]))
        #expect(bomb.count < 1024 * 1024)
        try await withStore { store, folder in
            for bytes in [bomb, [], Array("no zip".utf8), Array(bomb.prefix(bomb.count / 2))] {
                await #expect { try await store.store(bytes) } throws: { ($0 as? AWSError)?.code == "InvalidParameterValueException" }
            }
            #expect(kept(folder) == [])
        }
    }
}
