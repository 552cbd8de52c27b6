internal import Foundation

/// Fetches a source package with dnf, and verifies its signature against the keys that the machine trusts.
struct DnfSource {
    let folder: URL

    func fetch() async throws -> SourceArchive {
        let path = folder.path(percentEncoded: false)
        let download = try await BuildTool.run("dnf", ["download", "--source", "--destdir", path, "curl"], in: folder)
        guard download.succeeded,
            let package = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter({ $0.lastPathComponent.hasSuffix(".src.rpm") }).max(by: { $0.lastPathComponent < $1.lastPathComponent })
        else {
            throw StaticLibrariesError.noDistributionSource("dnf download (of dnf-plugins-core) says:\n\(download.end)\n")
        }
        // `dnf download` looks at no signature, and rpm is content with none: only these words say that there is a good one.
        let check = try await BuildTool.run("rpmkeys", ["--checksig", package.path(percentEncoded: false)])
        guard check.succeeded, check.output.contains("signatures OK") else {
            throw StaticLibrariesError.noDistributionSource(
                "the signature of \(package.lastPathComponent) is not one of a trusted key (rpmkeys --import adds the distribution's): \(check.end)"
            )
        }
        return try await archive(package, path)
    }

    private func archive(_ package: URL, _ path: String) async throws -> SourceArchive {
        // Installing a source package unpacks it; with a database of its own, that takes no rights.
        let arguments = ["--define", "_topdir \(path)/rpm", "--define", "_dbpath \(path)/rpmdb", "--nosignature", "--install"]
        let unpacked = try await BuildTool.run("rpm", arguments + [package.path(percentEncoded: false)], in: folder)
        let sources = folder.appending(path: "rpm/SOURCES")
        guard unpacked.succeeded,
            let specification = try? String(contentsOf: folder.appending(path: "rpm/SPECS/curl.spec"), encoding: .utf8),
            let tarball = try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil)
                .first(where: {
                    $0.lastPathComponent.hasPrefix("curl-") && $0.lastPathComponent.contains(".tar.") && $0.pathExtension != "asc"
                })
        else {
            throw StaticLibrariesError.noDistributionSource("\(package.lastPathComponent) can't be unpacked: \(unpacked.end)")
        }
        let identity = "\(package.lastPathComponent), SHA-256 \(Checksum.sha256(try Data(contentsOf: package)))"
        return SourceArchive(
            tarball: tarball, patches: Self.patches(in: specification).map { sources.appending(path: $0) }, identity: identity)
    }

    /// The patches that a specification lists, in its order: `Patch001: name.patch`.
    static func patches(in specification: String) -> [String] {
        specification.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].hasPrefix("Patch"), parts[0].dropFirst(5).allSatisfy(\.isNumber) else { return nil }
            return parts[1].split(whereSeparator: \.isWhitespace).first.flatMap { $0.split(separator: "/").last }.map(String.init)
        }
    }
}
