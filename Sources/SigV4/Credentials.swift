/// Who signs: an AWS access key, with its session token when it is a temporary one.
///
/// Every text form of it (description, debug description, mirror, dump) is redacted.
/// See [Temporary security credentials](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html).
public struct Credentials: Sendable, Equatable {
    /// The public half of the key, such as `AKIAIOSFODNN7EXAMPLE`.
    public let accessKeyID: String
    /// The secret half of the key.
    public let secretAccessKey: String
    /// The token of temporary credentials; `nil` for the long-lived key of a user.
    public let sessionToken: String?
    /// When the service stops accepting them; `nil` where that is not known.
    public let expiration: SigningDate?

    /// Credentials from their parts. An empty `sessionToken` counts as none.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: SigningDate? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken == "" ? nil : sessionToken
        self.expiration = expiration
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A fixed text that gives nothing away.
    public var description: String { "Credentials(redacted)" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// A mirror without children, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
