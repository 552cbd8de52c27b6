/// Why a request could not be signed.
public enum SigningError: Error, Sendable, Equatable {
    /// The URL is not one that can be signed: no `http` or `https` scheme, no host, a host or port with odd characters, a control character.
    case invalidURL(reason: String)
    /// A presigned URL was to be valid for a number of seconds that AWS doesn't accept.
    case invalidExpiration(seconds: Int)
    /// OpenSSL refused to compute SHA-256.
    case digestUnavailable
}

extension SigningError: CustomStringConvertible {
    /// The cause and the cure, without the URL, whose query may hold secrets.
    public var description: String {
        switch self {
        case .invalidURL(let reason): "The URL to sign is not valid: \(reason)."
        case .invalidExpiration(let seconds):
            "A presigned URL can't be valid for \(seconds) seconds: choose 1 to \(Signer.longestExpiration) (seven days)."
        case .digestUnavailable: "OpenSSL offers no SHA-256: check the providers in the configuration that OPENSSL_CONF names."
        }
    }
}
