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

    /// The files: the one, or all those in the folder and the folders in it, but for what SwiftPM builds. Links are followed if they lead
    /// to a file.
    ///
    /// - Parameter outputs: Files that the package itself becomes: in a folder they are passed over.
    func entries(except outputs: [URL]) throws(PackagingError) -> [ZipEntry] {
        let files = FileManager.default
        let taken = Set(outputs.map(\.standardizedFileURL.absoluteURL.path))
        func isOutput(_ path: String) -> Bool { taken.contains(URL(filePath: path).standardizedFileURL.absoluteURL.path) }
        guard !isOutput(path) else { throw .notReadable(path, cause: "the package itself is written there") }
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: path, isDirectory: &isFolder) else { throw .notReadable(path, cause: "there is no such file") }
        guard isFolder.boolValue else { return [try entry(path, name)] }
        guard let paths = try? files.subpathsOfDirectory(atPath: path) else {
            throw .notReadable(path, cause: "the folder is not readable")
        }
        var entries: [ZipEntry] = []
        for inner in paths.sorted() {
            let whole = "\(path)/\(inner)"
            guard !inner.split(separator: "/").contains(".build"), !isOutput(whole) else { continue }
            var isFolder: ObjCBool = false
            guard files.fileExists(atPath: whole, isDirectory: &isFolder) else {
                throw .notReadable(whole, cause: "it is a link to a file that is not there")
            }
            if !isFolder.boolValue { entries.append(try entry(whole, "\(name)/\(inner)")) }
        }
        return entries
    }

    private func entry(_ file: String, _ name: String) throws(PackagingError) -> ZipEntry {
        do throws(ZipError) { try ZipPath.validate(name) } catch {
            if case .badPath(_, let reason) = error { throw .badPath(name, reason: reason) }
            throw .badPath(name, reason: "\(error)")
        }
        return ZipEntry(path: name, isExecutable: FileManager.default.isExecutableFile(atPath: file), contents: try Files.read(file))
    }
}
