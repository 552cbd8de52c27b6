internal import Foundation

extension Checksum {
    /// SHA-256 in Base64, which is how Lambda tells a package's.
    static func sha256Base64(_ bytes: [UInt8]) -> String {
        let digits = Array(sha256(bytes).utf8)
        let digest = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
        return Data(digest).base64EncodedString()
    }
}
