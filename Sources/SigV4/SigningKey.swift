import Synchronization

/// The key of one secret for one day, region and service, and the scope that names it.
struct SigningKey {
    let scope: String
    let bytes: [UInt8]

    init(secretAccessKey: String, day: some StringProtocol, region: String, service: String) throws(SigningError) {
        var key = Array("AWS4\(secretAccessKey)".utf8)
        key = try Digest.hmac(key: key, day.utf8)
        key = try Digest.hmac(key: key, region.utf8)
        key = try Digest.hmac(key: key, service.utf8)
        bytes = try Digest.hmac(key: key, "aws4_request".utf8)
        scope = "\(day)/\(region)/\(service)/aws4_request"
    }

    func stringToSign(_ request: CanonicalRequest, stamp: String) throws(SigningError) -> String {
        "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(String(hex: try Digest.sha256(request.text)))"
    }

    func signature(of stringToSign: String) throws(SigningError) -> String {
        String(hex: try Digest.hmac(key: bytes, stringToSign.utf8))
    }
}

/// The last signing key of a signer: four of the seven digests of a signature are the same all day.
final class SigningKeyCache: Sendable {
    private let last = Mutex<SigningKey?>(nil)

    func key(for credentials: Credentials, day: Substring, region: String, service: String) throws(SigningError) -> SigningKey {
        if let key = last.withLock({ $0 }), key.scope.hasPrefix(day) { return key }
        let key = try SigningKey(secretAccessKey: credentials.secretAccessKey, day: day, region: region, service: service)
        last.withLock { $0 = key }
        return key
    }
}
