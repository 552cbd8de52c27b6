public import Foundation

/// A folder with a minimal libcurl, OpenSSL and zlib, all of them static, that a package's executables are linked to.
///
/// Debian's own `libcurl.a` can't be linked, since its Kerberos has no static form, and the shared one brings 44 libraries along. So libcurl
/// is built once from its source, in half a minute, and kept for the next time.
public struct StaticLibraries: Sendable {
    /// The folder with `libcurl.pc`, `libssl.pc` and `libcrypto.pc`, for `PKG_CONFIG_PATH`.
    public let pkgConfigPath: String
    /// All that decides the libraries' bytes: sources with their checksums, options, compiler. Several lines, without paths of this machine.
    public let identity: String
    /// The arguments for `swift build` that make a fully static executable with them.
    public let buildArguments: [String]

    /// Finds the libraries in the cache, or builds them.
    ///
    /// The source is the one that the distribution builds its own libcurl from, with its security fixes, unless another is named. It is
    /// fetched once: a later fix of the distribution's is taken up with its next OpenSSL, or when the cache is removed.
    ///
    /// - Parameters:
    ///   - source: An archive of a curl release instead of the distribution's source package.
    ///   - cache: A private folder; `$XDG_CACHE_HOME/swift-lambda-rollout` or `~/.cache/swift-lambda-rollout` unless given.
    ///   - progress: Is called with one line for what is being done now.
    /// - Throws: ``StaticLibrariesError``; `CancellationError` when the task is cancelled, which ends the build.
    public static func prepare(
        source: LibcurlSource? = nil, cache: URL? = nil, progress: @Sendable (String) -> Void
    ) async throws -> StaticLibraries {
        let compiler = try await Compiler.find()
        let build = LibcurlBuild(compiler: compiler, archives: try await StaticArchive.find(with: compiler))
        let given = try source.map { source in try GivenSource(source) }
        let wanted = "\(given.map { "source \($0.sha256)" } ?? "source of \(DistributionSource.name)")\n\(build.identity)"

        let name = "libcurl-" + Checksum.sha256(Data(wanted.utf8)).prefix(16)
        let cache = try BuildCache(cache)
        let home = try await cache.entry(name, progress: progress) { work, result, home in
            let download = work.appending(path: "source")
            try FileManager.default.createDirectory(at: download, withIntermediateDirectories: false)
            let archive =
                if let given {
                    try await given.fetch(into: download, progress: progress)
                } else {
                    try await DistributionSource.fetch(into: download, progress: progress)
                }
            try await build.run(archive, in: work, into: result, home: home, progress: progress)
            try "\(archive.identity)\n\(build.identity)\n".write(
                to: result.appending(path: "identity"), atomically: false, encoding: .utf8)
        }
        let runtime = try await SwiftRuntime.find()
        let resources = try await runtime?.trimmed(in: cache, progress: progress)
        return StaticLibraries(
            pkgConfigPath: home.appending(path: "lib/pkgconfig").path(percentEncoded: false),
            identity: try String(contentsOf: home.appending(path: "identity"), encoding: .utf8)
                + (runtime.map { "linked to the trimmed runtime of \($0.compiler)\n" } ?? ""),
            buildArguments: Self.linking
                + (resources.map { ["-Xswiftc", "-resource-dir", "-Xswiftc", $0.path(percentEncoded: false)] } ?? []))
    }

    /// A static executable registers its tables for unwinding at start, as old systems needed it; the first one to unwind then sorts them,
    /// and that is the main thread, when libdispatch takes it over: 126 million instructions, a hundred times as many as all the rest of a
    /// start. With no function to register them by, they are looked up in the index that the linker has made of them.
    private static let linking =
        ["-Xswiftc", "-static-executable"]
        + ["__register_frame_info", "__deregister_frame_info"].flatMap(LinkerArguments.leavingOut)
}
