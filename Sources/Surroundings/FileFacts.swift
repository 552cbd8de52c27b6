#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the system says of a file.
///
/// Beside Foundation and Dispatch the compiler now and then takes `stat` for another module's, and refuses its members; not here.
package struct FileFacts: Sendable {
    package let isFile: Bool
    package let isFolder: Bool
    package let owner: UInt32
    /// The bits of its permissions.
    package let permissions: UInt32
    /// How many names it has.
    package let names: Int

    /// An open file; `nil` when the system says nothing.
    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// What is at a path; `nil` when the system says nothing.
    package init?(path: String, followsLink: Bool) {
        var status = stat()
        guard (followsLink ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        isFile = status.st_mode & S_IFMT == S_IFREG
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        owner = status.st_uid
        permissions = UInt32(status.st_mode & 0o7777)
        names = Int(status.st_nlink)
    }
}
