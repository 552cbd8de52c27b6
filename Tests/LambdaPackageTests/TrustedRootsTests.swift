import Foundation
@testable import LambdaPackage
import TestSupport
import Testing

struct TrustedRootsTests {
    private static let store = TrustedRoots.stores.first { FileManager.default.isReadableFile(atPath: $0) }

    @Test(
        "the roots come out of the machine's own store, and OpenSSL knows them as Amazon's and Starfield's",
        .enabled(if: store != nil && ChildProcess.works("openssl", ["version"]), "needs a store and the openssl command"))
    func machine() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/" + TrustedRoots.fileName
        try Data(TrustedRoots.select()).write(to: URL(filePath: file))
        let list = try await ChildProcess(
            "sh", ["-c", "openssl crl2pkcs7 -nocrl -certfile \"$0\" | openssl pkcs7 -print_certs -noout", file]
        )
        .result().output.split(separator: "\n").filter { $0.hasPrefix("subject=") }
        #expect((1...TrustedRoots.fingerprints.count).contains(list.count))
        #expect(list.allSatisfy { $0.contains("Amazon") || $0.contains("Starfield") })
        #expect(list.contains { $0.contains("Amazon Root CA 1") })
    }
}
