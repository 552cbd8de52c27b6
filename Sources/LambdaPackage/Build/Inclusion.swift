internal import Foundation

/// A file or folder that goes into a package beside the executables.
public struct Inclusion: Sendable, Hashable {
    /// Where it is on this machine.
    public let path: String
    /// Where it is in the package.
    public let name: String

    /// `PATH`, which keeps its own name, or `PATH=NAME`.
    public init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let path = parts.first, !path.isEmpty else { return nil }
        self.path = path
        name = parts.count == 2 ? parts[1] : URL(filePath: path).standardizedFileURL.lastPathComponent
        guard !name.isEmpty else { return nil }
    }

    /// The files: the one, or all those in the folder and the folders in it, but for what SwiftPM builds. Links are followed, to files and to
    /// folders; empty folders are left out.
    ///
    /// - Parameter outputs: Files that the package itself becomes: in a folder they are passed over.
    /// - Throws: ``PackagingError`` for what can't be packed: nothing at all, a link to nowhere or around in a circle, a socket or device, what
    ///   can't be read, or more than Lambda takes.
    func entries(except outputs: [URL]) throws(PackagingError) -> [ZipEntry] {
        var walk = Walk(outputs: Set(outputs.map(\.standardizedFileURL.absoluteURL.path)))
        guard !walk.isOutput(path) else { throw .notReadable(path, cause: "the package itself is written there") }
        try add(path, name, to: &walk)
        guard !walk.entries.isEmpty else { throw .notReadable(path, cause: "there is no file in it") }
        return walk.entries
    }

    private static let largest = 4 * PackageLimits.unzipped

    /// What was found so far.
    private struct Walk {
        let outputs: Set<String>
        var entries: [ZipEntry] = []
        var size = 0
        /// The folders that are being looked through, links resolved.
        var above: [String] = []

        func isOutput(_ path: String) -> Bool { outputs.contains(URL(filePath: path).standardizedFileURL.absoluteURL.path) }
    }

    private func add(_ file: String, _ name: String, to walk: inout Walk) throws(PackagingError) {
        guard Files.isFolder(file) else {
            let entry = try entry(file, name)
            walk.size += entry.contents.count
            walk.entries.append(entry)
            // The check of the package tells what Lambda takes; this keeps a link to the root of a disk from filling the memory.
            guard walk.entries.count < ZipReader.entryLimit, walk.size <= Self.largest else {
                throw .notReadable(path, cause: "it holds more than \(ZipReader.entryLimit) files or \(Self.largest >> 20) MB")
            }
            return
        }
        let place = URL(filePath: file).resolvingSymlinksInPath().path
        guard !walk.above.contains(place) else { throw .notReadable(file, cause: "it is a link to a folder that it lies in") }
        walk.above.append(place)
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: file) } catch { throw .notReadable(file, cause: error.fileReason) }
        for inner in names.sorted() where inner != ".build" && !walk.isOutput("\(file)/\(inner)") {
            try add("\(file)/\(inner)", "\(name)/\(inner)", to: &walk)
        }
        walk.above.removeLast()
    }

    private func entry(_ file: String, _ name: String) throws(PackagingError) -> ZipEntry {
        do throws(ZipError) { try ZipPath.validate(name) } catch {
            if case .badPath(_, let reason) = error { throw .badPath(name, reason: reason) }
            throw .badPath(name, reason: "\(error)")
        }
        return ZipEntry(path: name, isExecutable: FileManager.default.isExecutableFile(atPath: file), contents: try Files.read(file))
    }
}
