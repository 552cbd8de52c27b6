internal import Foundation
internal import Synchronization

/// The files that are not as they should be, as on a full disk. What should be in them is in memory, and tried again.
final class UnwrittenFiles: Sendable {
    /// What was not possible.
    enum Change: Sendable {
        case write([UInt8])
        case remove
        /// Whatever somebody else tries again.
        case others

        /// Makes it, where it is ours.
        func make(_ file: URL) throws(Storage.Failure) {
            switch self {
            case .write(let bytes): try PrivateFile.replace(file, with: bytes)
            case .remove: try PrivateFile.remove(file)
            case .others: break
            }
        }
    }

    private let files = Mutex<[URL: (change: Change, failure: Storage.Failure)]>([:])

    /// Why one of them could not be written; `nil` when there is none.
    var failure: Storage.Failure? { files.withLock { $0.values.first?.failure } }

    var count: Int { files.withLock(\.count) }

    func contains(_ file: URL) -> Bool { files.withLock { $0[file] != nil } }

    func add(_ file: URL, _ change: Change, _ failure: Storage.Failure) {
        files.withLock { $0[file] = (change, failure) }
    }

    /// What was to become of the file doesn't count any more.
    func forget(_ file: URL) { files.withLock { files in if !files.isEmpty { files[file] = nil } } }

    /// Tries again. Whoever has something newer for a file, waits until it is done.
    func retry() {
        files.withLock { files in
            for (file, unwritten) in files {
                if case .others = unwritten.change { continue }
                do throws(Storage.Failure) {
                    try unwritten.change.make(file)
                    files[file] = nil
                } catch {
                    // A full disk lets files be removed that it doesn't let be written.
                    continue
                }
            }
        }
    }
}
