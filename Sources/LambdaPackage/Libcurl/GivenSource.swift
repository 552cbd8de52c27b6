internal import Foundation
internal import HTTPTransport

/// A source that the user names, with the checksum that it must have.
struct GivenSource {
    let location: String
    let isURL: Bool
    let sha256: String

    /// curl's own archives have 5 MB.
    private static let largest = 64 << 20

    /// Finds out the checksum, and whether a file has it.
    init(_ source: LibcurlSource) throws(StaticLibrariesError) {
        location = source.location
        let given = try source.givenChecksum()
        switch source {
        case .url:
            isURL = true
            let name = location.prefix { $0 != "?" }.split(separator: "/").last ?? ""
            guard let expected = given ?? KnownRelease.named(name)?.sha256 else { throw .unknownRelease(location, found: nil) }
            sha256 = expected
        case .file:
            isURL = false
            let found = Checksum.sha256(try Self.read(location))
            if let given, given != found { throw .wrongChecksum(location, expected: given, found: found) }
            guard given != nil || KnownRelease.with(sha256: found) != nil else { throw .unknownRelease(location, found: found) }
            sha256 = found
        }
    }

    /// Puts the archive into a folder.
    func fetch(into folder: URL, progress: @Sendable (String) -> Void) async throws -> SourceArchive {
        let bytes: Data
        if isURL {
            progress("Fetching \(location)")
            bytes = try await download()
        } else {
            bytes = try Self.read(location)
        }
        // Of the very bytes that are used: a file may have changed meanwhile.
        let found = Checksum.sha256(bytes)
        guard found == sha256 else { throw StaticLibrariesError.wrongChecksum(location, expected: sha256, found: found) }
        let tarball = folder.appending(path: "curl.tar")
        try bytes.write(to: tarball)
        return SourceArchive(
            tarball: tarball, identity: "\(KnownRelease.with(sha256: sha256)?.name ?? "an archive of curl"), SHA-256 \(sha256)")
    }

    private func download() async throws(StaticLibrariesError) -> Data {
        var request = HTTPRequest(.get, location)
        request.timeout = .seconds(300)
        request.maximumRedirects = 5
        request.maximumResponseBytes = Self.largest
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await HTTPClient.shared.send(request)
        } catch {
            throw .unreadableSource(location, cause: "\(error)")
        }
        guard response.isSuccess else { throw .unreadableSource(location, cause: "the server answered with status \(response.status)") }
        return Data(response.body)
    }

    private static func read(_ path: String) throws(StaticLibrariesError) -> Data {
        do {
            guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
            let data = try file.read(upToCount: largest + 1) ?? Data()
            guard data.count <= largest else { throw CocoaError(.fileReadTooLarge) }
            return data
        } catch {
            throw .unreadableSource(path, cause: "there is no readable file of at most \(largest >> 20) MB")
        }
    }
}
