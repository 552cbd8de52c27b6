internal import Foundation

/// Bytes that are too many for rows: a private file each, with a name that says nothing.
final class BlobStore: Sendable {
    private let folder: URL
    private let storage: Storage

    init(_ storage: Storage, _ name: String) throws(Storage.Failure) {
        self.storage = storage
        folder = try storage.subfolder(name)
    }

    /// Keeps bytes under a new name.
    func add(_ bytes: [UInt8]) -> String {
        let name = Random.hexadecimal(32)
        storage.write(bytes, to: file(name))
        return name
    }

    /// Keeps what several blobs hold, one after the other, under a new name. Never more than a piece of it is in memory.
    ///
    /// - Throws: Why a file can't be read or written.
    func join(_ names: [String]) throws -> String {
        let name = Random.hexadecimal(32)
        let target = file(name)
        guard FileManager.default.createFile(atPath: target.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let output = try FileHandle(forWritingTo: target)
        defer { try? output.close() }
        for name in names {
            let input = try FileHandle(forReadingFrom: file(name))
            defer { try? input.close() }
            while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty { try output.write(contentsOf: piece) }
        }
        return name
    }

    /// A handle to read a blob by.
    func reader(_ name: String) throws -> FileHandle { try FileHandle(forReadingFrom: file(name)) }

    func remove(_ name: String) { storage.remove(file(name)) }

    /// Removes what nothing refers to any more: what a run that was killed had written before its row.
    func removeAll(except names: Set<String>) {
        for file in (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        where !names.contains(file.lastPathComponent) { storage.remove(file) }
    }

    private func file(_ name: String) -> URL { folder.appending(path: name) }
}
