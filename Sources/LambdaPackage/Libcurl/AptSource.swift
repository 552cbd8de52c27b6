internal import Foundation

/// Fetches a source package with apt, without root and without touching what apt keeps on the machine: its configuration is copied, its
/// sources are rewritten to source packages, and lists and archives go to a folder of our own. apt verifies the signature of the archive's
/// index, and by it the checksum of every file.
struct AptSource {
    let folder: URL

    private var path: String { folder.path(percentEncoded: false) }

    func fetch() async throws -> SourceArchive {
        for name in ["parts", "lists/partial", "state", "cache/archives/partial", "source"] {
            try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        try await writeConfiguration()
        guard try await writeSources() else { throw StaticLibrariesError.noDistributionSource("apt has no sources to fetch from") }
        // Some sources, such as those of other vendors, have no source packages: what counts is whether curl's can be had.
        let update = try await apt(["update"])
        let download = try await apt(["source", "--download-only", "--only-source", "curl"])
        guard download.succeeded else {
            throw StaticLibrariesError.noDistributionSource("apt says:\n\((update.succeeded ? "" : update.end + "\n") + download.end)\n")
        }
        return try await archive()
    }

    private func apt(_ arguments: [String]) async throws -> BuildTool.Outcome {
        var environment = ProcessInfo.processInfo.environment
        environment["APT_CONFIG"] = path + "/apt.conf"
        return try await BuildTool.run("apt-get", arguments, in: folder.appending(path: "source"), environment: environment)
    }

    /// The machine's own settings (proxies, certificates, mirrors) without what it does after an update.
    private func writeConfiguration() async throws {
        let dump = try await BuildTool.run("apt-config", ["dump"])
        guard dump.succeeded else { throw StaticLibrariesError.noDistributionSource("apt-config says: \(dump.end)") }
        var lines = dump.output.split(separator: "\n").filter { !$0.hasPrefix("APT::Update::") && !$0.hasPrefix("DPkg::") }.map(String.init)
        lines += [
            #"Dir::Etc::main "/dev/null";"#, #"Dir::Etc::parts "/dev/null";"#,
            #"Dir::Etc::sourcelist "/dev/null";"#, #"Dir::Etc::sourceparts "\#(path)/parts";"#,
            #"Dir::State "\#(path)/state";"#, #"Dir::State::lists "\#(path)/lists";"#, #"Dir::Cache "\#(path)/cache";"#,
            // Else the version of an installed curl would be looked for, which may be gone from the archive.
            #"Dir::State::status "/dev/null";"#,
            // The user that apt would fetch as can't enter our private folder; of what it fetches nothing is run.
            #"APT::Sandbox::User "root";"#,
            #"Acquire::Languages "none";"#, #"Acquire::Retries "2";"#,
        ]
        try (lines.joined(separator: "\n") + "\n").write(to: folder.appending(path: "apt.conf"), atomically: false, encoding: .utf8)
    }

    /// Writes the machine's sources down as sources of source packages. Returns whether there are any.
    private func writeSources() async throws -> Bool {
        let answer = try await BuildTool.run("apt-config", ["shell", "LIST", "Dir::Etc::sourcelist/f", "PARTS", "Dir::Etc::sourceparts/d"])
        var files: [String] = []
        for line in answer.output.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let path = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "'"))
            if parts[0] == "LIST" {
                files.append(path)
            } else {
                files += ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted().map { path + $0 }
            }
        }
        var count = 0
        for file in files {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8), let (sources, suffix) = Self.sourceEntries(text, of: file)
            else {
                continue
            }
            try sources.write(to: folder.appending(path: "parts/machine-\(count)\(suffix)"), atomically: false, encoding: .utf8)
            count += 1
        }
        return count > 0
    }

    /// The entries of one of apt's files, in either of its [two formats](https://manpages.debian.org/bookworm/apt/sources.list.5.en.html).
    static func sourceEntries(_ text: String, of file: String) -> (text: String, suffix: String)? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if file.hasSuffix(".sources") {
            return (lines.map { $0.lowercased().hasPrefix("types:") ? "Types: deb-src" : String($0) }.joined(separator: "\n"), ".sources")
        }
        guard file.hasSuffix(".list") else { return nil }
        let entries = lines.filter { $0.hasPrefix("deb ") || $0.hasPrefix("deb\t") }
        return entries.isEmpty ? nil : (entries.map { "deb-src" + $0.dropFirst(3) + "\n" }.joined(), ".list")
    }

    /// What was downloaded: upstream's archive, and the distribution's with its patches.
    private func archive() async throws -> SourceArchive {
        let files = try FileManager.default.contentsOfDirectory(at: folder.appending(path: "source"), includingPropertiesForKeys: nil)
        guard let tarball = files.first(where: { $0.lastPathComponent.contains(".orig.tar.") && $0.pathExtension != "asc" }),
            let changes = files.first(where: { $0.lastPathComponent.contains(".debian.tar.") })
        else {
            throw StaticLibrariesError.noDistributionSource("the source package of curl has another form than expected")
        }
        let unpacked = try await BuildTool.run("tar", ["-xf", changes.path(percentEncoded: false), "debian/patches"], in: folder)
        guard unpacked.succeeded else { throw StaticLibrariesError.noDistributionSource("its patches can't be unpacked: \(unpacked.end)") }
        let patches = folder.appending(path: "debian/patches")
        let series = try String(contentsOf: patches.appending(path: "series"), encoding: .utf8)
        let names = series.split(separator: "\n").compactMap { $0.split(whereSeparator: \.isWhitespace).first }.filter {
            !$0.hasPrefix("#")
        }
        let identity = try [tarball, changes].map { "\($0.lastPathComponent), SHA-256 \(Checksum.sha256(try Data(contentsOf: $0)))" }
        return SourceArchive(
            tarball: tarball, patches: names.map { patches.appending(path: String($0)) }, identity: identity.joined(separator: "\n"))
    }
}
