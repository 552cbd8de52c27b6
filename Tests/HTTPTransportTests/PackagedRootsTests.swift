import Foundation
@testable import HTTPTransport
import TestSupport
import Testing

/// Two authorities: the package's roots hold the first alone, the whole store both.
@Suite(.enabled(if: Python.has("ssl") && ChildProcess.works("openssl", ["version"]), "needs Python 3 and the openssl command"))
struct PackagedRootsTests {
    private let folder: TemporaryFolder
    private let authorities: CertificateAuthorities
    private let client: HTTPClient

    init() async throws {
        folder = try TemporaryFolder()
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        let script = """
            cd "$0" && exec 2>/dev/null
            for name in first second stranger; do
              openssl req -x509 \(key) -days 2 -subj /CN=$name -keyout $name.key -out $name.pem
              openssl req \(key) -subj /CN=server -keyout $name-server.key -out $name.csr
              echo subjectAltName=IP:127.0.0.1 > names
              openssl x509 -req -in $name.csr -CA $name.pem -CAkey $name.key -CAcreateserial -days 2 -extfile names -out $name-server.pem
            done
            echo subjectAltName=DNS:example.com > names
            openssl x509 -req -in second.csr -CA second.pem -CAkey second.key -CAcreateserial -days 2 -extfile names -out other-server.pem
            cp second-server.key other-server.key
            cat first.pem second.pem > store.pem
            echo nonsense > broken.pem
            """
        let result = try await ChildProcess("sh", ["-ec", script, folder.path]).result()
        try #require(result.status == 0)
        authorities = CertificateAuthorities(file: folder.path + "/store.pem", packaged: folder.path + "/first.pem")
        client = HTTPClient(authorities: authorities)
    }

    /// A server whose certificate this authority has signed, and its host with the port.
    private func server(_ authority: String) async throws -> (ChildProcess, String) {
        let files = [folder.path + "/\(authority)-server.pem", folder.path + "/\(authority)-server.key"]
        let peer = try ChildProcess(Python.process([Python.httpPeer] + files))
        return (peer, "127.0.0.1:\(try #require(await peer.firstLine()))")
    }

    private func post(_ client: HTTPClient, to host: String) async throws -> HTTPResponse {
        var request = HTTPRequest(.post, "https://\(host)/echo", body: Array("once".utf8))
        request.connectTimeout = .seconds(300)  // the tests of other suites may keep every core busy
        request.timeout = .seconds(600)
        return try await kind { try await client.send(request) }
    }

    @Test("a server that the package's roots vouch for needs no whole store")
    func packaged() async throws {
        let (peer, host) = try await server("first")
        defer { peer.stop() }
        let onlyPackaged = CertificateAuthorities(file: folder.path + "/none.pem", packaged: folder.path + "/first.pem")
        #expect(try await post(HTTPClient(authorities: onlyPackaged), to: host).isSuccess)
        #expect(onlyPackaged.mayBePackaged(host))
    }

    @Test("a server that only the whole store vouches for gets the same request, and the next one goes straight there")
    func wholeStore() async throws {
        let (peer, host) = try await server("second")
        defer { peer.stop() }
        let answer = try await post(client, to: host)
        #expect(answer.isSuccess && answer.text.contains("once"))
        #expect(!authorities.mayBePackaged(host))
        #expect(try await post(client, to: host).isSuccess)
    }

    @Test("a response that is streamed turns to the whole store as well")
    func streamed() async throws {
        let (peer, host) = try await server("second")
        defer { peer.stop() }
        var request = HTTPRequest(.get, "https://\(host)/bytes/1000")
        request.connectTimeout = .seconds(300)
        request.timeout = .seconds(600)
        var bytes = 0
        for try await piece in try await client.stream(request).body { bytes += piece.count }
        #expect(bytes == 1000)
    }

    @Test("a request that follows redirects begins with the whole store, lest its first part be sent again")
    func redirected() async throws {
        let (peer, host) = try await server("second")
        defer { peer.stop() }
        var request = HTTPRequest(.get, "https://\(host)/redirect")
        request.maximumRedirects = 1
        request.connectTimeout = .seconds(300)
        request.timeout = .seconds(600)
        #expect(try await client.send(request).isSuccess)
        #expect(authorities.mayBePackaged(host), "the package's roots were not even tried")
    }

    @Test("a server that neither vouches for is refused")
    func stranger() async throws {
        let (peer, host) = try await server("stranger")
        defer { peer.stop() }
        await #expect(throws: HTTPError.Kind.tls) { try await post(client, to: host) }
    }

    @Test("a certificate for another host is refused, without another try")
    func otherHost() async throws {
        let (peer, host) = try await server("other")
        defer { peer.stop() }
        let both = CertificateAuthorities(file: folder.path + "/store.pem", packaged: folder.path + "/store.pem")
        await #expect(throws: HTTPError.Kind.tls) { try await post(HTTPClient(authorities: both), to: host) }
        #expect(both.mayBePackaged(host))
    }

    @Test("roots that can't be read are no reason to do without the whole store")
    func broken() async throws {
        let (peer, host) = try await server("second")
        defer { peer.stop() }
        let broken = CertificateAuthorities(file: folder.path + "/store.pem", packaged: folder.path + "/broken.pem")
        #expect(try await post(HTTPClient(authorities: broken), to: host).isSuccess)
    }

    @Test("hosts are told apart by name and port, for https alone")
    func hosts() {
        #expect(Transfer.tlsHost(of: "HTTPS://user:secret@API.example.com:8443/x?y#z") == "api.example.com:8443")
        #expect(Transfer.tlsHost(of: "https://a.example") == "a.example")
        #expect(Transfer.tlsHost(of: "https://a.example?x=@b") == "a.example")
        #expect(Transfer.tlsHost(of: "http://a.example/") == nil)
        #expect(Transfer.tlsHost(of: "https://") == nil)
    }
}
