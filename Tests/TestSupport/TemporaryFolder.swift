public import Foundation

/// A private folder that goes away with the value that made it.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let url: URL
    /// Where it is, as a path.
    public var path: String { url.path }

    /// Makes the folder.
    ///
    /// - Throws: when it can't be made.
    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("rollout-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
