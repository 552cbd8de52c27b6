import COpenSSL

/// SHA-256 and HMAC-SHA-256 over OpenSSL.
package enum Digest {
    /// The SHA-256 of a message.
    package static func sha256(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        guard SHA256(message, message.count, &digest) != nil else { throw .digestUnavailable }
        return digest
    }

    static func hmac(key: [UInt8], _ message: some Collection<UInt8>) throws(SigningError) -> [UInt8] {
        let message = Array(message)
        var digest = [UInt8](repeating: 0, count: 32)
        guard HMAC(EVP_sha256(), key, Int32(clamping: key.count), message, message.count, &digest, nil) != nil else {
            throw .digestUnavailable
        }
        return digest
    }

    /// Whether two texts are the same, in a time that depends on their lengths alone.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}

extension String {
    /// The bytes as lowercase hexadecimal digits.
    package init(hex bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        self.init(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
