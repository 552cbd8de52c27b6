internal import Foundation
internal import LambdaPackage

/// Bytes that are too many for rows: a private file each, with a name that says nothing.
final class BlobStore: Sendable {
    private let folder: URL
    private let storage: Storage

    init(_ storage: Storage, _ name: String) throws(Storage.Failure) {
        self.storage = storage
        folder = try storage.subfolder(name)
    }

    /// Keeps bytes under a new name.
    func add(_ bytes: [UInt8]) throws(Storage.Failure) -> String {
        let name = Random.hexadecimal(32)
        try PrivateFile.replace(file(name), with: bytes, isSynced: storage.isKept)
        return name
    }

    /// Keeps what several blobs hold, one after the other, under a new name. Never more than a piece of it is in memory.
    ///
    /// - Throws: Why a file can't be read or written.
    func join(_ names: [String]) throws(Storage.Failure) -> String {
        try add { target in
            for name in names {
                let input = try reader(name)
                defer { try? input.close() }
                try append(input, to: target)
            }
        }
    }

    /// Keeps what a file holds from where it is read next, under a new name.
    func add(contentsOf input: FileHandle) throws(Storage.Failure) -> String { try add { try append(input, to: $0) } }

    private func append(_ input: FileHandle, to target: String) throws {
        while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty {
            try PrivateFile.append(Array(piece), to: file(target))
        }
    }

    private func add(_ write: (_ target: String) throws -> Void) throws(Storage.Failure) -> String {
        let target = Random.hexadecimal(32)
        do {
            try PrivateFile.replace(file(target), with: [])
            try write(target)
            if storage.isKept { try PrivateFile.sync(file(target)) }
            return target
        } catch {
            remove(target)
            throw error as? Storage.Failure ?? Storage.Failure(description: "The bytes of an object can't be read: \(error.fileReason)")
        }
    }

    /// A handle to read a blob by.
    func reader(_ name: String) throws(Storage.Failure) -> FileHandle { try PrivateFile.reader(file(name)) }

    func remove(_ name: String) { storage.remove(file(name)) }

    /// Removes what nothing refers to any more: what a run that was killed had written before its row.
    func removeAll(except names: Set<String>) {
        for file in (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        where !names.contains(file.lastPathComponent) { storage.remove(file) }
    }

    private func file(_ name: String) -> URL { folder.appending(path: name) }
}
