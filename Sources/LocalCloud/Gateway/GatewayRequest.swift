internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// A request as the protocols read it: whole, with its path and its query taken apart.
struct GatewayRequest: Sendable {
    let method: String
    /// As it came: `/path?query`, percent-encoded.
    let target: String
    /// The segments of the path, decoded; empty ones are left out.
    let segments: [String]
    /// The parameters of the query, decoded, in their order.
    let query: [(name: String, value: String)]
    let headers: HTTPFields
    /// The `Host` header.
    let host: String
    private(set) var body: [UInt8]
    let requestID: String

    init(_ request: Request, body: [UInt8], requestID: String) {
        method = request.method.rawValue
        target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        segments = parts[0].split(separator: "/").map(Self.decoded)
        query = parts.count > 1 ? Self.form(parts[1].utf8) : []
        headers = request.headers
        host = request.head.authority ?? ""
        self.body = body
        self.requestID = requestID
    }

    /// The request with its body, when that is there.
    func with(body: [UInt8]) -> GatewayRequest {
        var copy = self
        copy.body = body
        return copy
    }

    /// The value of the first parameter of the query of this name.
    func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// The media type of the body, in lower case, without its parameters.
    var mediaType: String? {
        headers[.contentType]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// The request with its body as it was before the client compressed it; `nil` when that is not to be found out.
    func inflated() -> GatewayRequest? {
        guard headers["Content-Encoding"]?.lowercased() == "gzip" else { return self }
        var copy = self
        guard let body = Gzip.inflated(body, upTo: Gateway.largestInflatedRequest) else { return nil }
        copy.body = body
        return copy
    }

    /// Takes `a=1&b=2` apart: the form of a query, and of a body of the Query protocol. Of very many parameters the last ones stay in one piece.
    static func form(_ text: some Collection<UInt8>) -> [(name: String, value: String)] {
        text.split(separator: UInt8(ascii: "&"), maxSplits: QueryInput.mostParameters).map { pair in
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            return (formDecoded(pair[..<equals]), formDecoded(pair[equals...].dropFirst()))
        }
    }

    private static func formDecoded(_ text: some Collection<UInt8>) -> String {
        decoded(Substring(decoding: text.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }, as: UTF8.self))
    }

    private static func decoded(_ text: Substring) -> String { text.removingPercentEncoding ?? String(text) }
}
