/// Signs requests to one service in one region with [Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).
public struct Signer: Sendable {
    /// What a signature says about the body.
    public enum Payload: Sendable {
        /// Its SHA-256 goes into the signature.
        case hashed
        /// The same, and into the header `x-amz-content-sha256` too, as S3 demands.
        case declared
        /// It isn't covered: `UNSIGNED-PAYLOAD`. Only S3 and a few streaming operations accept that, over TLS.
        case unsigned
    }

    /// The region of the credential scope, such as `eu-central-1`.
    public let region: String
    /// The signing name of the service, such as `codedeploy`.
    public let service: String
    /// Who signs.
    public let credentials: Credentials
    /// Whether `.`, `..` and empty segments of the path are resolved and the path is encoded a second time. Every service but S3 wants that.
    public var normalizesPath: Bool
    /// How the body is covered.
    public var payload: Payload
    /// Whether the session token is covered. Where not, it is added after signing, as a few services want.
    public var signsSessionToken: Bool

    /// The longest time in seconds that a presigned URL can be valid: seven days.
    public static let longestExpiration = 604_800

    private let keys = SigningKeyCache()

    /// A signer for a service in a region, with the settings that every service but S3 expects.
    public init(
        service: String, region: String, credentials: Credentials,
        normalizesPath: Bool = true, payload: Payload = .hashed, signsSessionToken: Bool = true
    ) {
        self.service = service
        self.region = region
        self.credentials = credentials
        self.normalizesPath = normalizesPath
        self.payload = payload
        self.signsSessionToken = signsSessionToken
    }

    /// Signs a request in its headers.
    ///
    /// - Parameters:
    ///   - method: The HTTP method in capitals.
    ///   - url: The URL as it will be sent, percent-encoded.
    ///   - headers: The headers that the request will carry. `Host` is taken from the URL where it is not among them, as HTTP clients do.
    ///     Headers that proxies change (`User-Agent`, `Connection`, `X-Amzn-Trace-Id`, …) aren't signed. A given `x-amz-content-sha256`
    ///     stands for the body's hash.
    ///   - body: The body's bytes.
    ///   - date: When the request is sent. Services refuse one that is minutes off.
    /// - Returns: Headers to set on the request, in place of any of the same name.
    public func sign(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [], at date: SigningDate
    ) throws(SigningError) -> [(name: String, value: String)] {
        try signature(inHeadersOf: method, url: url, headers: headers, body: body, at: date).result
    }

    /// Signs a request in its URL, so that whoever has the URL can send the request while it is valid.
    ///
    /// - Parameters:
    ///   - method: The HTTP method in capitals.
    ///   - url: The URL, percent-encoded.
    ///   - headers: Headers that the request must then carry. `Host` is taken from the URL where it is not among them.
    ///   - body: The body that the request must then carry, unless `payload` is `.unsigned`.
    ///   - expires: How long the URL is valid, in seconds, 1 to `longestExpiration`.
    ///   - date: From when it is valid.
    /// - Returns: The URL with the signature in its query.
    public func presign(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [], expires: Int, at date: SigningDate
    ) throws(SigningError) -> String {
        try signature(inQueryOf: method, url: url, headers: headers, body: body, expires: expires, at: date).result
    }
}

extension Signer {
    /// A signature with the texts it was computed from.
    struct Trace<Result> {
        let canonicalRequest: CanonicalRequest
        let stringToSign: String
        let signature: String
        let result: Result
    }

    /// Headers that a proxy may add or change on the way.
    private static let unsignedHeaders: Set = [
        "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
        "user-agent", "x-amzn-trace-id",
    ]

