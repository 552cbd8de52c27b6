/// An HTTP or HTTPS request, with its limits.
///
/// Its text forms (description, debug description, mirror, dump) show the method, and the URL without its secrets: headers, query and body
/// may hold more.
public struct HTTPRequest: Sendable {
    /// The method.
    public var method: HTTPMethod
    /// An absolute URL whose scheme is `http` or `https`, percent-encoded.
    public var url: String
    /// The header fields. `Host`, `Content-Length` and `Accept-Encoding` are set by the client unless they are given.
    public var headers: HTTPHeaders
    /// The body, or `nil` for none.
    public var body: [UInt8]?
    /// The longest time from the start to the last byte of the response; `nil` for no limit. 30 seconds unless set.
    public var timeout: Duration? = .seconds(30)
    /// The longest time for looking up the host, connecting and the TLS handshake together. 10 seconds unless set.
    public var connectTimeout: Duration = .seconds(10)
    /// The largest response body in bytes, after decompression; a larger one is an error of kind ``HTTPError/Kind/tooLarge``.
    /// 6 MB (6,291,456 bytes, about what a Lambda function may return) unless set. A streamed response has no such limit.
    public var maximumResponseBytes = 6 * 1024 * 1024
    /// How many redirects to follow. None unless set: a redirect is then a response like any other.
    public var maximumRedirects = 0
    /// Whether `HTTPS_PROXY`, `https_proxy`, `http_proxy`, `ALL_PROXY` and `NO_PROXY` count, as
    /// [libcurl reads them](https://curl.se/libcurl/c/libcurl-env.html). They do unless set.
    public var usesProxy = true

    /// A PEM file with the certificate authorities that may vouch for the server, instead of the process's (see ``HTTPClient``).
    public var certificateAuthorities: String?

    /// A request with the default limits.
    public init(_ method: HTTPMethod = .get, _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The method and the URL without user, password, query and fragment.
    public var description: String { "\(method.rawValue) \(HTTPError.presentable(url))" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// A mirror without children, so that `dump` shows the description alone.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
