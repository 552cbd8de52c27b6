import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Certificates made by OpenSSL's command, served by Python.
@Suite(.enabled(if: Python.has("ssl") && ChildProcess.works("openssl", ["version"]), "needs Python 3 and the openssl command"))
struct TLSTests {
    private let folder: TemporaryFolder
    private var authority: String { folder.path + "/ca.pem" }

    init() async throws {
        folder = try TemporaryFolder()
        try await openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=TestCA -keyout ca.key -out ca.pem")
    }

    private func openssl(_ command: String) async throws {
        let arguments = ["-c", "cd \"$0\" && openssl \(command) 2>/dev/null", folder.path]
        let result = try await ChildProcess("sh", arguments).result()
        try #require(result.status == 0)
    }

    /// A server whose certificate is for `name` and stands for `days` (none: it is over), and who speaks no newer TLS than `version`.
    private func server(name: String, days: Int = 2, version: String = "TLSv1_3") async throws -> (ChildProcess, String) {
        try await openssl("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=server -keyout server.key -out server.csr")
        try "subjectAltName=\(name)".write(toFile: folder.path + "/extensions", atomically: true, encoding: .utf8)
        try await openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days \(days) -extfile extensions -out server.pem")
        let peer = try ChildProcess(Python.process([Python.httpPeer, folder.path + "/server.pem", folder.path + "/server.key", version]))
        return (peer, "https://127.0.0.1:\(try #require(await peer.firstLine()))/echo")
    }

    private func get(_ url: String, authority: String?) async throws -> HTTPResponse {
        var request = HTTPRequest(.get, url)
        request.certificateAuthorities = authority
        request.connectTimeout = .seconds(300)  // the tests of other suites may keep every core busy
        return try await kind { try await HTTPClient.shared.send(request) }
    }

    @Test("a certificate of a trusted authority for the right host is accepted")
    func trusted() async throws {
        let (peer, url) = try await server(name: "IP:127.0.0.1")
        defer { peer.stop() }
        #expect(try await get(url, authority: authority).isSuccess)
    }

    @Test("a certificate of an authority that the machine does not know is refused")
    func unknown() async throws {
        let (peer, url) = try await server(name: "IP:127.0.0.1")
        defer { peer.stop() }
        await #expect(throws: HTTPError.Kind.tls) { try await get(url, authority: nil) }
    }

    @Test("a certificate for another host is refused")
    func otherHost() async throws {
        let (peer, url) = try await server(name: "DNS:example.com")
        defer { peer.stop() }
        await #expect(throws: HTTPError.Kind.tls) { try await get(url, authority: authority) }
    }

    @Test("a certificate that is over is refused")
    func expired() async throws {
        let (peer, url) = try await server(name: "IP:127.0.0.1", days: -1)
        defer { peer.stop() }
        await #expect(throws: HTTPError.Kind.tls) { try await get(url, authority: authority) }
    }

    @Test("TLS 1.1 is refused, also where OpenSSL's configuration allows it; 1.2 is not")
    func oldVersion() async {
        await #expect(processExitsWith: .success) {
            let tests = try await TLSTests()
            let configuration = """
                openssl_conf = init
                [init]
                ssl_conf = ssl
                [ssl]
                system_default = defaults
                [defaults]
                MinProtocol = TLSv1
                CipherString = ALL:@SECLEVEL=0

                """
            try configuration.write(toFile: tests.folder.path + "/openssl.cnf", atomically: true, encoding: .utf8)
            // Nothing in this process has started OpenSSL yet.
            setenv("OPENSSL_CONF", tests.folder.path + "/openssl.cnf", 1)
            let (old, oldURL) = try await tests.server(name: "IP:127.0.0.1", version: "TLSv1_1")
            defer { old.stop() }
            await #expect(throws: HTTPError.Kind.tls) { try await tests.get(oldURL, authority: tests.authority) }
            let (new, newURL) = try await tests.server(name: "IP:127.0.0.1", version: "TLSv1_2")
            defer { new.stop() }
            #expect(try await tests.get(newURL, authority: tests.authority).isSuccess)
        }
    }

    @Test("a file of authorities that is not there is a TLS error, never no verification")
    func missingFile() async throws {
        let (peer, url) = try await server(name: "IP:127.0.0.1")
        defer { peer.stop() }
        await #expect(throws: HTTPError.Kind.tls) { try await get(url, authority: folder.path + "/none.pem") }
    }
}
