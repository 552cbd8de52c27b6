internal import Foundation
internal import JSONValue
internal import LambdaPackage
internal import Surroundings
internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

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
    private let unwritten = UnwrittenFiles()
    private let failed = Mutex<(count: Int, last: Failure?)>((0, nil))
    private let lastDate = Mutex(Date.distantPast)

    /// - Parameter folder: The folder of `--data`, made where it is missing; `nil` for a temporary one.
    init(folder: URL? = nil) throws(Failure) {
        isKept = folder != nil
        if folder == nil { Self.removeLeftovers() }
        if let folder {
            self.folder = folder
            try Self.makeFolder(folder)
            try Self.check(folder)
        } else {
            do { self.folder = try PrivateFolder.make(Self.prefix) } catch { throw Failure(description: error.description) }
        }
        lock = try FolderLock(self.folder)
        if isKept { findLatestDate() }
    }

    private static let prefix = "rollout-local-"

    /// Removes temporary folders of runs that were killed: those without a lock. One that was only just made may yet be locked. What belongs
    /// to another user, or what others may have written to, is left alone: it may be a trap.
    private static func removeLeftovers() {
        let files = FileManager.default
        let old = Date(timeIntervalSinceNow: -60)
        for name in (try? files.contentsOfDirectory(atPath: files.temporaryDirectory.path)) ?? [] where name.hasPrefix(prefix) {
            let folder = files.temporaryDirectory.appending(path: name)
            guard let facts = FileFacts(path: folder.path, followsLink: false), facts.isFolder, facts.owner == geteuid(),
                facts.permissions & 0o022 == 0,
                let made = (try? files.attributesOfItem(atPath: folder.path))?[.modificationDate] as? Date, made < old,
                let lock = try? FolderLock(folder)
            else { continue }
            try? files.removeItem(at: folder)
            lock.release()
        }
    }

    /// Checks that what is found in the folder of `--data` is the user's own: others would decide what runs here.
    private static func check(_ folder: URL) throws(Failure) {
        guard let facts = FileFacts(path: folder.path, followsLink: true), facts.isFolder else {
            throw Failure(description: "\(folder.path) is no folder")
        }
        guard facts.permissions & 0o002 == 0, [geteuid(), 0].contains(facts.owner) || geteuid() == 0 else {
            throw Failure(
                description:
                    "The folder \(folder.path) belongs to another user, or everybody may write to it. Take a folder of your own, or make it private: chmod 700."
            )
        }
    }

    /// Tries each second (of real time) to write what could not be written, until the task is cancelled.
    ///
    /// - Parameter tell: Is called with what the user should know: that something can't be written, and that all of it is.
    func keepTrying(_ tell: (_ message: String) -> Void) async {
        var isTold = false
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            unwritten.retry()
            let failure = unwritten.failure
            if let failure, !isTold {
                tell("\(failure). What has changed is in memory alone, and is tried again each second.")
            } else if failure == nil, isTold {
                tell("Everything is written again.")
            }
            isTold = failure != nil
        }
        unwritten.retry()
        if let failure { tell("LOST: \(unwritten.count == 1 ? "1 change" : "\(unwritten.count) changes"). \(failure).") }
    }

    /// Gives the folder back to others; removes it, when it is a temporary one.
    func close() {
        if !isKept { try? FileManager.default.removeItem(at: folder) }
        lock.release()
    }

    /// Why something could not be written yet; `nil` while all is well.
    var failure: Failure? { unwritten.failure }

    /// Whether a file is as it should be.
    func isWritten(_ file: URL) -> Bool { !unwritten.contains(file) }

    /// How often a row could not be written, and why the last time. Whoever asks before and after a change knows whether that was kept;
    /// where two change something at a time, both take a failure for theirs.
    var failures: (count: Int, last: Failure?) { failed.withLock { $0 } }

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
                guard let row = try? JSON.decode(Dated.self, from: Self.bytes(of: file)), Self.dates.contains(row.at) else { continue }
                lastDate.withLock { $0 = max($0, Date(timeIntervalSince1970: row.at)) }
            }
        }
    }

    /// The dates that a row may bear, in seconds since 1970: up to the year 9999.
    static let dates = 0...253_402_300_799.0

    /// What is in a row's file.
    static func bytes(of file: URL) throws -> [UInt8] {
        let reader = try PrivateFile.reader(file)
        defer { try? reader.close() }
        return Array(try reader.readToEnd() ?? Data())
    }

    /// A private folder inside this one.
    func subfolder(_ name: String) throws(Failure) -> URL {
        let url = folder.appending(path: name)
        try Self.makeFolder(url)
        return url
    }

    /// Writes a row's file. What can't be written is tried again later.
    func save(_ bytes: [UInt8], to file: URL) { make(.write(bytes), file) }

    /// Removes a file; later, where that isn't possible now.
    func remove(_ file: URL) { make(.remove, file) }

    private func make(_ change: UnwrittenFiles.Change, _ file: URL) {
        unwritten.forget(file)
        do throws(Failure) { try change.make(file) } catch {
            unwritten.add(file, change, error)
            failed.withLock { $0 = ($0.count + 1, error) }
        }
    }

    /// Takes note that a file can't be written, as long as nothing else becomes of it.
    func refuse(_ file: URL, _ failure: Failure) {
        unwritten.add(file, .others, failure)
        failed.withLock { $0 = ($0.count + 1, failure) }
    }

    /// Does something to a file that the caller does again when it could not be done.
    ///
    /// - Returns: Whether it could be done.
    func attempt(_ file: URL, _ change: () throws(Failure) -> Void) -> Bool {
        do throws(Failure) {
            try change()
            unwritten.forget(file)
            return true
        } catch {
            unwritten.add(file, .others, error)
            return false
        }
    }

    private static func makeFolder(_ url: URL) throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            // Foundation doesn't say why; the system does.
            guard mkdir(url.path, 0o700) != 0 else { return }
            throw Failure(description: "The folder \(url.path) can't be made: \(String(cString: strerror(errno)))")
        }
    }
}
