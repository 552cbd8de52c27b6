import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

@Suite("what outlasts a cloud")
struct StorageTests {
    private struct Row: Codable, Equatable, Sendable {
        var text: String
        var number = 0
    }

    private let folder: TemporaryFolder
    private let clock = CloudClock(speed: .max, start: Date(timeIntervalSince1970: 2_000_000_000))

    init() throws { folder = try TemporaryFolder() }

    private func withStorage<Result>(_ body: (Storage) throws -> Result) throws -> Result {
        let storage = try Storage(folder: folder.url)
        defer { storage.close() }
        return try body(storage)
    }

    private func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder.url.appending(path: "rows"), includingPropertiesForKeys: nil)
    }

    @Test("rows are found by the next run, whatever their keys, and removed ones are not")
    func rows() throws {
        let keys = [
            "a", "A", "../../etc/passwd", "ü/ %2F", "", ".", String(repeating: "k", count: 5000), String(repeating: "k", count: 5001),
        ]
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            for (number, key) in keys.enumerated() { table.modify(key) { $0 = Row(text: key, number: number) } }
            table.modify("gone") { $0 = Row(text: "") }
            table.modify("gone") { $0 = nil }
            table.modify("a") { $0?.text = "changed" }
        }
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            #expect(table.count == keys.count)
            #expect(table["a"] == Row(text: "changed", number: 0))
            for (number, key) in keys.enumerated().dropFirst() { #expect(table[key] == Row(text: key, number: number)) }
            #expect(table.all.map(\.key) == keys.sorted())
            #expect(storage.latestDate >= Date(timeIntervalSince1970: 2_000_000_000))
        }
        #expect(try files().count == keys.count)
    }

    @Test("an error leaves the row as it was")
    func errors() throws {
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            table.modify("a") { $0 = Row(text: "old") }
            #expect(throws: CancellationError.self) {
                try table.modify("a") { row throws(CancellationError) in
                    row?.text = "new"
                    throw CancellationError()
                }
            }
            #expect(table["a"] == Row(text: "old"))
        }
    }

    @Test("what a run that was killed had half written does no harm")
    func crash() throws {
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            table.modify("a") { $0 = Row(text: "old") }
        }
        let row = try #require(try files().first)
        // Killed between the write and the renaming.
        let half = try Data(contentsOf: row).prefix(10)
        try half.write(to: row.appendingPathExtension("new"))
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            #expect(table["a"] == Row(text: "old"))
            table.modify("a") { $0 = Row(text: "new") }
        }
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            #expect(table["a"] == Row(text: "new"))
        }
        #expect(try files().map(\.lastPathComponent) == ["a.json"])
    }

    @Test("a row that can't be read stops the run, and its file is named", arguments: ["", "{", #"{"key":"a","at":0,"row":{}}"#, "[]"])
    func corrupted(text: String) throws {
        try withStorage { try Table<Row>("rows", $0, clock).modify("a") { $0 = Row(text: "old") } }
        let file = try #require(try files().first)
        try Data(text.utf8).write(to: file)
        let storage = try Storage(folder: folder.url)
        defer { storage.close() }
        let failure = #expect(throws: Storage.Failure.self) { try Table<Row>("rows", storage, clock) }
        #expect(failure?.description.contains(file.lastPathComponent) == true)
        #expect(failure?.description.contains("Move it away") == true)
    }

    @Test(
        "a row with a number that can't be stops the run, and is told with its file and the number",
        arguments: [
            (#"{"key":"a","at":1e300,"row":{"text":"","number":0}}"#, "at: 1e+300 is no date"),
            (#"{"key":"a","at":-1,"row":{"text":"","number":0}}"#, "at: -1.0 is no date"),
            (#"{"key":"a","at":0,"row":{"text":"","number":9223372036854775807}}"#, "row.number: 9223372036854775807 can't be"),
            (#"{"key":"a","at":0,"row":{"text":"","number":-9223372036854775808}}"#, "row.number: -9223372036854775808 can't be"),
        ])
    func impossible(text: String, cause: String) throws {
        try withStorage { try Table<Row>("rows", $0, clock).modify("a") { $0 = Row(text: "old") } }
        let file = try #require(try files().first)
        try Data(text.utf8).write(to: file)
        let storage = try Storage(folder: folder.url)
        defer { storage.close() }
        // Neither does it set the clock.
        #expect(storage.latestDate <= Date(timeIntervalSince1970: 0))
        let failure = #expect(throws: Storage.Failure.self) { try Table<Row>("rows", storage, clock) }
        #expect(failure?.description.contains("\(file.path) can't be read: \(cause)") == true)
    }

    @Test("numbers are looked for wherever a row has them, and not in what clients have sent")
    func impossibleNumbers() {
        struct Inner: Sendable {
            var times: [String: Double?] = [:]
            var list: [Int] = []
            var json: JSON = ["n": 1e300]
        }
        #expect(ImpossibleNumber(in: [Inner(times: ["a": 1, "b": nil], list: [1])]) == nil)
        #expect(ImpossibleNumber(in: [Inner(times: ["a": 1e16])])?.description.hasSuffix("can't be") == true)
        #expect(ImpossibleNumber(in: [Inner(times: ["a": .infinity])]) != nil)
        #expect(ImpossibleNumber(in: Optional(Inner(list: [0, .min])) as Any)?.description.contains("list.1: \(Int.min)") == true)
    }

    @Test("no two keys have the same file, not even one that is named as another's file")
    func uniqueNames() throws {
        let long = String(repeating: "k", count: 5000)
        let name = Table<Row>.fileName(long)
        let keys = [long, String(name.dropLast(5)), name, "%", "", "a.json", "a"]
        #expect(Set(keys.map(Table<Row>.fileName)).count == keys.count)
        #expect(keys.allSatisfy { Table<Row>.fileName($0).utf8.count <= 210 })
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            for key in keys { table.modify(key) { $0 = Row(text: key) } }
        }
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            for key in keys { #expect(table[key]?.text == key) }
        }
    }

    @Test("a file that is not named as its key is, as earlier versions named long ones, is found and named so")
    func olderNames() throws {
        try withStorage { try Table<Row>("rows", $0, clock).modify("a") { $0 = Row(text: "old") } }
        let file = try #require(try files().first)
        try FileManager.default.moveItem(at: file, to: file.deletingLastPathComponent().appending(path: "a-0123456789abcdef.json"))
        try withStorage { storage in
            let table = try Table<Row>("rows", storage, clock)
            #expect(table["a"]?.text == "old")
            table.modify("a") { $0 = nil }
        }
        #expect(try files().isEmpty)
    }

    @Test("links are not followed, wherever another user may have put them", arguments: ["lock", "rows/a.json.new", "rows/a.json"])
    func links(name: String) throws {
        try withStorage { try Table<Row>("rows", $0, clock).modify("b") { $0 = Row(text: "") } }
        let victim = folder.url.appending(path: "victim")
        try Data("precious".utf8).write(to: victim)
        let link = folder.url.appending(path: name)
        try? FileManager.default.removeItem(at: link)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: victim)
        do {
            try withStorage { storage in try Table<Row>("rows", storage, clock).modify("a") { $0 = Row(text: "new") } }
            #expect(name == "rows/a.json.new")
        } catch let failure as Storage.Failure {
            #expect(failure.description.contains("symbolic link") && failure.description.contains(name))
        }
        #expect(try String(contentsOf: victim, encoding: .utf8) == "precious")
    }

    @Test("a lock with a second name, or that is a named pipe, is not opened", arguments: [true, false])
    func strangeLock(isPipe: Bool) throws {
        let victim = folder.url.appending(path: "victim").path
        try Data("precious".utf8).write(to: URL(filePath: victim))
        let lock = folder.url.appending(path: "lock").path
        #expect((isPipe ? mkfifo(lock, 0o600) : link(victim, lock)) == 0)
        let failure = #expect(throws: Storage.Failure.self) { try Storage(folder: folder.url) }
        #expect(failure?.description.contains(isPipe ? "no regular file" : "second name") == true)
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
    }

    @Test("a folder that everybody may write to is not used")
    func openFolder() throws {
        #expect(chmod(folder.path, 0o777) == 0)
        let failure = #expect(throws: Storage.Failure.self) { try Storage(folder: folder.url) }
        #expect(failure?.description.contains("chmod 700") == true)
    }

    @Test("temporary folders that others may have written to, or that are links, are left alone")
    func trap() throws {
        let victim = try TemporaryFolder()
        try Data().write(to: victim.url.appending(path: "precious"))
        let temporary = FileManager.default.temporaryDirectory
        let open = temporary.appending(path: "rollout-local-open-\(Random.uuid())")
        let link = temporary.appending(path: "rollout-local-link-\(Random.uuid())")
        try FileManager.default.createDirectory(at: open, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: victim.url)
        defer { for url in [open, link] { unlink(url.path); rmdir(url.path) } }
        #expect(chmod(open.path, 0o777) == 0)
        for path in [open.path, victim.path] {
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: path)
        }
        try Storage().close()
        #expect(FileManager.default.fileExists(atPath: open.path))
        #expect(!FileManager.default.fileExists(atPath: open.appending(path: "lock").path))
        #expect(try FileManager.default.contentsOfDirectory(atPath: victim.path) == ["precious"])
    }

    @Test("files and folders are private")
    func permissions() throws {
        try withStorage { storage in
            try Table<Row>("rows", storage, clock).modify("a") { $0 = Row(text: "") }
            _ = try BlobStore(storage, "blobs").add([1])
        }
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        #expect(paths.count == 5)
        for path in paths {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + path)
            let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
            #expect(attributes[.posixPermissions] as? Int == (isFolder ? 0o700 : 0o600), "\(path)")
        }
    }

    @Test("a second run can't have the folder, until the first is over")
    func lock() throws {
        try withStorage { _ in
            let failure = #expect(throws: Storage.Failure.self) { try Storage(folder: folder.url) }
            #expect(failure?.description.contains("in use by another local cloud (process \(getpid()))") == true)
        }
        try withStorage { _ in }
    }

    @Test("a row that can't be written is counted, told, and written as soon as it can be")
    func failure() async throws {
        let storage = try Storage(folder: folder.url)
        let table = try Table<Row>("rows", storage, clock)
        let rows = folder.url.appending(path: "rows")
        try FileManager.default.removeItem(at: rows)
        #expect(storage.failures.count == 0)
        table.modify("a") { $0 = Row(text: "kept") }
        #expect(storage.failures.last?.description.hasSuffix("a.json.new can't be written: No such file or directory") == true)
        #expect(table["a"]?.text == "kept")
        #expect(storage.failures.count == 1)
        #expect(storage.failure != nil)

        let (told, tell) = AsyncStream.makeStream(of: String.self)
        let trying = Task { await storage.keepTrying { tell.yield($0) } }
        var messages = told.makeAsyncIterator()
        #expect(await messages.next()?.contains("What has changed is in memory alone") == true)
        try FileManager.default.createDirectory(at: rows, withIntermediateDirectories: false)
        #expect(await messages.next() == "Everything is written again.")
        trying.cancel()
        await trying.value
        storage.close()
        #expect(storage.failure == nil)
        let kept = try withStorage { try Table<Row>("rows", $0, clock)["a"]?.text }
        #expect(kept == "kept")
    }

    @Test("a row that can't be removed is removed as soon as it can be, and doesn't come back")
    func unremoved() async throws {
        let storage = try Storage(folder: folder.url)
        let table = try Table<Row>("rows", storage, clock)
        table.modify("a") { $0 = Row(text: "gone") }
        // A folder can't be unlinked, whoever tries.
        let file = folder.url.appending(path: "rows/a.json")
        let aside = folder.url.appending(path: "rows/aside")
        try FileManager.default.moveItem(at: file, to: aside)
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
        table.modify("a") { $0 = nil }
        #expect(storage.failures.last?.description.contains("a.json can't be removed") == true)
        try FileManager.default.removeItem(at: file)
        try FileManager.default.moveItem(at: aside, to: file)
        let trying = Task { await storage.keepTrying { _ in } }
        trying.cancel()
        await trying.value
        #expect(storage.failure == nil)
        storage.close()
        let kept = try withStorage { try Table<Row>("rows", $0, clock)["a"]?.text }
        #expect(kept == nil)
    }

    @Test("a row that can't be put into words is told as well")
    func unspeakable() throws {
        let storage = try Storage(folder: folder.url)
        defer { storage.close() }
        let table = try Table<Double>("rows", storage, clock)
        table.modify("a") { $0 = .nan }
        #expect(storage.failures.count == 1 && storage.failure?.description.contains("a.json can't be written") == true)
        #expect(!table.isWritten("a"))
        table.modify("a") { $0 = 1 }
        #expect(storage.failure == nil && table.isWritten("a"))
    }

    @Test("what can't be written until the end is told as lost")
    func lost() async throws {
        let storage = try Storage(folder: folder.url)
        defer { storage.close() }
        let table = try Table<Row>("rows", storage, clock)
        try FileManager.default.removeItem(at: folder.url.appending(path: "rows"))
        table.modify("a") { $0 = Row(text: "") }
        let trying = Task { [storage] in
            var last = ""
            await storage.keepTrying { last = $0 }
            return last
        }
        trying.cancel()
        #expect(await trying.value.hasPrefix("LOST: 1 change"))
    }

    @Test(
        "an older state that could not be written never replaces a newer one, nor comes back after its removal", arguments: [true, false])
    func newer(isRemoved: Bool) async throws {
        let storage = try Storage(folder: folder.url)
        let table = try Table<Row>("rows", storage, clock)
        let rows = folder.url.appending(path: "rows")
        try FileManager.default.removeItem(at: rows)
        table.modify("a") { $0 = Row(text: "old") }
        try FileManager.default.createDirectory(at: rows, withIntermediateDirectories: false)
        table.modify("a") { $0 = isRemoved ? nil : Row(text: "new") }
        #expect(storage.failure == nil)
        let trying = Task { await storage.keepTrying { _ in } }
        trying.cancel()
        await trying.value
        storage.close()
        let kept = try withStorage { try Table<Row>("rows", $0, clock)["a"]?.text }
        #expect(kept == (isRemoved ? nil : "new"))
    }

    @Test("without --data nothing stays")
    func temporary() throws {
        let storage = try Storage()
        let table = try Table<Row>("rows", storage, clock)
        table.modify("a") { $0 = Row(text: "") }
        let blobs = try BlobStore(storage, "blobs")
        _ = try blobs.add([1, 2, 3])
        #expect(FileManager.default.fileExists(atPath: storage.folder.path))
        storage.close()
        #expect(!FileManager.default.fileExists(atPath: storage.folder.path))
    }

    @Test("the temporary folder of a run that was killed goes with the next run; one that is in use stays")
    func leftovers() throws {
        let used = try Storage()
        defer { used.close() }
        let left = FileManager.default.temporaryDirectory.appending(path: "rollout-local-left-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: left.appending(path: "rows"), withIntermediateDirectories: true)
        for folder in [used.folder, left] {
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: folder.path)
        }
        try Storage().close()
        #expect(!FileManager.default.fileExists(atPath: left.path))
        #expect(FileManager.default.fileExists(atPath: used.folder.path))
    }

    @Test("blobs come back, join, and go when nothing refers to them")
    func blobs() throws {
        try withStorage { storage in
            let blobs = try BlobStore(storage, "blobs")
            let parts = [[UInt8](repeating: 1, count: 3_000_000), [], [2, 3]]
            let names = try parts.map { try blobs.add($0) }
            let whole = try blobs.join(names)
            #expect(try blobs.reader(whole).readToEnd() == Data(parts.flatMap { $0 }))
            let empty = try blobs.join([names[1]])
            #expect(try blobs.reader(empty).readToEnd()?.isEmpty ?? true)
            blobs.remove(names[0])
            #expect(throws: (any Error).self) { try blobs.join(names) }
            blobs.removeAll(except: [whole])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/blobs") == [whole])
        }
    }
}
