/// What is in a package, and what the check thinks of it.
public struct PackageReport: Sendable {
    /// A file of the package.
    public struct File: Sendable {
        /// Where it is in the package.
        public let path: String
        /// Its size in bytes.
        public let size: Int
        /// Its size in the zip, in bytes.
        public let zippedSize: Int
        /// Whether everybody may start it.
        public let isExecutable: Bool
        /// What it says of itself if it is an ELF file that can be read.
        public let elf: ELFFile?
        /// The Foundation that is linked into it.
        public let foundation: Foundation?
    }

    /// The zip's size in bytes.
    public let zippedSize: Int
    /// The sizes of all files together, in bytes.
    public let unzippedSize: Int
    /// The files in the order of their paths, without folders.
    public let files: [File]
    /// What is the matter with it.
    public let findings: [Finding]
    /// What its start is likely to cost; `nil` without a `bootstrap` to judge by.
    public let startUp: StartUp?

    /// Whether nothing speaks against uploading it.
    public var isAccepted: Bool { !findings.contains { $0.severity == .refusal } }

    /// The architecture of its executables, `nil` when there is none.
    public var architecture: Architecture? { files.lazy.compactMap(\.elf?.architecture).first }
}
