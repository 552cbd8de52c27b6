/// Why a link, or something in it, is not to be had. It names variables, files, links and properties, and never a value.
public struct LinkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    public enum Kind: Sendable, Hashable {
        /// Nothing in the environment says that SST started this process: `App` is absent.
        case notActive
        /// There are links, but none of this name.
        case notLinked
        /// The link, or the value inside it, has no such property.
        case noProperty
        /// The value does not decode as the type that was asked for.
        case wrongType
        /// A variable holds something other than the JSON it should.
        case invalidVariable
        /// `SST_KEY` is not 32 bytes in base64.
        case invalidKey
        /// Of `SST_KEY` and `SST_KEY_FILE` one is set and the other is not.
        case incompleteKey
        /// The file of links cannot be read, or is no regular file, or is larger than 1 MiB.
        case unreadableFile
        /// The file of links is cut short, was changed, was encrypted with another key, or holds something other than links.
        case invalidFile
    }

    /// What went wrong.
    public let kind: Kind
    /// What it is about: a link (`Api`), a property (`Db.credentials.username`), a variable (`SST_RESOURCE_Api`) or a file's path.
    public let subject: String
    /// What went wrong and what to do about it.
    public let description: String

    init(_ kind: Kind, about subject: String, _ description: String) {
        self.kind = kind
        self.subject = subject
        self.description = description
    }
}
