/// Why a link or one of its properties cannot be had. It names variables, files, links and properties, and never shows a value or the key.
public struct LinkError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Kind: Sendable, Equatable {
        /// No link `App` is there, so SST seems not to have started the process.
        case notActive
        /// No link has this name.
        case notLinked
        /// The link has no such property.
        case noSuchProperty
        /// A link or property is of another kind than was asked for.
        case wrongType
        /// A variable does not hold valid JSON of links.
        case invalidVariable
        /// `SST_KEY` is not base64 of 32 bytes.
        case invalidKey
        /// The file that `SST_KEY_FILE` names cannot be read, decrypted or parsed.
        case invalidFile
    }

    /// What kind of trouble it is.
    public let kind: Kind
    /// What it is about: a link (`Api`), a property (`Api.url`), a variable (`SST_RESOURCE_Api`) or a file.
    public let subject: String
    /// The cause and, where it is known, the cure.
    public let description: String

    init(kind: Kind, subject: String, description: String) {
        self.kind = kind
        self.subject = subject
        self.description = description
    }

    /// An error about a source of links.
    init(_ kind: Kind, _ subject: String, _ problem: String) {
        self.init(kind: kind, subject: subject, description: "\(subject) \(problem)")
    }
}