    func signature(
        inHeadersOf method: String, url: String, headers: [(name: String, value: String)], body: [UInt8], at date: SigningDate
    ) throws(SigningError) -> Trace<[(name: String, value: String)]> {
        let url = try SignableURL(url)
        let stamp = date.stamp
        let hash = try payloadHash(headers, body)
        var added: [(name: String, value: String)] = []
        if let token = credentials.sessionToken { added.append(("X-Amz-Security-Token", token)) }
        added.append(("X-Amz-Date", stamp))
        if payload != .hashed { added.append(("x-amz-content-sha256", hash)) }
        let replaced = Set(added.map { $0.name.utf8.asciiLowercased() } + ["authorization"])
        var signed = headers.filter { !replaced.contains($0.name.utf8.asciiLowercased()) }
        signed += added.filter { signsSessionToken || $0.name != "X-Amz-Security-Token" }

        let canonicalHeaders = try canonical(signed, url)
        let request = CanonicalRequest(
            method: method, url: url, query: CanonicalQuery(url.query), headers: canonicalHeaders, payloadHash: hash,
            normalizesPath: normalizesPath)
        let key = try keys.key(for: credentials, day: stamp.prefix(8), region: region, service: service)
        let stringToSign = try key.stringToSign(request, stamp: stamp)
        let signature = try key.signature(of: stringToSign)
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(key.scope), SignedHeaders=\(canonicalHeaders.names), Signature=\(signature)"
        added.append(("Authorization", authorization))
        return Trace(canonicalRequest: request, stringToSign: stringToSign, signature: signature, result: added)
    }

    func signature(
        inQueryOf method: String, url: String, headers: [(name: String, value: String)], body: [UInt8], expires: Int, at date: SigningDate
    ) throws(SigningError) -> Trace<String> {
        guard (1...Self.longestExpiration).contains(expires) else { throw .invalidExpiration(seconds: expires) }
        let url = try SignableURL(url)
        let stamp = date.stamp
        let canonicalHeaders = try canonical(headers.filter { $0.name.utf8.asciiLowercased() != "authorization" }, url)
        let key = try keys.key(for: credentials, day: stamp.prefix(8), region: region, service: service)
        var parameters = [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", "\(credentials.accessKeyID)/\(key.scope)"),
            ("X-Amz-Date", stamp), ("X-Amz-SignedHeaders", canonicalHeaders.names), ("X-Amz-Expires", String(expires)),
        ]
        if let token = credentials.sessionToken { parameters.append(("X-Amz-Security-Token", token)) }

        var query = CanonicalQuery(url.query)
        var result = Array(url.withoutFragment.utf8)
        var separator = url.query == nil ? "?" : url.query?.isEmpty == true ? "" : "&"
        for (name, value) in parameters {
            var encoded: [UInt8] = []
            for byte in value.utf8 { encoded.append(uriEncoded: byte, keepsSlash: false) }
            if signsSessionToken || name != "X-Amz-Security-Token" { query.append(name: name.utf8, value: encoded) }
            result += separator.utf8
            result += name.utf8
            result.append(UInt8(ascii: "="))
            result += encoded
            separator = "&"
        }

        let request = CanonicalRequest(
            method: method, url: url, query: query, headers: canonicalHeaders, payloadHash: try payloadHash(headers, body),
            normalizesPath: normalizesPath)
        let stringToSign = try key.stringToSign(request, stamp: stamp)
        let signature = try key.signature(of: stringToSign)
        result += "&X-Amz-Signature=\(signature)".utf8
        return Trace(
            canonicalRequest: request, stringToSign: stringToSign, signature: signature, result: String(decoding: result, as: UTF8.self))
    }

    private func canonical(_ headers: [(name: String, value: String)], _ url: SignableURL) throws(SigningError) -> CanonicalHeaders {
        var headers = headers
        if !headers.contains(where: { $0.name.utf8.asciiLowercased() == "host" }) {
            guard let host = url.host else { throw .invalidURL(reason: "it has no host") }
            headers.append(("host", host))
        }
        return CanonicalHeaders(headers) { !Self.unsignedHeaders.contains($0) }
    }

    private func payloadHash(_ headers: [(name: String, value: String)], _ body: [UInt8]) throws(SigningError) -> String {
        if payload == .unsigned { return "UNSIGNED-PAYLOAD" }
        if let given = headers.last(where: { $0.name.utf8.asciiLowercased() == "x-amz-content-sha256" }) { return given.value }
        return String(hex: try Digest.sha256(body))
    }
}
