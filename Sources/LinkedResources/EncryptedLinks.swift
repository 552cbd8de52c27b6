import COpenSSL
import JSONValue
import Surroundings

/// The file of links that SST puts into a function's bundle: AES-256-GCM under a key that encrypts nothing else, hence with a nonce of
/// twelve zero bytes; the ciphertext is followed by its tag of 16 bytes.
enum EncryptedLinks {
    /// The largest file that is read, in bytes.
    static let maximumSize = 1 << 20
    private static let tagSize = 16
    private static let nonce = [UInt8](repeating: 0, count: 12)

    /// The file's plaintext.
    /// - Parameter key: The value of `SST_KEY`.
    static func decrypt(_ bytes: [UInt8], key: String, file: String) throws(LinkError) -> [UInt8] {
        guard let key = Base64.decode(key) else {
            throw LinkError(.invalidKey, "SST_KEY", "is not base64. \(LinkError.keyCure)")
        }
        guard key.count == 32 else {
            throw LinkError(.invalidKey, "SST_KEY", "holds \(key.count) bytes instead of 32. \(LinkError.keyCure)")
        }
        guard bytes.count <= maximumSize else { throw LinkError(unreadable: file, .tooLarge) }
        guard bytes.count >= tagSize else {
            throw LinkError(.invalidFile, file, "is truncated: it has \(bytes.count) bytes, fewer than its authentication tag alone")
        }
        guard let plaintext = unseal(bytes.dropLast(tagSize), tag: bytes.suffix(tagSize), key: key) else {
            throw LinkError(
                .invalidFile, file,
                "cannot be decrypted with SST_KEY: the file is damaged or truncated, or the key belongs to another deployment")
        }
        return plaintext
    }

    /// The plaintext, or `nil` when the tag does not vouch for it.
    private static func unseal(_ ciphertext: ArraySlice<UInt8>, tag: ArraySlice<UInt8>, key: [UInt8]) -> [UInt8]? {
        guard let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        let ciphertext = Array(ciphertext)
        var tag = Array(tag)
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
        var written: Int32 = 0
        var rest: Int32 = 0
        guard
            EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_DecryptUpdate(context, &plaintext, &written, ciphertext, Int32(ciphertext.count)) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
            EVP_DecryptFinal_ex(context, nil, &rest) == 1,
            written == ciphertext.count
        else { return nil }
        return plaintext
    }

    /// Reads a regular file of at most ``maximumSize`` bytes.
    static func readFile(_ path: String) throws(LinkError) -> [UInt8] {
        do { return try BoundedFile.bytes(of: path, limit: maximumSize) } catch { throw LinkError(unreadable: path, error) }
    }
}
