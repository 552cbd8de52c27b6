public import Foundation

/// The certificate authorities that AWS's endpoints chain to, picked out of the build machine's own store.
///
/// Verifying a server's certificate begins with reading every authority that may vouch for it: 140 in a whole store, seven here, which is
/// the difference between 19 and 5 ms of a full core, and a 128 MB function has a fourteenth of one. The runtime tries these first and
/// falls back on the system's whole store.
///
/// Nothing is trusted that the machine does not trust already: the fingerprints choose among the certificates of its store, they add none.
public enum TrustedRoots {
    /// The name of the file in the package, beside `bootstrap`.
    public static let fileName = "roots.pem"

    /// SHA-256 fingerprints of whole certificates. The first five are the roots that
    /// [Amazon Trust Services](https://www.amazontrust.com/repository/) asks every trust store to hold. The last two are Starfield's, which
    /// older endpoints' chains still end in ([AWS's list](https://aws.amazon.com/blogs/security/how-to-prepare-for-aws-move-to-its-own-certificate-authority/)).
    static let fingerprints = [
        // Amazon Root CA 1 to 4
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        // Starfield Services Root Certificate Authority - G2
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
        // Starfield Root Certificate Authority - G2
        "2ce1cb0bf9d2f9e102993fbe215152c3b2dd0cabde1c68e5319b839154dbb7f5",
        // Starfield Class 2 Certification Authority
        "1465fa205397b876faa6f0a9958e5590e40fcc7faa4fb7c2c8677521fb5fb658",
    ]

    /// Where systems keep their store: Amazon Linux and Fedora, Debian, Alpine and macOS.
    static let stores = [
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/ssl/cert.pem",
    ]

    /// A store has a quarter of a megabyte; what is a hundred times as large is none.
    private static let largestStore = 32 << 20

    /// Picks the roots out of a store. A root that the store no longer holds is left out.
    ///
    /// - Parameter store: A PEM file; the machine's own unless given.
    /// - Returns: A PEM file, the same bytes for the same roots, whatever their order or the text between them in the store.
    /// - Throws: ``TrustedRootsError`` when there is no store, or none of the roots is in it.
    public static func select(from store: URL? = nil) throws -> [UInt8] {
        let (path, text) = try read(store)
        var found: [String: Data] = [:]
        for certificate in certificates(in: text) { found[Checksum.sha256(certificate)] = certificate }
        let roots = fingerprints.compactMap { found[$0] }
        guard !roots.isEmpty else { throw TrustedRootsError.noRoots(store: path, certificates: found.count) }
        return roots.flatMap { Array(pem($0).utf8) }
    }

    private static func read(_ store: URL?) throws(TrustedRootsError) -> (String, String) {
        let paths = store.map { [$0.path(percentEncoded: false)] } ?? stores
        guard let path = paths.first(where: { FileManager.default.isReadableFile(atPath: $0) }) else { throw .noStore(paths) }
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: largestStore) else {
            throw .noStore([path])
        }
        return (path, String(decoding: data, as: UTF8.self))
    }

    private static let header = "-----BEGIN CERTIFICATE-----"
    private static let footer = "-----END CERTIFICATE-----"

    /// The DER of every certificate. Blocks that are no Base64 are passed over, as OpenSSL's store does not take them either.
    private static func certificates(in text: String) -> [Data] {
        text.components(separatedBy: header).dropFirst().compactMap { block in
            guard let end = block.range(of: footer) else { return nil }
            return Data(base64Encoded: String(block[..<end.lowerBound]), options: .ignoreUnknownCharacters)
        }
    }

    private static func pem(_ der: Data) -> String {
        let base64 = Array(der.base64EncodedString())
        let lines = stride(from: 0, to: base64.count, by: 64).map { String(base64[$0..<min($0 + 64, base64.count)]) }
        return "\(header)\n\(lines.joined(separator: "\n"))\n\(footer)\n"
    }
}
