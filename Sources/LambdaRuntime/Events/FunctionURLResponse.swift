/// The response of a function behind a Function URL, in
/// [payload format 2.0](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload).
public struct FunctionURLResponse: Codable, Sendable {
    /// The status code, such as 200.
    public var statusCode: Int
    /// The header fields.
    public var headers: [String: String]?
    /// The body, as text or base64.
    public var body: String?
    /// Whether ``body`` is base64.
    public var isBase64Encoded: Bool?
    /// Values for `Set-Cookie`, one a cookie.
    public var cookies: [String]?

    /// A response.
    public init(
        statusCode: Int, headers: [String: String]? = nil, body: String? = nil, isBase64Encoded: Bool? = nil, cookies: [String]? = nil
    ) {
        self.statusCode = statusCode
        self.headers = headers
        self.body = body
        self.isBase64Encoded = isBase64Encoded
        self.cookies = cookies
    }
}
