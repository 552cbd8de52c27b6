internal import Foundation

/// The source package that this machine's distribution builds its own libcurl from: with its security fixes, vouched for by its signature.
enum DistributionSource {
    /// Which distribution this is, such as `debian 12`.
    static var name: String {
        let text = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
        var fields: [Substring: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"'")) }
        }
        return [fields["ID"], fields["VERSION_ID"]].compactMap(\.self).joined(separator: " ")
    }

    /// Fetches it with the machine's own package manager.
    static func fetch(into folder: URL, progress: @Sendable (String) -> Void) async throws -> SourceArchive {
        progress("Fetching the source of curl from the distribution's packages (\(name))")
        let archive: SourceArchive
        if BuildTool.path(of: "apt-get") != nil {
            archive = try await AptSource(folder: folder).fetch()
        } else if BuildTool.path(of: "dnf") != nil {
            archive = try await DnfSource(folder: folder).fetch()
        } else {
            throw StaticLibrariesError.noDistributionSource("there is neither apt-get nor dnf")
        }
        let sha256 = Checksum.sha256(try Data(contentsOf: archive.tarball))
        if KnownRelease.with(sha256: sha256) == nil {
            progress("\(archive.tarball.lastPathComponent) is no release that is known here; the distribution's signature vouches for it")
        }
        return archive
    }
}
