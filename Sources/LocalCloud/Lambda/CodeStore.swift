internal import Dispatch
internal import Foundation
internal import LambdaPackage
internal import SigV4
internal import Synchronization

/// The code of functions: zips by their SHA-256, each unpacked beside itself.
final class CodeStore: Sendable {
    private let folder: URL
    /// How many calls are about to name each code in a row.
    private let claims = Mutex<[String: Int]>([:])

    /// A zip that was unpacked.
    struct Stored: Sendable {
        /// The SHA-256 in hexadecimal digits.
        let name: String
        /// In bytes.
        let size: Int
    }

    init(_ storage: Storage) throws(Storage.Failure) {
        folder = try storage.subfolder("lambda-code")
        // What an earlier run had not finished unpacking or removing.
        for name in contents where name.utf8.count != 64 { remove(name) }
    }

    /// Where the files of a zip are.
    func files(_ name: String) -> String { folder.appending(path: name).appending(path: "files").path }

    /// The zip itself.
    func zip(_ name: String) -> URL { folder.appending(path: name).appending(path: "code.zip") }

    /// Keeps a zip and unpacks it. It stays until it has been released, whatever ``keepOnly(_:)`` is told meanwhile.
    ///
    /// - Throws: `InvalidParameterValueException` when it is no zip that Lambda would take.
    func store(_ zip: [UInt8]) async throws(AWSError) -> Stored {
        // Off the cooperative pool: it reads and writes files of up to 250 MB.
        let result: Result<Stored, AWSError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(AWSError) in try self.unpack(zip) })
            }
        }
        return try result.get()
    }

    /// Code that was stored stands in a row now, or never will.
    func release(_ stored: Stored) {
        claims.withLock { claims in
            let count = (claims[stored.name] ?? 1) - 1
            claims[stored.name] = count > 0 ? count : nil
        }
    }

    /// Removes the code that none of these names stands for, and that no call is about to name.
    func keepOnly(_ names: () -> Set<String>) {
        let doomed = claims.withLock { claims -> [String] in
            // Asked for with the lock held: what has been released since is in a row.
            let kept = names()
            return contents.filter { $0.utf8.count == 64 && !kept.contains($0) && claims[$0] == nil }.map { name in
                // Out of the way at once; to remove it may take long.
                let new = "old-" + Random.hexadecimal(16)
                try? FileManager.default.moveItem(at: folder.appending(path: name), to: folder.appending(path: new))
                return new
            }
        }
        for name in doomed { remove(name) }
    }

    private var contents: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

    private func remove(_ name: String) { try? FileManager.default.removeItem(at: folder.appending(path: name)) }

    private func unpack(_ zip: [UInt8]) throws(AWSError) -> Stored {
        let name: String
        do { name = try Digest.sha256(zip).map { String(format: "%02x", $0) }.joined() } catch {
            throw AWSError("ServiceException", error.description)
        }
        claims.withLock { $0[name, default: 0] += 1 }
        let stored = Stored(name: name, size: zip.count)
        do {
            try unpack(zip, stored)
            return stored
        } catch {
            release(stored)
            throw error
        }
    }

    private func unpack(_ zip: [UInt8], _ stored: Stored) throws(AWSError) {
        let name = stored.name
        let target = folder.appending(path: name)
        if FileManager.default.fileExists(atPath: target.path) { return }
        let entries: [ZipEntry]
        do { entries = try ZipReader.entries(of: zip) } catch {
            if case .tooLarge = error { throw .invalidParameter("Unzipped size must be smaller than \(PackageLimits.unzipped) bytes") }
            throw .invalidParameter(
                "Could not unzip uploaded file. Please check your file, then try to upload again. (In detail: \(error).)")
        }
        // Whatever is in the folder of this name is complete, even if we are killed meanwhile.
        let temporary = folder.appending(path: "new-" + Random.hexadecimal(16))
        defer { try? FileManager.default.removeItem(at: temporary) }
        do {
            let files = temporary.appending(path: "files")
            try Self.write(entries, to: files)
            try Data(zip).write(to: temporary.appending(path: "code.zip"))
            try? FileManager.default.moveItem(at: temporary, to: target)
            guard FileManager.default.fileExists(atPath: target.path) else { throw CocoaError(.fileWriteUnknown) }
        } catch let error as AWSError {
            throw error
        } catch {
            throw AWSError("ServiceException", "The code can't be unpacked: \(error.fileReason)")
        }
    }

    static func write(_ entries: [ZipEntry], to folder: URL) throws {
        let manager = FileManager.default
        let isPrivate: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try manager.createDirectory(at: folder, withIntermediateDirectories: true, attributes: isPrivate)
        for entry in entries where entry.kind != .symbolicLink {
            let url = folder.appending(path: entry.path)
            if entry.kind == .folder {
                try manager.createDirectory(at: url, withIntermediateDirectories: true)
                continue
            }
            try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(entry.contents).write(to: url, options: .withoutOverwriting)
            // We must be able to read it; what makes a file more than a file (setuid and the like) is left out.
            try manager.setAttributes([.posixPermissions: Int(entry.permissions ?? 0o644) & 0o777 | 0o400], ofItemAtPath: url.path)
        }
        // Links come last, so that no file is written through one; and only then is it seen where one leads that goes through others.
        let links = entries.filter { $0.kind == .symbolicLink }
        for link in links {
            let url = folder.appending(path: link.path)
            try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try manager.createSymbolicLink(atPath: url.path, withDestinationPath: String(decoding: link.contents, as: UTF8.self))
        }
        let root = folder.resolvingSymlinksInPath().path + "/"
        for link in links {
            let target = folder.appending(path: link.path).resolvingSymlinksInPath().path
            guard (target + "/").hasPrefix(root) else {
                throw AWSError.invalidParameter("Could not unzip uploaded file: \(link.path.prefix(200)) is a link out of the package.")
            }
        }
    }
}
