internal import Foundation

/// Builds libcurl as small as a hook needs it: HTTP and HTTPS, proxies, gzip, and nothing else.
struct LibcurlBuild {
    /// Whoever changes what a build makes without changing these lines raises this number.
    private static let edition = 2

    /// Lookups are made by a thread of their own, started with the first name that is no address: without one a slow name server would hold
    /// up the whole loop past every deadline, since libcurl may not use signals here.
    private static let features = [
        "--enable-static", "--disable-shared", "--with-pic", "--with-openssl", "--enable-http", "--enable-proxy", "--enable-ipv6",
        "--enable-threaded-resolver", "--enable-socketpair",
    ]

    /// Options that a release does not know are ignored by it, so the list may be that of all releases.
    private static let disabled = [
        "ares", "ftp", "file", "ipfs", "ldap", "ldaps", "rtsp", "dict", "telnet", "tftp", "pop3", "imap", "smb", "smtp", "gopher", "mqtt",
        "manual", "docs", "libcurl-option", "openssl-auto-load-config", "ntlm", "ntlm-wb", "kerberos-auth", "negotiate-auth", "aws",
        "tls-srp", "unix-sockets", "cookies", "doh", "httpsrr", "netrc", "progress-meter", "dnsshuffle", "get-easy-options", "alt-svc",
        "hsts", "websockets", "form-api", "mime", "headers-api", "sha512-256", "versioned-symbols",
    ]

    private static let without = [
        "brotli", "zstd", "ca-bundle", "ca-path", "ca-fallback", "libpsl", "libgsasl", "libssh2", "libssh", "wolfssh", "librtmp", "winidn",
        "libidn2", "nghttp2", "nghttp3", "ngtcp2", "quiche", "msh3", "gssapi", "hyper", "zsh-functions-dir", "fish-functions-dir",
    ]

    /// OpenSSL's engines and OCSP are parts that nothing here uses, and that would be linked in for being called.
    private static let compilerFlags =
        "-O2 -g0 -ffunction-sections -fdata-sections -fstack-protector-strong -D_FORTIFY_SOURCE=2 -DOPENSSL_NO_ENGINE -DOPENSSL_NO_OCSP"

    let compiler: Compiler
    let archives: [StaticArchive]

    private var options: [String] {
        Self.features + Self.disabled.map { "--disable-\($0)" } + Self.without.map { "--without-\($0)" }
            + [archives.contains { $0.name == "z" } ? "--with-zlib" : "--without-zlib"]
    }

    /// All that decides the bytes of the libraries besides the source.
    var identity: String {
        """
        edition \(Self.edition)
        configured with \(options.joined(separator: " "))
        compiled by \(compiler.identity)
        compiled with \(Self.compilerFlags)
        \(archives.map { "lib\($0.name).a, SHA-256 \($0.sha256)" }.joined(separator: "\n"))
        """
    }

    /// Builds the source in `work` and puts headers, libraries and `.pc` files into `destination`, whose final place is `home`.
    func run(_ source: SourceArchive, in work: URL, into destination: URL, home: URL, progress: @Sendable (String) -> Void) async throws {
        let tree = work.appending(path: "curl")
        let logs = Log(folder: work)
        try await unpack(source, into: tree, logs)
        let version = try version(of: tree)
        try await compile(version, in: tree, logs, progress)
        try install(version, from: tree, into: destination, home: home)
    }

    private func unpack(_ source: SourceArchive, into tree: URL, _ logs: Log) async throws {
        try FileManager.default.createDirectory(at: tree, withIntermediateDirectories: true)
        let folder = tree.path(percentEncoded: false)
        try await logs.step(
            "unpacking", "tar",
            ["-xf", source.tarball.path(percentEncoded: false), "-C", folder, "--strip-components=1", "--no-same-owner"], in: tree)
        // Git must not take a repository around the cache for the one that the patches are for.
        var environment = Self.environment
        environment["GIT_CEILING_DIRECTORIES"] = tree.deletingLastPathComponent().path(percentEncoded: false)
        for patch in source.patches {
            try await logs.step(
                "applying \(patch.lastPathComponent)", "git", ["apply", "-p1", "--whitespace=nowarn", patch.path(percentEncoded: false)],
                in: tree, environment: environment)
        }
        try Self.startOpenSSLLate(in: tree)
        // Patches touch what `configure` is generated from. With one time for all files, make does not ask for the generators.
        try await logs.step("setting times", "find", [".", "-exec", "touch", "-h", "-d", "@1", "{}", "+"], in: tree)
    }

    /// Lets OpenSSL start with the first TLS connection instead of with libcurl.
    ///
    /// That is two thirds of all instructions up to the first request to the Runtime API, which is plain HTTP. OpenSSL needs no call to
    /// start; the one that is kept says what its later, own start would not know: to load the texts of errors, and no configuration file,
    /// which a static OpenSSL would look for where its build machine has it. A release whose source reads otherwise is built as it is.
    private static func startOpenSSLLate(in tree: URL) throws {
        let file = tree.appending(path: "lib/vtls/openssl.c")
        guard var text = try? String(contentsOf: file, encoding: .utf8) else { return }
        let early = "OPENSSL_init_ssl(flags, NULL)"
        let first = "SSL_CTX_new(req_method)"
        guard text.components(separatedBy: early).count == 2, text.components(separatedBy: first).count == 2 else { return }
        text = text.replacingOccurrences(of: early, with: "(void)flags")
        let options = "OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_LOAD_CONFIG"
        text = text.replacingOccurrences(of: first, with: "(OPENSSL_init_ssl(\(options), NULL), SSL_CTX_new)(req_method)")
        try text.write(to: file, atomically: false, encoding: .utf8)
    }

