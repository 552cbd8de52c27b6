internal import Foundation
internal import Surroundings

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Files that no other user can read or has put there: no link is followed, and what belongs to another user, or is no
/// regular file, is refused. Errors are told as the system words them.
enum PrivateFile {
    /// Writes a file so that there is either the old or the new one, even if we are killed meanwhile.
    ///
    /// - Parameter isSynced: Whether the bytes are on the disk before the old ones go, so that a machine that loses power has either, too.
    static func replace(_ file: URL, with bytes: [UInt8], isSynced: Bool = false) throws(Storage.Failure) {
        let temporary = file.appendingPathExtension("new").path
        do throws(Storage.Failure) {
            // What a run that was killed has left.
            if unlink(temporary) != 0, errno != ENOENT { throw failure(temporary, "written") }
            try write(bytes, to: temporary, O_EXCL, isSynced: isSynced)
            guard rename(temporary, file.path) == 0 else { throw failure(file.path, "written") }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Adds to a file; what was in it stays, even if we are killed meanwhile.
    static func append(_ bytes: [UInt8], to file: URL) throws(Storage.Failure) { try write(bytes, to: file.path, O_APPEND) }

    /// Waits until what was written to a file is on the disk.
    static func sync(_ file: URL) throws(Storage.Failure) {
        let descriptor = try open(file.path, O_RDONLY, "written")
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(file.path, "written") }
    }

    /// A handle to read a file by.
    static func reader(_ file: URL) throws(Storage.Failure) -> FileHandle {
        FileHandle(fileDescriptor: try open(file.path, O_RDONLY, "read"), closeOnDealloc: true)
    }

    /// Removes a file; one that isn't there is removed.
    static func remove(_ file: URL) throws(Storage.Failure) {
        guard unlink(file.path) == 0 || errno == ENOENT else { throw failure(file.path, "removed") }
    }

    /// Opens a file that is ours.
    ///
    /// - Parameter purpose: What could not be done with it, for the error.
    static func open(_ path: String, _ how: Int32, _ purpose: String) throws(Storage.Failure) -> Int32 {
        // Without O_NONBLOCK the opening of a named pipe would wait.
        let file = Foundation.open(path, how | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            guard errno == ELOOP else { throw failure(path, purpose) }
            throw Storage.Failure(description: "\(path) can't be \(purpose): it is a symbolic link, which is not followed. Move it away")
        }
        guard let facts = FileFacts(descriptor: file) else {
            defer { close(file) }
            throw failure(path, purpose)
        }
        guard facts.isFile, facts.names <= 1, facts.owner == geteuid() || geteuid() == 0 else {
            close(file)
            let cause = !facts.isFile ? "is no regular file" : "belongs to another user, or has a second name"
            throw Storage.Failure(description: "\(path) can't be \(purpose): it \(cause). Move it away")
        }
        return file
    }

    private static func write(_ bytes: [UInt8], to path: String, _ how: Int32, isSynced: Bool = false) throws(Storage.Failure) {
        let file = try open(path, O_WRONLY | O_CREAT | how, "written")
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = failure(path, "written")
                close(file)
                throw error
            }
            rest = rest.dropFirst(count)
        }
        guard !isSynced || fsync(file) == 0 else {
            let error = failure(path, "written")
            close(file)
            throw error
        }
        guard close(file) == 0 || errno == EINTR else { throw failure(path, "written") }
    }

    private static func failure(_ path: String, _ change: String) -> Storage.Failure {
        Storage.Failure(description: "\(path) can't be \(change): \(String(cString: strerror(errno)))")
    }
}
