import Foundation
import TestSupport

@testable import LambdaPackage

/// An archive in the form of curl's releases whose library builds in an instant, so that tests need neither network nor time.
struct MadeCurl {
    let path: String
    let sha256: String

    /// - Parameter makes: Whether its `make` succeeds.
    init(in folder: URL, version: String = "8.99.0", makes: Bool = true) async throws {
        let tree = folder.appending(path: "curl-\(version)")
        let makefile = """
            libcurl.la:
            \tmkdir -p .libs
            \techo 'const char *curl_version(void) { return __FILE__; }' > version.c
            \t$(CC) $(CFLAGS) -c $(CURDIR)/version.c -o version.o
            \t\(makes ? "ar crD .libs/libcurl.a version.o" : "@echo the compiler is on strike; exit 7")
            """
        let configure =
            "#!/bin/sh\nprintf 'CC = %s\\nCFLAGS = %s\\n' \"$CC\" \"$CFLAGS\" > lib/Makefile && cat lib/Makefile.in >> lib/Makefile\n"
        let files = [
            "include/curl/curlver.h": "#define LIBCURL_VERSION \"\(version)\"\n", "include/curl/curl.h": "#pragma once\n",
            "lib/Makefile.in": makefile, "configure": configure,
        ]
        for (name, text) in files {
            let file = tree.appending(path: name)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: false, encoding: .utf8)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tree.appending(path: "configure").path)
        path = folder.appending(path: "curl-\(version).tar.gz").path
        let result = try await ChildProcess("tar", ["-czf", path, "-C", folder.path, tree.lastPathComponent]).result()
        guard result.status == 0 else { throw CocoaError(.fileWriteUnknown) }
        sha256 = Checksum.sha256(try Data(contentsOf: URL(filePath: path)))
    }

    /// With the checksum behind it.
    var source: LibcurlSource { .file("\(path)#sha256=\(sha256)") }
}
