internal import COpenSSL
internal import CZlib
internal import Foundation

/// The checksums that S3's clients send along: `x-amz-checksum-…`, in Base64.
enum S3Checksum: String, CaseIterable, Codable, Sendable {
    case crc32, crc32c, crc64nvme, md5, sha1, sha256, sha512

    static let prefix = "x-amz-checksum-"

    /// The checksum of this name, in whatever case.
    init?(algorithm: String) { self.init(rawValue: algorithm.lowercased()) }

    var header: String { Self.prefix + rawValue }

    /// In bytes.
    var length: Int {
        switch self {
        case .crc32, .crc32c: 4
        case .crc64nvme: 8
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    func value(_ bytes: [UInt8]) -> String? {
        let digest: [UInt8]? =
            switch self {
            case .crc32: Self.bigEndian(UInt64(Self.zlibCRC(bytes)), 4)
            case .crc32c: Self.bigEndian(Self.crc(bytes, Self.castagnoli, 0xFFFF_FFFF), 4)
            case .crc64nvme: Self.bigEndian(Self.crc(bytes, Self.nvme, .max), 8)
            case .md5: Self.md5(bytes)
            case .sha1: Self.digest(bytes, EVP_sha1())
            case .sha256: Self.digest(bytes, EVP_sha256())
            case .sha512: Self.digest(bytes, EVP_sha512())
            }
        return digest.map { Data($0).base64EncodedString() }
    }

    /// MD5 in hexadecimal: an object's `ETag`.
    static func md5(_ bytes: [UInt8]) -> [UInt8]? { digest(bytes, EVP_md5()) }

    private static func digest(_ bytes: [UInt8], _ type: OpaquePointer?) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 64)
        var length: UInt32 = 0
        guard EVP_Digest(bytes, bytes.count, &digest, &length, type, nil) == 1 else { return nil }
        return Array(digest.prefix(Int(length)))
    }

    private static func zlibCRC(_ bytes: [UInt8]) -> UInt {
        bytes.withUnsafeBufferPointer { buffer in
            var sum: UInt = 0
            var start = 0
            // In pieces: zlib counts in 32 bits.
            while start < buffer.count {
                let count = min(buffer.count - start, 1 << 30)
                sum = UInt(CZlib.crc32(uLong(sum), buffer.baseAddress.map { $0 + start }, uInt(count)))
                start += count
            }
            return sum
        }
    }

    /// CRC-32C (iSCSI), reflected.
    private static let castagnoli = table(0x82F6_3B78)
    /// CRC-64/NVME, reflected.
    private static let nvme = table(0x9A6C_9329_AC4B_C9B5)

    private static func table(_ polynomial: UInt64) -> [UInt64] {
        (0..<256).map { index in
            (0..<8).reduce(UInt64(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
        }
    }

    private static func crc(_ bytes: [UInt8], _ table: [UInt64], _ ones: UInt64) -> UInt64 {
        bytes.reduce(ones) { table[Int(($0 ^ UInt64($1)) & 0xFF)] ^ $0 >> 8 } ^ ones
    }

    private static func bigEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }
}
