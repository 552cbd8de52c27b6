internal import Dispatch
internal import Foundation
internal import LambdaPackage
internal import SigV4

/// The code of functions: zips by their SHA-256, each unpacked beside itself.
struct CodeStore: Sendable {
    private let folder: URL

    /// A zip that was unpacked.
    struct Stored: Sendable {
        /// The SHA-256 in hexadecimal digits.
        let name: String
        /// In bytes.
        let size: Int
    }

    init(_ storage: Storage) throws(Storage.Failure) { folder = try storage.subfolder("lambda-code") }

    /// Where the files of a zip are.
    func files(_ name: String) -> String { folder.appending(path: name).appending(path: "files").path }

    /// The zip itself.
    func zip(_ name: String) -> URL { folder.appending(path: name).appending(path: "code.zip") }

    /// Keeps a zip and unpacks it.
    ///
    /// - Throws: `InvalidParameterValueException` when it is no zip that Lambda would take.
    func store(_ zip: [UInt8]) async throws(AWSError) -> Stored {
        // Off the cooperative pool: it reads and writes files of up to 250 MB.
        let result: Result<Stored, AWSError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(AWSError) in try unpack(zip) })
            }
        }
        return try result.get()
    }

    /// Removes the code that none of these names stands for.
    func keepOnly(_ names: Set<String>) {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in all where name.count == 64 && !names.contains(name) {
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    private func unpack(_ zip: [UInt8]) throws(AWSError) -> Stored {
        let name: String
        do { name = try Digest.sha256(zip).map { String(format: "%02x", $0) }.joined() } catch {
            throw AWSError("ServiceException", error.description)
        }
        let stored = Stored(name: name, size: zip.count)
        let target = folder.appending(path: name)
        if FileManager.default.fileExists(atPath: target.path) { return stored }
        let entries: [ZipEntry]
        do { entries = try ZipReader.entries(of: zip) } catch {
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
            return stored
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
