internal import Foundation
internal import JSONValue
internal import Synchronization

/// The folder where a local cloud keeps what must outlast it: rows of tables, one file each, and blobs by their SHA-256.
///
/// Without `--data` it is a temporary folder that holds blobs alone and is removed in the end.
final class Storage: Sendable {
    /// Why the folder can't be used.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let folder: URL
    /// Whether rows are kept, for the next run to find.
    let isKept: Bool

    private let lock: FolderLock
    private let lastFailure = Mutex<String?>(nil)
    private let lastDate = Mutex(Date.distantPast)

    /// - Parameter folder: The folder of `--data`, made where it is missing; `nil` for a temporary one.
    init(folder: URL? = nil) throws(Failure) {
        isKept = folder != nil
        if folder == nil { Self.removeLeftovers() }
        self.folder =
            folder ?? FileManager.default.temporaryDirectory.appending(path: Self.prefix + UUID().uuidString.lowercased())
        try Self.makeFolder(self.folder)
        lock = try FolderLock(self.folder)
        if isKept { findLatestDate() }
    }

    private static let prefix = "rollout-local-"

    /// Removes temporary folders of runs that were killed: those that nobody holds. One that was only just made may yet be locked.
    private static func removeLeftovers() {
        let files = FileManager.default
        let old = Date(timeIntervalSinceNow: -60)
        for name in (try? files.contentsOfDirectory(atPath: files.temporaryDirectory.path)) ?? [] where name.hasPrefix(prefix) {
            let folder = files.temporaryDirectory.appending(path: name)
            guard let made = (try? files.attributesOfItem(atPath: folder.path))?[.modificationDate] as? Date, made < old,
                let lock = try? FolderLock(folder)
            else { continue }
            try? files.removeItem(at: folder)
            lock.release()
        }
    }

    /// Gives the folder back to others; removes it, when it is a temporary one.
    func close() {
        if !isKept { try? FileManager.default.removeItem(at: folder) }
        lock.release()
    }

    /// Why the last row could not be written; `nil` while all is well. What is answered then would be forgotten by the next run.
    var failure: String? { lastFailure.withLock { $0 } }

    /// The latest date, in the cloud's time, of anything that was found: the next run's time goes on from there.
    var latestDate: Date { lastDate.withLock { $0 } }

    /// Something of a date was found that is no row.
    func note(_ date: Date) { lastDate.withLock { $0 = max($0, date) } }

    /// Looks at all rows before the tables do: they need a clock, and the clock this date. What can't be read is the tables' affair.
    private func findLatestDate() {
        struct Dated: Decodable {
            let at: Double
        }
        let tables = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        for table in tables {
            for file in (try? FileManager.default.contentsOfDirectory(at: table, includingPropertiesForKeys: nil)) ?? []
            where file.pathExtension == "json" {
                guard let bytes = try? Data(contentsOf: file), let row = try? JSON.decode(Dated.self, from: Array(bytes)) else { continue }
                lastDate.withLock { $0 = max($0, Date(timeIntervalSince1970: row.at)) }
            }
        }
    }

    /// A private folder inside this one.
    func subfolder(_ name: String) throws(Failure) -> URL {
        let url = folder.appending(path: name)
        try Self.makeFolder(url)
        return url
    }

    /// Writes a private file so that there is either the old or the new one, even if we are killed meanwhile.
    ///
    /// - Returns: Whether it could be written; ``failure`` says why not.
    @discardableResult
    func write(_ bytes: [UInt8], to file: URL) -> Bool {
        let temporary = file.appendingPathExtension("new")
        do {
            try Data(bytes).write(to: temporary)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: temporary.path)
            guard rename(temporary.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
            lastFailure.withLock { $0 = nil }
            return true
        } catch {
            lastFailure.withLock { $0 = "\(file.path) can't be written: \(error.localizedDescription)" }
            return false
        }
    }

    /// Adds to a private file; what was in it stays, even if we are killed meanwhile.
    ///
    /// - Returns: Whether it could be written whole; ``failure`` says why not.
    func append(_ bytes: [UInt8], to file: URL) -> Bool {
        let descriptor = open(file.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        do {
            guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: bytes)
            lastFailure.withLock { $0 = nil }
            return true
        } catch {
            lastFailure.withLock { $0 = "\(file.path) can't be written: \(error.localizedDescription)" }
            return false
        }
    }

    func remove(_ file: URL) { try? FileManager.default.removeItem(at: file) }

    private static func makeFolder(_ url: URL) throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(description: "The folder \(url.path) can't be made: \(error.localizedDescription)")
        }
    }
}
