/// A release of curl whose archive is known by its checksum.
struct KnownRelease {
    let name: String
    let sha256: String

    /// As published on [curl.se](https://curl.se/download/archeology.html), whose archives these are. Those ending in `gz` are also what
    /// Debian 12 and 13 build from, by their own signed indexes.
    static let all = [
        KnownRelease(name: "curl-7.88.1.tar.gz", sha256: "cdb38b72e36bc5d33d5b8810f8018ece1baa29a8f215b4495e495ded82bbf3c7"),
        KnownRelease(name: "curl-7.88.1.tar.xz", sha256: "1dae31b2a7c1fe269de99c0c31bb488346aab3459b5ffca909d6938249ae415f"),
        KnownRelease(name: "curl-8.5.0.tar.xz", sha256: "42ab8db9e20d8290a3b633e7fbb3cec15db34df65fd1015ef8ac1e4723750eeb"),
        KnownRelease(name: "curl-8.11.1.tar.xz", sha256: "c7ca7db48b0909743eaef34250da02c19bc61d4f1dcedd6603f109409536ab56"),
        KnownRelease(name: "curl-8.14.1.tar.gz", sha256: "6766ada7101d292b42b8b15681120acd68effa4a9660935853cf6d61f0d984d4"),
        KnownRelease(name: "curl-8.14.1.tar.xz", sha256: "f4619a1e2474c4bbfedc88a7c2191209c8334b48fa1f4e53fd584cc12e9120dd"),
        KnownRelease(name: "curl-8.17.0.tar.xz", sha256: "955f6e729ad6b3566260e8fef68620e76ba3c31acf0a18524416a185acf77992"),
    ]

    static func named(_ name: some StringProtocol) -> KnownRelease? { all.first { $0.name == name } }
    static func with(sha256: String) -> KnownRelease? { all.first { $0.sha256 == sha256 } }
}
