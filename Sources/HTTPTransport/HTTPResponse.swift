public import JSONValue

/// The whole response to an ``HTTPRequest``.
public struct HTTPResponse: Sendable {
    /// The status code, such as 200.
    public var status: Int
    /// The header fields of the last response, where redirects were followed.
    public var headers: HTTPHeaders
    /// The body, decompressed.
    public var body: [UInt8]

    /// A response made by hand, for tests of code that takes responses.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Whether the status is one of 200 to 299.
    public var isSuccess: Bool { (200...299).contains(status) }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a JSON value.
    ///
    /// - Throws: `JSON.ParseError` with the place where the body stops being JSON.
    public func json() throws(JSON.ParseError) -> JSON { try JSON(parsing: body) }

    /// The body, decoded from JSON.
    ///
    /// - Throws: `JSON.ParseError` where the body is not JSON, `JSON.DecodeError` where it does not have the type's shape.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value { try json().decode(type) }
}
