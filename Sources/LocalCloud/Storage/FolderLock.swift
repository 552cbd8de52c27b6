internal import Foundation

/// Sees to it that no second process uses a folder. The system gives the lock back when the process ends, however it does.
final class FolderLock: Sendable {
    private let file: Int32

    /// - Throws: Who has the folder, or what stands in the lock's place.
    init(_ folder: URL) throws(Storage.Failure) {
        let file = try PrivateFile.open(folder.appending(path: "lock").path, O_RDWR | O_CREAT, "opened")
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            var text = [UInt8](repeating: 0, count: 20)
            let count = max(read(file, &text, text.count), 0)
            close(file)
            let owner = String(decoding: text[..<count], as: UTF8.self)
            throw Storage.Failure(
                description:
                    "The folder \(folder.path) is in use by another local cloud\(owner.isEmpty ? "" : " (process \(owner))"). End that, or take another folder."
            )
        }
        self.file = file
        // For whoever wants it next; the lock itself doesn't need it.
        let owner = Array("\(getpid())".utf8)
        if ftruncate(file, 0) == 0 { _ = write(file, owner, owner.count) }
    }

    /// Not by closing alone: a process that is just being started may yet have the file.
    func release() {
        flock(file, LOCK_UN)
        close(file)
    }
}
