internal import Foundation
internal import Synchronization

/// The files that could not be written as they should be, as on a full disk. What should be in them is in memory, and tried again.
final class UnwrittenFiles: Sendable {
    private struct Unwritten {
        /// What to try again; `nil` where somebody else does.
        let bytes: [UInt8]?
        let failure: Storage.Failure
    }

    private let files = Mutex<[URL: Unwritten]>([:])

    /// Why one of them could not be written; `nil` when there is none.
    var failure: Storage.Failure? { files.withLock { $0.values.first?.failure } }

    var count: Int { files.withLock(\.count) }

    func add(_ file: URL, _ bytes: [UInt8]?, _ failure: Storage.Failure) {
        files.withLock { $0[file] = Unwritten(bytes: bytes, failure: failure) }
    }

    /// What was to be in the file doesn't count any more.
    func forget(_ file: URL) { files.withLock { files in if !files.isEmpty { files[file] = nil } } }

    /// Tries again. Whoever has something newer for a file, waits until it is done.
    func retry() {
        files.withLock { files in
            for (file, unwritten) in files {
                guard let bytes = unwritten.bytes else { continue }
                do throws(Storage.Failure) {
                    try PrivateFile.replace(file, with: bytes)
                    files[file] = nil
                } catch {
                    // As long as the first can't be written, the others can't be either.
                    return
                }
            }
        }
    }
}
