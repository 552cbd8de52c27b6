import HTTPTransport
import JSONValue
import SigV4

extension AWSServiceError {
    /// Reads the error out of an answer that is no success, whether its body is JSON, XML or something else.
    ///
    /// The text is for logs, so control characters become spaces, and `secrets`, which services quote from the signed headers when a
    /// signature does not match, are taken out.
    init(_ response: HTTPResponse, service: String, operation: String, secrets: [String]) {
        var code = response.headers["x-amzn-errortype"]
        var message: String?
        var requestID = response.headers["x-amzn-requestid"] ?? response.headers["x-amz-request-id"]
        if let json = try? JSON(parsing: response.body) {
            code = code ?? json["__type"]?.string ?? json["code"]?.string ?? json["Code"]?.string
            message = json["message"]?.string ?? json["Message"]?.string ?? json["errorMessage"]?.string
        } else if let xml = XMLErrorBody(response.body) {
            code = code ?? xml.code
            message = xml.message
            requestID = requestID ?? xml.requestID
        }
        self.init(
            service: service, operation: operation, code: code.flatMap(Self.shortCode) ?? String(response.status),
            message: Self.presentable(message ?? "", without: secrets, atMost: 2048), status: response.status,
            requestID: requestID.map { Self.presentable($0, without: secrets, atMost: 128) }, retryAfter: Self.retryAfter(response.headers))
    }

    /// The name alone of `com.amazonaws.codedeploy#Name:http://…`; `nil` when that is no name.
    private static func shortCode(_ code: String) -> String? {
        var name = code.utf8[...]
        if let colon = name.firstIndex(of: UInt8(ascii: ":")) { name = name[..<colon] }
        if let hash = name.firstIndex(of: UInt8(ascii: "#")) { name = name[hash...].dropFirst() }
        let isName = name.allSatisfy {
            $0.isASCIIAlphanumeric || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        return isName && (1...128).contains(name.count) ? String(Substring(name)) : nil
    }

    private static func presentable(_ text: String, without secrets: [String], atMost count: Int) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets { bytes = bytes[...].replacing(text: secret, with: "[redacted]") }
        var shown = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix(count) {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            shown.append(isControl ? " " : scalar)
        }
        return String(shown)
    }

    /// `Retry-After` in seconds, or `x-amz-retry-after` in milliseconds.
    private static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        if let milliseconds = headers["x-amz-retry-after"].flatMap({ UInt32($0) }) { return .milliseconds(Int64(milliseconds)) }
        return headers["retry-after"].flatMap { UInt32($0) }.map { .seconds(Int64($0)) }
    }
}
