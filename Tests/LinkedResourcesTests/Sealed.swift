import COpenSSL

/// Makes files of links as SST does, with OpenSSL.
enum Sealed {
    static func file(_ plaintext: [UInt8], key: [UInt8]) -> [UInt8] {
        guard let context = EVP_CIPHER_CTX_new() else { return [] }
        defer { EVP_CIPHER_CTX_free(context) }
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count + 16)
        var tag = [UInt8](repeating: 0, count: 16)
        var count: Int32 = 0
        var rest: Int32 = 0
        guard EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, [UInt8](repeating: 0, count: 12)) == 1,
            EVP_EncryptUpdate(context, &ciphertext, &count, plaintext, Int32(plaintext.count)) == 1,
            EVP_EncryptFinal_ex(context, &tag, &rest) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, &tag) == 1
        else { return [] }
        return ciphertext.prefix(plaintext.count) + tag
    }

    /// A key and a file that Python's `cryptography` made: `AESGCM(key).encrypt(bytes(12), plaintext, None)`.
    enum Python {
        static let key = "AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw="
        static let file =
            "9tIUtjL/oGwm3rrCiocd9wKhbyT5Qikwz/5RFQTvRXr8+WjAH6Vx9ZhE8RiPj3wR6wh/SQE/ISurYVP//WzGdyrC4gRWP2pUYq32d/+lxZZOg81pAXe9uArW"
            + "xMA7KZtBcD4aRLTggzAj+Q+27/V5rSyZ8+vhT7xguLu9Zv/PBLUZSDxh7P6m+Hj1EpjjGwiA049pv8nCac/Jrf6q1yGeOSNRf576hpKl6hIgcRnzKc2DM3Wd"
            + "5EKY2TCO4xcyPw=="
    }
}
