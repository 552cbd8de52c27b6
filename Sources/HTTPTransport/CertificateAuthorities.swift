import Surroundings

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which file of certificate authorities vouches for servers.
///
/// libcurl and OpenSSL remember folders of the machine that they were built on, which need not exist where they run, so the file is
/// looked for by name. The first of these counts: the one that `AWS_CA_BUNDLE` names, the one that `SSL_CERT_FILE` names (either counts
/// even if it can't be read: what was asked for is never replaced in silence), then the places of Amazon Linux, Fedora and Debian.
///
/// Reading such a store's 140 certificates is most of a handshake, and a 128 MB function has a fourteenth of a core for it. A package
/// therefore brings the few roots that AWS's endpoints chain to, as `roots.pem` beside its executable, and they are tried first; see
/// ``Transfer/usesWholeStore(after:)``. A server is trusted if either vouches for it, so the few must be among the many, which is how
/// `rollout package` picks them. It is no weaker at run time: the file lies in the function's own package, and whoever could put another
/// root there could as well put other code.
struct CertificateAuthorities: Sendable {
    static let places = [
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/certs/ca-certificates.crt",
    ]

    /// Those of this process. Found once.
    static let shared = CertificateAuthorities(.process, isReadable: { access($0, R_OK) == 0 })

    /// The whole store, or `nil` to leave the choice to libcurl.
    let file: String?
    /// The package's few roots; `nil` where there are none, or where a variable asks for another file.
    let packaged: String?
    /// The hosts for which the package's roots did not do.
    private let others = Lock<Set<String>>([])

    /// More hosts than a function talks to, fewer than it has memory for.
    private static let mostOthers = 1024

    init(file: String?, packaged: String?) {
        self.file = file
        self.packaged = packaged
    }

    init(_ environment: Environment, isReadable: (String) -> Bool) {
        if let named = environment["AWS_CA_BUNDLE"] ?? environment["SSL_CERT_FILE"] {
            self.init(file: named, packaged: nil)
        } else {
            let packaged = environment["LAMBDA_TASK_ROOT"].map { $0 + "/roots.pem" }
            self.init(
                file: Self.places.first(where: isReadable), packaged: packaged.flatMap { $0.hasPrefix("/") && isReadable($0) ? $0 : nil })
        }
    }

    /// Whether the package's roots are worth a try.
    func mayBePackaged(_ host: String) -> Bool { others.withLock { !$0.contains(host) } }

    /// Remembers that the package's roots don't do for a host.
    func noteOther(_ host: String) {
        others.withLock { others in if others.count < Self.mostOthers { others.insert(host) } }
    }
}
