/// What is known to be in the image that provided.al2023 runs functions in.
///
/// Established: it is made from Amazon Linux 2023's minimal container image and has glibc 2.34
/// ([AWS's announcement](https://github.com/aws/aws-lambda-base-images/issues/92)); that image has microdnf, curl-minimal and openssl-libs
/// (3.2.2 and zlib 1.2.11 in [2026](https://github.com/docker-library/official-images/pull/21019)). Inferred: libstdc++ and libgcc, since
/// microdnf is a C++ program, in the versions of Amazon Linux 2023's gcc 11. Not established: which of the image's further libraries AWS
/// promises to keep. They are therefore taken as missing and bundled, which costs size and never correctness. libcurl is left out on purpose:
/// programs that are linked to Debian's or Ubuntu's complain about Amazon Linux's at every start.
enum BaseImage {
    /// A library of the image, with the newest versions of symbols that it has, by family.
    private static let libraries: [String: [String: [Int]]] = {
        let glibc = [
            "libc.so.6", "libm.so.6", "libmvec.so.1", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "libresolv.so.2",
            "libanl.so.1", "libBrokenLocale.so.1", "libthread_db.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
        ]
        var libraries = Dictionary(uniqueKeysWithValues: glibc.map { ($0, ["GLIBC": PackageLimits.glibc]) })
        libraries["libgcc_s.so.1"] = ["GCC": [11, 0]]
        libraries["libstdc++.so.6"] = ["GLIBCXX": [3, 4, 29], "CXXABI": [1, 3, 13]]
        libraries["libssl.so.3"] = ["OPENSSL": [3, 2, 0]]
        libraries["libcrypto.so.3"] = ["OPENSSL": [3, 2, 0]]
        libraries["libz.so.1"] = ["ZLIB": [1, 2, 9]]
        return libraries
    }()

    /// The interpreters that a script may begin with.
    static let interpreters: Set<String> = ["/bin/sh", "/usr/bin/sh", "/bin/bash", "/usr/bin/bash", "/usr/bin/env"]

    /// Whether the image has a library of this name.
    static func has(_ library: String) -> Bool { libraries[library] != nil }

    /// Whether its library of this name has a version of symbols.
    static func has(_ version: SymbolVersion) -> Bool {
        guard let families = libraries[version.library], let newest = families[String(version.family)] else {
            // A family that is not numbered, such as CXXABI_TM_1, or whose numbers are not known.
            return has(version.library)
        }
        return !version.isNewer(than: newest)
    }

    /// Whether a library is a part of glibc, which can't be brought along: it has to fit the dynamic linker and the kernel's view of it.
    static func isGlibc(_ library: String) -> Bool { libraries[library]?["GLIBC"] != nil }
}
