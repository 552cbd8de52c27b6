import JSONValue

/// Status, headers and cookies of a streamed Function URL response: what Lambda takes from before the eight NUL bytes
/// ([Response streaming for Function URLs](https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html)).
public struct HTTPResponsePrelude: Sendable {
    /// The status code, such as 200.
    public var statusCode: Int
    /// The header fields.
    public var headers: [String: String]
    /// Values for `Set-Cookie`, one a cookie.
    public var cookies: [String]

    /// A head; 200 without headers unless told otherwise.
    public init(statusCode: Int = 200, headers: [String: String] = [:], cookies: [String] = []) {
        self.statusCode = statusCode
        self.headers = headers
        self.cookies = cookies
    }

    var bytes: [UInt8] {
        var fields = JSON.Object()
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { fields[name] = .string(value) }
        var head: JSON.Object = ["statusCode": .integer(statusCode), "headers": .object(fields)]
        if !cookies.isEmpty { head["cookies"] = .array(cookies.map { .string($0) }) }
        return JSON.object(head).serialized() + [UInt8](repeating: 0, count: 8)
    }
}