    private func version(of tree: URL) throws -> String {
        let name = tree.lastPathComponent
        guard let header = try? String(contentsOf: tree.appending(path: "include/curl/curlver.h"), encoding: .utf8),
            let line = header.split(separator: "\n").first(where: { $0.hasPrefix("#define LIBCURL_VERSION ") }),
            let version = line.split(separator: "\"").dropFirst().first
        else { throw StaticLibrariesError.notCurl(name, cause: "it has no include/curl/curlver.h with a version") }
        let numbers = version.split(separator: ".").prefix(2).compactMap { Int($0) }
        guard numbers.count == 2, (numbers[0], numbers[1]) >= (7, 76) else {
            throw StaticLibrariesError.notCurl("curl \(version)", cause: "the version must be 7.76 or newer")
        }
        guard FileManager.default.isExecutableFile(atPath: tree.appending(path: "configure").path(percentEncoded: false)) else {
            throw StaticLibrariesError.notCurl("curl \(version)", cause: "it has no configure, which is in the archives of releases only")
        }
        return String(version)
    }

    private func compile(_ version: String, in tree: URL, _ logs: Log, _ progress: @Sendable (String) -> Void) async throws {
        progress("Configuring libcurl \(version)")
        var environment = Self.environment
        let path = tree.path(percentEncoded: false)
        environment["CC"] = compiler.name
        environment["CFLAGS"] = "\(Self.compilerFlags) -ffile-prefix-map=\(path)=/curl"
        try await logs.step(
            "configure", "sh",
            ["./configure", "--disable-option-checking", "--disable-dependency-tracking", "--enable-silent-rules"] + options,
            in: tree, environment: environment)
        progress("Compiling libcurl \(version)")
        let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
        var compiled = 0
        try await logs.step(
            "make", "make", ["-C", "lib", "-j\(cores)", "ARFLAGS=crD", "AR_FLAGS=crD", "libcurl.la"], in: tree, environment: environment
        ) { line in
            guard line.hasPrefix("  CC ") else { return }
            compiled += 1
            if compiled.isMultiple(of: 10) { progress("Compiling libcurl \(version): \(compiled) files") }
        }
    }

    /// Nothing of ours but where programs are: flags, sites and prefixes of the user's would decide the bytes unseen.
    private static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "TMPDIR", "PKG_CONFIG_PATH"].contains($0.key) }
    }

    private func install(_ version: String, from tree: URL, into destination: URL, home: URL) throws {
        let files = FileManager.default
        let configuration = destination.appending(path: "lib/pkgconfig")
        let headers = destination.appending(path: "include/curl")
        for folder in [configuration, headers] { try files.createDirectory(at: folder, withIntermediateDirectories: true) }
        for header in try files.contentsOfDirectory(at: tree.appending(path: "include/curl"), includingPropertiesForKeys: nil)
        where header.pathExtension == "h" {
            try files.copyItem(at: header, to: headers.appending(path: header.lastPathComponent))
        }
        let libraries = destination.appending(path: "lib")
        try files.copyItem(at: tree.appending(path: "lib/.libs/libcurl.a"), to: libraries.appending(path: "libcurl.a"))
        // Copies, in a folder without their shared twins: a linker that finds both takes the shared one.
        for archive in archives {
            try files.copyItem(at: URL(filePath: archive.path), to: libraries.appending(path: "lib\(archive.name).a"))
        }
        let needed = archives.map { "-l\($0.name)" }.joined(separator: " ")
        let path = home.path(percentEncoded: false)
        for (name, libraries) in [
            ("libcurl", "-lcurl \(needed)"), ("libssl", needed), ("openssl", needed),
            ("libcrypto", archives.filter { $0.name != "ssl" }.map { "-l\($0.name)" }.joined(separator: " ")),
        ] {
            let text = """
                Name: \(name)
                Description: \(name), static
                Version: \(name == "libcurl" ? version : "3")
                Libs: -L"\(path)/lib" \(libraries)
                Cflags: \(name == "libcurl" ? "-I\"\(path)/include\"" : "")

                """
            try text.write(to: configuration.appending(path: "\(name).pc"), atomically: false, encoding: .utf8)
        }
    }
}

extension LibcurlBuild {
    /// Runs the steps of a build, and keeps what they print where an error can point to it.
    private struct Log {
        let folder: URL

        func step(
            _ name: String, _ program: String, _ arguments: [String], in tree: URL, environment: [String: String]? = nil,
            onLine: (Substring) -> Void = { _ in }
        ) async throws {
            let outcome = try await BuildTool.run(program, arguments, in: tree, environment: environment, onLine: onLine)
            guard !outcome.succeeded else { return }
            let file = try PrivateFolder.make().appending(path: "libcurl-build.log")
            try outcome.output.write(to: file, atomically: true, encoding: .utf8)
            throw StaticLibrariesError.buildFailed(step: name, log: file.path(percentEncoded: false), end: outcome.end)
        }
    }
}
