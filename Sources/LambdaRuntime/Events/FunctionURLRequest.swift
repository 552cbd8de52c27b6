/// An HTTP request to a Function URL, or to an HTTP API, in
/// [payload format 2.0](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload).
public struct FunctionURLRequest: Codable, Sendable {
    /// The format's version, `2.0`.
    public var version: String?
    /// The path, percent-encoded as it came, such as `/orders/17`.
    public var rawPath: String
    /// The query without its question mark; empty for none.
    public var rawQueryString: String
    /// The header fields; names are lower-case, repeated ones joined by commas.
    public var headers: [String: String]
    /// The query's parameters, decoded, repeated ones joined by commas.
    public var queryStringParameters: [String: String]?
    /// The cookies, as `name=value`.
    public var cookies: [String]?
    /// The body, as text or base64.
    public var body: String?
    /// Whether ``body`` is base64.
    public var isBase64Encoded: Bool
    /// What is known about the request besides.
    public var requestContext: RequestContext

    /// A request made by hand, for tests; `GET /` unless told otherwise.
    ///
    /// - Parameter requestContext: What is known besides; with `method` and `rawPath` where it is `nil`.
    public init(
        method: String = "GET", rawPath: String = "/", rawQueryString: String = "", headers: [String: String] = [:],
        queryStringParameters: [String: String]? = nil, cookies: [String]? = nil, body: String? = nil, isBase64Encoded: Bool = false,
        requestContext: RequestContext? = nil, version: String? = "2.0"
    ) {
        self.version = version
        self.rawPath = rawPath
        self.rawQueryString = rawQueryString
        self.headers = headers
        self.queryStringParameters = queryStringParameters
        self.cookies = cookies
        self.body = body
        self.isBase64Encoded = isBase64Encoded
        self.requestContext = requestContext ?? RequestContext(http: RequestContext.HTTP(method: method, path: rawPath))
    }

    /// What is known about a request besides what the client sent.
    public struct RequestContext: Codable, Sendable {
        /// The request's id.
        public var requestId: String?
        /// The host name, such as `abc.lambda-url.eu-central-1.on.aws`.
        public var domainName: String?
        /// Method, path and source.
        public var http: HTTP
        /// When the request came, in milliseconds since 1970.
        public var timeEpoch: Int?

        /// What is known about a request, made by hand.
        public init(requestId: String? = nil, domainName: String? = nil, http: HTTP, timeEpoch: Int? = nil) {
            self.requestId = requestId
            self.domainName = domainName
            self.http = http
            self.timeEpoch = timeEpoch
        }

        /// Method, path and source.
        public struct HTTP: Codable, Sendable {
            /// The method, such as `GET`.
            public var method: String
            /// The path.
            public var path: String
            /// The HTTP version, such as `HTTP/1.1`.
            public var `protocol`: String?
            /// The client's address.
            public var sourceIp: String?
            /// The client's `User-Agent`.
            public var userAgent: String?

            /// Method, path and source, made by hand.
            public init(
                method: String, path: String, protocol: String? = "HTTP/1.1", sourceIp: String? = nil, userAgent: String? = nil
            ) {
                self.method = method
                self.path = path
                self.protocol = `protocol`
                self.sourceIp = sourceIp
                self.userAgent = userAgent
            }
        }
    }
}
