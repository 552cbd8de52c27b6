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
enum CertificateAuthorities {
    static let places = [
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/certs/ca-certificates.crt",
    ]

    /// The file for this process, or `nil` to leave the choice to libcurl. Found once.
    static let file: String? = find(
        variable: { getenv($0).map { String(cString: $0) } }, isReadable: { access($0, R_OK) == 0 })

    static func find(variable: (String) -> String?, isReadable: (String) -> Bool) -> String? {
        for name in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
            if let path = variable(name), !path.isEmpty { return path }
        }
        return places.first(where: isReadable)
    }
}
