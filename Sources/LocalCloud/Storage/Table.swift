internal import Foundation
internal import JSONValue
internal import SigV4
internal import Synchronization

/// Rows by key, in memory; written through to the storage's folder where that is kept.
final class Table<Row: Codable & Sendable>: Sendable {
    private struct Saved: Codable {
        let key: String
        /// When it was written, in the cloud's time: seconds since 1970.
        let at: Double
        let row: Row
    }

    private let rows = Mutex<[String: Row]>([:])
    private let storage: Storage
    private let clock: CloudClock
    private let folder: URL?

    /// - Throws: When a row that was kept can't be read.
    init(_ name: String, _ storage: Storage, _ clock: CloudClock) throws(Storage.Failure) {
        self.storage = storage
        self.clock = clock
        guard storage.isKept else {
            folder = nil
            return
        }
        let folder = try storage.subfolder(name)
        self.folder = folder
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        for file in files where file.pathExtension == "json" {
            let saved: Saved
            do {
                saved = try JSON.decode(Saved.self, from: Storage.bytes(of: file))
                guard Storage.dates.contains(saved.at) else { throw Storage.Failure(description: "at: \(saved.at) is no date") }
                if let number = ImpossibleNumber(in: saved.row) { throw number }
            } catch {
                throw Storage.Failure(description: "\(file.path) can't be read: \(error). Move it away to go on without it.")
            }
            // Of an earlier version, which named long keys' files otherwise.
            let name = Self.fileName(saved.key)
            if file.lastPathComponent != name, rename(file.path, folder.appending(path: name).path) != 0 {
                throw Storage.Failure(
                    description: "\(file.path) can't be renamed to \(name), as its key is named: \(String(cString: strerror(errno)))")
            }
            rows.withLock { $0[saved.key] = saved.row }
        }
    }

    /// Whether a row's file holds what the row is, or is gone as the row.
    func isWritten(_ key: String) -> Bool { folder.map { storage.isWritten($0.appending(path: Self.fileName(key))) } ?? true }

    subscript(key: String) -> Row? { rows.withLock { $0[key] } }

    var count: Int { rows.withLock(\.count) }

    /// All rows, in the order of their keys.
    var all: [(key: String, row: Row)] {
        rows.withLock { rows in rows.map { (key: $0.key, row: $0.value) } }.sorted { $0.key < $1.key }
    }

    /// The rows that are asked for, in no order.
    func rows(where isWanted: (Row) -> Bool) -> [Row] { rows.withLock { $0.values.filter(isWanted) } }

    /// Changes, adds or (by making it `nil`) removes a row, alone with it. An error leaves the row as it was.
    @discardableResult
    func modify<Result, Failure: Error>(_ key: String, _ change: (inout Row?) throws(Failure) -> Result) throws(Failure) -> Result {
        try rows.withLock { rows throws(Failure) in
            var row = rows[key]
            let existed = row != nil
            let result = try change(&row)
            rows[key] = row
            if existed || row != nil { save(row, key) }
            return result
        }
    }

    private func save(_ row: Row?, _ key: String) {
        guard let folder else { return }
        let file = folder.appending(path: Self.fileName(key))
        guard let row else { return storage.remove(file) }
        let saved = Saved(key: key, at: clock.date.timeIntervalSince1970, row: row)
        do {
            storage.save(try JSON.encode(saved), to: file)
        } catch {
            storage.refuse(file, Storage.Failure(description: "\(file.path) can't be written: \(error)"))
        }
    }

    /// A name that tells a reader what is in the file; the key itself is inside. No two keys have the same.
    static func fileName(_ key: String) -> String {
        let name = key.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default: "%" + Random.hexadecimal(UInt64(byte), digits: 2).uppercased()
            }
        }.joined()
        // Without a name, the file would be hidden.
        guard name.utf8.count > 200 else { return (name.isEmpty ? "%" : name) + ".json" }
        // Long keys are told apart by the digest of the whole, and from others by "%-", which no short one's name has. It fails for no key.
        let digest = (try? Digest.sha256(Array(key.utf8))).map { String(hex: $0) } ?? ""
        return "\(name.prefix(120))%-\(digest).json"
    }
}
