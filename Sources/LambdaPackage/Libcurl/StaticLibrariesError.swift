/// Why the static libraries can't be had, and what to do about it.
public enum StaticLibrariesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Programs that the build needs are not there.
    case missingTools([String])
    /// There is no static form of these libraries, such as `libssl.a`.
    case missingLibraries([String])
    /// The machine's package manager gives no source, for this reason.
    case noDistributionSource(String)
    /// The named file or URL can't be read.
    case unreadableSource(String, cause: String)
    /// What stands behind `#sha256=` is no SHA-256.
    case malformedChecksum(String)
    /// The archive is not what it should be.
    case wrongChecksum(String, expected: String, found: String)
    /// The archive is no release that is known, and no checksum is given; `found` is that of a file.
    case unknownRelease(String, found: String?)
    /// The archive holds no curl that can be built.
    case notCurl(String, cause: String)
    /// A step of the build failed; `log` is a file with all of its output.
    case buildFailed(step: String, log: String, end: String)
    /// The cache can't be used.
    case unusableCache(String, cause: String)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .missingTools(let tools):
            "Building libcurl needs \(tools.joined(separator: ", ")). "
                + "Debian, Ubuntu: apt-get install build-essential pkg-config git xz-utils. "
                + "Amazon Linux, Fedora: dnf install gcc make pkgconf-pkg-config git tar xz."
        case .missingLibraries(let libraries):
            "There is no \(libraries.joined(separator: ", ")), the static form of the library. "
                + "Debian, Ubuntu: apt-get install libssl-dev zlib1g-dev. Amazon Linux, Fedora: dnf install openssl-devel openssl-static "
                + "zlib-static. Where a distribution has no static OpenSSL, build on one that has, or package with --link dynamic."
        case .noDistributionSource(let cause):
            "The source of libcurl can't be had from this machine's distribution: \(cause). \(Self.byHand)"
        case .unreadableSource(let source, let cause): "The source of libcurl can't be read from \(source): \(cause). \(Self.byHand)"
        case .malformedChecksum(let source): "\(source): what follows #sha256= must be 64 hexadecimal digits."
        case .wrongChecksum(let source, let expected, let found):
            "\(source) has the SHA-256 \(found), not \(expected): it is damaged or not what it says. Fetch it again from https://curl.se/download.html."
        case .unknownRelease(let source, let found):
            "\(source) is none of the releases known here (\(KnownRelease.all.map(\.name).joined(separator: ", "))). "
                + "If it is to be used, add its checksum, as published by curl's makers: \(source)#sha256=\(found ?? "…")"
        case .notCurl(let source, let cause): "\(source) can't be built: \(cause). \(Self.byHand)"
        case .buildFailed(let step, let log, let end): "Building libcurl failed at \(step); all output is in \(log). It ends with:\n\(end)"
        case .unusableCache(let folder, let cause):
            "The cache \(folder) can't be used: \(cause). Remove it, or set XDG_CACHE_HOME to a folder of your own."
        }
    }

    private static let byHand =
        "Download an archive such as curl-8.14.1.tar.xz from https://curl.se/download.html and name it, as a file or URL, as the source."
}
