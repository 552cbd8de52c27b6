internal import Foundation

/// Reads and writes the files of packages.
enum Files {
    /// The bytes of a file of at most `limit` bytes.
    static func read(_ path: String, limit: Int = 2 << 30) throws(PackagingError) -> [UInt8] {
        switch kind(path) {
        case nil: throw .notReadable(path, cause: "there is no such file")
        // What a link leads to has another kind.
        case .typeSymbolicLink: throw .notReadable(path, cause: "it is a link to a file that is not there")
        case .typeDirectory: throw .notReadable(path, cause: "it is a folder")
        case .typeRegular: break
        default: throw .notReadable(path, cause: "it is no regular file")
        }
        let data: Data
        do {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size <= limit else { throw PackagingError.notReadable(path, cause: "it has more than \(limit >> 20) MB") }
            data = try Data(contentsOf: URL(filePath: path))
        } catch let error as PackagingError {
            throw error
        } catch {
            throw .notReadable(path, cause: error.fileReason)
        }
        return Array(data)
    }

    /// Writes a file whole or not at all, with the folders above it.
    static func write(_ bytes: [UInt8], to url: URL, isExecutable: Bool = false) throws(PackagingError) {
        do {
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url, options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: isExecutable ? 0o755 : 0o644], ofItemAtPath: url.path)
        } catch {
            throw .notWritable(url.path, cause: error.fileReason)
        }
    }

    /// Makes a folder hold these files, and none that an earlier run has put there. What else is in it stays.
    ///
    /// - Parameter record: A file elsewhere with the list of what was put there, so that just that is removed.
    static func fill(_ folder: URL, with entries: [ZipEntry], record: URL) throws(PackagingError) {
        let new = Set(entries.map(\.path))
        let old = (try? String(contentsOf: record, encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
        for path in old where !new.contains(path) {
            // The list is a file like any other: what it names must lie in the folder.
            guard (try? ZipPath.validate(path)) != nil else { continue }
            try? FileManager.default.removeItem(at: folder.appending(path: path))
            // And the folders that it has left empty; others are not removed by this.
            for inner in ZipPath.folders(above: path) where rmdir(folder.appending(path: inner).path) != 0 { break }
        }
        for entry in entries { try write(entry.contents, to: folder.appending(path: entry.path), isExecutable: entry.isExecutable) }
        try write(Array(entries.map { $0.path + "\n" }.joined().utf8), to: record)
    }

    /// Makes sure that a file can be written, before anything is built for it.
    ///
    /// - Parameter beginning: What a file that is replaced must begin with: what is something else was not made by us.
    static func prepare(_ url: URL, replacing beginning: String?) throws(PackagingError) {
        switch kind(url.path) {
        case nil: break
        case .typeDirectory: throw .notWritable(url.path, cause: "it is a folder")
        case .typeRegular:
            guard let beginning, let old = FileHandle(forReadingAtPath: url.path),
                let bytes = try? old.read(upToCount: beginning.utf8.count)
            else { break }
            guard bytes.isEmpty || bytes.elementsEqual(beginning.utf8) else {
                throw .notWritable(url.path, cause: "a file of another kind is there, which is not replaced")
            }
        default: throw .notWritable(url.path, cause: "it is no regular file")
        }
        do {
            let folder = url.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let probe = folder.appending(path: ".rollout-\(UInt64.random(in: 0 ... .max))")
            try Data().write(to: probe, options: .withoutOverwriting)
            try FileManager.default.removeItem(at: probe)
        } catch {
            throw .notWritable(url.path, cause: error.fileReason)
        }
    }

    /// Whether a folder is at a path, or a link to one.
    static func isFolder(_ path: String) -> Bool { kind(path) == .typeDirectory }

    /// What is at a path, links followed; `nil` where nothing is.
    private static func kind(_ path: String) -> FileAttributeType? {
        // Of a link the attributes are its own.
        let whole = URL(filePath: path).resolvingSymlinksInPath().path
        return (try? FileManager.default.attributesOfItem(atPath: whole))?[.type] as? FileAttributeType
    }
}
