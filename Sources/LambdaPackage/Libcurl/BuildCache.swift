internal import Foundation

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A private folder that keeps what is built, under a name that says what decided it.
struct BuildCache {
    let folder: URL

    /// - Parameter folder: The folder; `swift-lambda-rollout` in the user's cache unless given
    ///   ([XDG Base Directory](https://specifications.freedesktop.org/basedir-spec/latest/)).
    init(_ folder: URL?) throws {
        self.folder = (folder ?? Self.standard).standardizedFileURL
        let path = self.folder.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                at: self.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StaticLibrariesError.unusableCache(path, cause: "it can't be made: \(error.fileReason)")
        }
        // What is in it gets linked into functions: nobody else may have put it there.
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw StaticLibrariesError.unusableCache(path, cause: "it is no folder")
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw StaticLibrariesError.unusableCache(path, cause: "it belongs to another user, or others may write to it")
        }
    }

    private static var standard: URL {
        let environment = ProcessInfo.processInfo.environment
        let base =
            if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
                URL(filePath: folder)
            } else {
                FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache")
            }
        return base.appending(path: "swift-lambda-rollout")
    }

    /// The folder of this name, made by `build` if it is not there yet. It is there whole or not at all; two runs at once build it once.
    ///
    /// - Parameter build: Fills the second folder with what is to become the result, using the first for what goes away again.
    func entry(
        _ name: String, progress: @Sendable (String) -> Void, build: (_ work: URL, _ result: URL, _ home: URL) async throws -> Void
    ) async throws -> URL {
        let home = folder.appending(path: name)
        if exists(home) { return home }
        let lock = try await lock(progress)
        defer { close(lock) }
        // Another run may have built it while this one waited.
        if exists(home) { return home }
        let work = folder.appending(path: ".building")
        let files = FileManager.default
        // What a run left that was killed.
        if exists(work) { try files.removeItem(at: work) }
        try files.createDirectory(at: work, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? files.removeItem(at: work) }
        let result = work.appending(path: "result")
        try files.createDirectory(at: result, withIntermediateDirectories: false)
        try await build(work, result, home)
        try files.moveItem(at: result, to: home)
        return home
    }

    private func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) }

    /// Waits for the lock, which goes away with the descriptor, so also with a process that is killed.
    private func lock(_ progress: @Sendable (String) -> Void) async throws -> Int32 {
        let path = folder.appending(path: ".lock").path(percentEncoded: false)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StaticLibrariesError.unusableCache(path, cause: String(cString: strerror(errno))) }
        var isWaiting = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if !isWaiting { progress("Waiting for another run that builds the libraries") }
            isWaiting = true
            do {
                guard errno == EWOULDBLOCK || errno == EINTR else {
                    throw StaticLibrariesError.unusableCache(path, cause: String(cString: strerror(errno)))
                }
                try await Task.sleep(for: .milliseconds(200))
            } catch {
                close(descriptor)
                throw error
            }
        }
        return descriptor
    }
}
