internal import COpenSSL
internal import JSONValue

/// The encrypted file of links that SST puts beside the executable: AES-256-GCM with a nonce of 12 zero bytes and no additional data; the
/// ciphertext is followed by its tag of 16 bytes.
package enum LinkFile {
    /// The longest file that is read: 1 MiB. The values of links are names, URLs and credentials; thousands fit.
    package static let maximumBytes = 1 << 20

    static let limits = JSON.Limits(bytes: maximumBytes)

    /// Why a file's bytes are not to be had, in words that follow the file's name: `No such file or directory`.
    package struct ReadError: Error {
        package let reason: String
        package init(_ reason: String) { self.reason = reason }

        package static let tooLarge = ReadError("it is larger than \(maximumBytes) bytes")
    }

    private static let tagBytes = 16

    static func links(at path: String, key: String, readFile: (String) throws(ReadError) -> [UInt8]) throws(LinkError) -> ResourceStore.Links {
        guard let key = Base64.decode(key), key.count == 32 else {
            throw LinkError(.invalidKey, about: "SST_KEY", "SST_KEY is not 32 bytes in base64. SST sets it together with SST_KEY_FILE; deploy again.")
        }
        let file: [UInt8]
        do throws(ReadError) {
            file = try readFile(path)
            guard file.count <= maximumBytes else { throw .tooLarge }
        } catch {
            throw LinkError(
                .unreadableFile, about: path,
                "The file of links \(path.quoted), which SST_KEY_FILE names, cannot be read: \(error.reason). A relative path starts from the "
                    + "working directory (/var/task in Lambda); check that the file is in the deployed bundle.")
        }
        guard file.count >= tagBytes else {
            throw invalid(path, "is cut short: it has \(file.count) bytes, fewer than its tag")
        }
        guard let plaintext = decrypted(file.dropLast(tagBytes), tag: file.suffix(tagBytes), key: key) else {
            throw invalid(path, "does not match SST_KEY: it was cut short, changed, or encrypted with another key")
        }
        let json: JSON
        do throws(JSON.ParseError) {
            json = try JSON(parsing: plaintext, limits: limits)
        } catch {
            throw invalid(path, "does not hold valid JSON: \(error.place)")
        }
        guard case .object(let links) = json else { throw invalid(path, "does not hold a JSON object of links by name") }
        return ResourceStore.Links(links)
    }

    private static func invalid(_ path: String, _ what: String) -> LinkError {
        LinkError(.invalidFile, about: path, "The file of links \(path.quoted), which SST_KEY_FILE names, \(what). Deploy again.")
    }

    /// The plaintext, or `nil` when the tag does not vouch for it.
    private static func decrypted(_ ciphertext: ArraySlice<UInt8>, tag: ArraySlice<UInt8>, key: [UInt8]) -> [UInt8]? {
        guard let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        let nonce = [UInt8](repeating: 0, count: 12)
        let ciphertext = Array(ciphertext)
        var tag = Array(tag)
        // Decryption asks for a little room beyond the text that GCM never uses.
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count + 16)
        var count: Int32 = 0
        var rest: Int32 = 0
        guard let length = Int32(exactly: ciphertext.count),
            EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_DecryptUpdate(context, &plaintext, &count, ciphertext, length) == 1, count == length,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, Int32(tagBytes), &tag) == 1
        else { return nil }
        var end = [UInt8](repeating: 0, count: 16)
        guard EVP_DecryptFinal_ex(context, &end, &rest) == 1, rest == 0 else { return nil }
        plaintext.removeLast(plaintext.count - ciphertext.count)
        return plaintext
    }
}
