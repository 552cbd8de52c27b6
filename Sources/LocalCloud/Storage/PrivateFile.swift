internal import Foundation

/// Writes files that are nobody else's to read, and tells errors as the system words them.
enum PrivateFile {
    /// Writes a file so that there is either the old or the new one, even if we are killed meanwhile.
    static func replace(_ file: URL, with bytes: [UInt8]) throws(Storage.Failure) {
        let temporary = file.appendingPathExtension("new").path
        do throws(Storage.Failure) {
            try write(bytes, to: temporary, O_TRUNC)
            guard rename(temporary, file.path) == 0 else { throw failure(file.path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Adds to a file; what was in it stays, even if we are killed meanwhile.
    static func append(_ bytes: [UInt8], to file: URL) throws(Storage.Failure) { try write(bytes, to: file.path, O_APPEND) }

    /// Removes a file; one that isn't there is removed.
    static func remove(_ file: URL) throws(Storage.Failure) {
        guard unlink(file.path) == 0 || errno == ENOENT else { throw failure(file.path, "removed") }
    }

    private static func write(_ bytes: [UInt8], to path: String, _ how: Int32) throws(Storage.Failure) {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | how, 0o600)
        guard file >= 0 else { throw failure(path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = failure(path)
                close(file)
                throw error
            }
            rest = rest.dropFirst(count)
        }
        guard close(file) == 0 || errno == EINTR else { throw failure(path) }
    }

    private static func failure(_ path: String, _ change: String = "written") -> Storage.Failure {
        Storage.Failure(description: "\(path) can't be \(change): \(String(cString: strerror(errno)))")
    }
}
