/// Why a request got no response.
///
/// A response with a status such as 500 is no error here: look at ``HTTPResponse/status``.
public struct HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure.
    public enum Kind: String, Sendable, Hashable {
        /// The request can't be sent as it is: its URL, method or a header is malformed.
        case invalidRequest
        /// The host's name (or the proxy's) could not be resolved.
        case resolve
        /// No connection: refused, unreachable or reset before the request was sent.
        case connect
        /// The TLS handshake failed, or the certificate is not trusted.
        case tls
        /// The connection did not stand within ``HTTPRequest/connectTimeout``.
        case connectTimeout
        /// The response was not complete within ``HTTPRequest/timeout``.
        case timeout
        /// The response is larger than ``HTTPRequest/maximumResponseBytes``, or its header fields larger than 256 KiB.
        case tooLarge
        /// The task was cancelled.
        case cancelled
        /// The connection ended before the response was complete.
        case connectionLost
        /// What came back is not HTTP, or redirects more often than allowed.
        case protocolError
        /// Anything else; ``HTTPError/cause`` says what.
        case other
    }

    /// The kind of failure.
    public var kind: Kind
    /// The request's URL without user, password, query and fragment, which may hold secrets.
    public var url: String
    /// What happened, in libcurl's words where they are its own.
    public var cause: String

    /// An error about a request to `url`, which is cut to what may be shown.
    public init(kind: Kind, url: String, cause: String) {
        self.kind = kind
        self.url = Self.presentable(url)
        self.cause = cause
    }

    /// One sentence: what failed, for which URL, and why.
    public var description: String { "\(headline) \(url): \(cause)" }

    private var headline: String {
        switch kind {
        case .invalidRequest: "cannot request"
        case .resolve: "could not resolve the host of"
        case .connect: "could not connect to"
        case .tls: "TLS failed with"
        case .connectTimeout: "timed out connecting to"
        case .timeout: "timed out waiting for"
        case .tooLarge: "too large a response from"
        case .cancelled: "cancelled the request to"
        case .connectionLost: "lost the connection to"
        case .protocolError: "no valid HTTP response from"
        case .other: "request failed:"
        }
    }

    /// The URL up to its query, without user and password, at most 512 characters.
    static func presentable(_ url: String) -> String {
        var shown = url.prefix { $0 != "?" && $0 != "#" }
        if let colon = shown.firstIndex(of: ":"), shown[colon...].hasPrefix("://") {
            let start = shown.index(colon, offsetBy: 3)
            let authority = shown[start...].prefix { $0 != "/" }
            if let at = authority.lastIndex(of: "@") {
                shown.removeSubrange(start...at)
            } else if !authority.hasPrefix("["), let colon = authority.firstIndex(of: ":"),
                !authority[colon...].dropFirst().allSatisfy(\.isNumber) || mayHoldPassword(url[authority.endIndex...])
            {
                // No port: the beginning of a password that holds a slash, a question mark or a hash.
                shown = shown[..<start] + "…"
            }
        }
        return shown.count > 512 ? shown.prefix(512) + "…" : String(shown)
    }

    /// Whether what follows on host and port may be the rest of a password, up to its `@`. In a query behind a path it is taken for data.
    private static func mayHoldPassword(_ rest: Substring) -> Bool {
        (rest.hasPrefix("/") ? rest.prefix { $0 != "?" && $0 != "#" } : rest).contains("@")
    }
}
