/// A file of a zip.
public struct ZipEntry: Sendable, Hashable {
    /// What a file is.
    public enum Kind: Sendable, Hashable {
        case file, folder, symbolicLink
    }

    /// Where it is, with slashes and without one at the beginning.
    public var path: String
    /// Its permissions, such as `0o755`; `nil` when the zip was made by a system without any.
    public var permissions: UInt16?
    /// What it is.
    public var kind: Kind
    /// Its bytes; a symbolic link's are the path it leads to.
    public var contents: [UInt8]
    /// How many bytes it takes in the zip, without its name; 0 before there is one.
    public var compressedSize: Int

    /// A file to be put into a zip.
    public init(path: String, isExecutable: Bool = false, contents: [UInt8]) {
        self.init(path: path, permissions: isExecutable ? 0o755 : 0o644, kind: .file, contents: contents)
    }

    init(path: String, permissions: UInt16?, kind: Kind, contents: [UInt8], compressedSize: Int = 0) {
        self.path = path
        self.permissions = permissions
        self.kind = kind
        self.contents = contents
        self.compressedSize = compressedSize
    }

    /// Whether everybody may start it, as Lambda's user has to.
    public var isExecutable: Bool { (permissions ?? 0) & 0o111 == 0o111 }
}
