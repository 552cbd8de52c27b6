internal import COpenSSL
internal import Foundation

/// SHA-256 in lowercase hexadecimal digits.
enum Checksum {
    static func sha256(_ bytes: some DataProtocol) -> String {
        let message = Array(bytes)
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        // Fails for no message: libcrypto's SHA-256 keeps its state on the stack.
        SHA256(message, message.count, &digest)
        return digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 2 ? digits : "0" + digits
        }.joined()
    }

    static func isSHA256(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
