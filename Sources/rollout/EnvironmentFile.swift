import Foundation
import LambdaPackage
import LocalCloud

/// A file of `export NAME='VALUE'` lines that a shell reads. No other user can read it: it holds credentials.
struct EnvironmentFile {
    private static let mark = "# Written by rollout local, which removes it when it ends.\n"

    let path: String

    /// The line that makes a shell take the variables over.
    var command: String {
        let whole = URL(filePath: path).standardizedFileURL.absoluteURL.path
        return ". " + (whole.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+".contains($0)) } ? whole : Self.quoted(whole))
    }

    /// Makes sure that nothing else is there, before a cloud is started for it.
    func check() throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG, let handle = FileHandle(forReadingAtPath: path),
            let beginning = try? handle.read(upToCount: Self.mark.utf8.count), beginning.isEmpty || beginning.elementsEqual(Self.mark.utf8)
        else { throw Failure("\(path) is there already and was not written by rollout local: it is not replaced. Name another file.") }
    }

    /// Writes the file, which is there whole or not at all.
    func write(_ variables: [(String, String)]) throws {
        try check()
        let temporary = "\(path).\(Random.uuid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("\(path) can't be written: \(String(cString: strerror(errno))).") }
        do {
            let lines = variables.map { "export \($0)=\(Self.quoted($1))\n" }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: Data((Self.mark + lines.joined()).utf8))
            try handle.close()
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            unlink(temporary)
            throw Failure("\(path) can't be written: \(error.fileReason).")
        }
    }

    /// Removes the file, unless another run has written it since.
    func remove(_ variables: [(String, String)]) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let endpoint = variables.first,
            text.contains("\(endpoint.0)=\(Self.quoted(endpoint.1))\n")
        else { return }
        unlink(path)
    }

    private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
