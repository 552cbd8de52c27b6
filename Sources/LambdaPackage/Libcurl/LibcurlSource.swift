internal import Foundation

/// Where the source of libcurl is taken from when it is not to be the distribution's.
///
/// Either names an archive of a [curl release](https://curl.se/download.html), such as `curl-8.14.1.tar.xz`. Its SHA-256 must be that of a
/// release that this version of the tool knows, or be given behind it: `https://example.com/curl-8.99.0.tar.xz#sha256=0123…`.
public enum LibcurlSource: Sendable, Hashable {
    /// A file on this machine.
    case file(String)
    /// An `https://` or `http://` URL; what comes from there counts only if its checksum is right.
    case url(String)

    /// The source that a user's argument names: a URL, or else a file.
    public init(argument: String) {
        self = argument.hasPrefix("https://") || argument.hasPrefix("http://") ? .url(argument) : .file(argument)
    }

    /// The file or URL without the checksum behind it.
    var location: String { text.components(separatedBy: Self.mark).first ?? text }

    /// The checksum that the user gives, in lower case.
    func givenChecksum() throws(StaticLibrariesError) -> String? {
        let parts = text.components(separatedBy: Self.mark)
        guard parts.count > 1 else { return nil }
        let checksum = parts[1].lowercased()
        guard parts.count == 2, Checksum.isSHA256(checksum) else { throw .malformedChecksum(text) }
        return checksum
    }

    private static let mark = "#sha256="

    private var text: String {
        switch self {
        case .file(let text), .url(let text): text
        }
    }
}
