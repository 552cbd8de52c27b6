internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// The HTTP response that a function's answer stands for, by the rules of
/// [Function URLs](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload).
struct FunctionURLAnswer {
    /// Why an answer stands for none.
    struct Unusable: Error {
        let reason: String
    }

    let response: Response

    init(_ answer: FunctionResponse) throws(Unusable) {
        response =
            if answer.contentType == Self.preludeType {
                try Self.response(withPrelude: answer.payload)
            } else if answer.isStreamed {
                Self.response(.ok, [.contentType: answer.contentType ?? "application/octet-stream"], answer.payload)
            } else {
                try Self.response(buffered: answer.payload)
            }
    }

    /// The media type of a response that begins with its head, as JSON, and 8 NULs.
    static let preludeType = "application/vnd.awslambda.http-integration-response"

    private static func response(withPrelude payload: [UInt8]) throws(Unusable) -> Response {
        let separator = [UInt8](repeating: 0, count: 8)
        // The prelude is JSON, so the first NUL is the separator's.
        guard let end = payload.firstIndex(of: 0), payload[end...].starts(with: separator) else {
            throw Unusable(reason: "a streamed response with a prelude needs 8 NUL bytes after it")
        }
        let (status, headers) = try head(payload[..<end])
        return response(status, headers, Array(payload[(end + separator.count)...]))
    }

    /// Status and headers that a prelude tells.
    static func head(_ prelude: some Collection<UInt8>) throws(Unusable) -> (status: HTTPResponse.Status, headers: HTTPFields) {
        let head: JSON
        do { head = try JSON(parsing: prelude) } catch { throw Unusable(reason: "the prelude is no JSON: \(error)") }
        return try parse(head, defaultType: "application/octet-stream")
    }

    private static func response(buffered payload: [UInt8]) throws(Unusable) -> Response {
        let value: JSON
        do { value = try JSON(parsing: payload) } catch { throw Unusable(reason: "the response is no JSON: \(error)") }
        guard value["statusCode"] != nil else {
            // Without a status code the value itself is the body; JSON comes without its white space.
            return response(.ok, [.contentType: "application/json"], value.string.map { Array($0.utf8) } ?? compact(payload))
        }
        let (status, headers) = try parse(value, defaultType: "application/json")
        guard let body = try text(value["body"], "\"body\"") else { return response(status, headers, []) }
        guard try text(value["isBase64Encoded"], "\"isBase64Encoded\"")?.lowercased() == "true" else {
            return response(status, headers, Array(body.utf8))
        }
        guard let data = Data(base64Encoded: body) else {
            throw Unusable(reason: "\"body\" is not Base64, as \"isBase64Encoded\" says")
        }
        return response(status, headers, Array(data))
    }

    /// Numbers and truth values count as the text that they are; `nil` for none.
    private static func text(_ value: JSON?, _ name: String) throws(Unusable) -> String? {
        switch value {
        case nil, .null: nil
        case .string(let text): text
        case .integer, .number, .bool: value?.description
        case .array, .object: throw Unusable(reason: "\(name) must be a string; print the JSON into one")
        }
    }

    /// JSON that has been parsed, without the white space between its parts. (Printed from its value, numbers might look otherwise.)
    private static func compact(_ json: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count)
        var (isString, isEscaped) = (false, false)
        for byte in json {
            if isString {
                (isString, isEscaped) = (isEscaped || byte != UInt8(ascii: "\""), !isEscaped && byte == UInt8(ascii: "\\"))
            } else if [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                continue
            } else {
                isString = byte == UInt8(ascii: "\"")
            }
            bytes.append(byte)
        }
        return bytes
    }

    private static func parse(_ head: JSON, defaultType: String) throws(Unusable) -> (HTTPResponse.Status, HTTPFields) {
        // "418" is as good as 418.
        guard
            let code = head["statusCode"]?.number.map({ Int(exactly: $0.rounded(.towardZero)) }) ?? (head["statusCode"] == nil ? 200 : nil),
            (200...599).contains(code)
        else {
            throw Unusable(reason: "\"statusCode\" must be a number from 200 to 599")
        }
        var fields: HTTPFields = [.contentType: defaultType]
        for (name, value) in head["headers"]?.object ?? [:] {
            guard let name = HTTPField.Name(name) else { throw Unusable(reason: "\"\(name)\" is no name of a header") }
            // The connection is the server's own affair.
            if [.connection, .contentLength, .transferEncoding].contains(name) { continue }
            if let text = try text(value, "the header \(name)") { fields[name] = text }
        }
        for cookie in head["cookies"]?.array ?? [] {
            if let cookie = try text(cookie, "a cookie") { fields.append(HTTPField(name: .setCookie, value: cookie)) }
        }
        return (HTTPResponse.Status(code: code), fields)
    }

    private static func response(_ status: HTTPResponse.Status, _ headers: HTTPFields, _ body: [UInt8]) -> Response {
        Response(status: status, headers: headers, body: isBodyless(status) ? .init() : .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// These two have no body by the rules of HTTP, and what was sent for one would be taken for the next response.
    static func isBodyless(_ status: HTTPResponse.Status) -> Bool { status == .noContent || status == .notModified }
}
