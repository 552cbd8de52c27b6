@testable import HTTPTransport
import Surroundings
import TestSupport
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct EnvironmentTests {
    @Test("the file of authorities is the one asked for, then the first that can be read")
    func authorities() {
        let all: (String) -> Bool = { _ in true }
        func file(_ variables: [String: String], _ isReadable: (String) -> Bool) -> String? {
            CertificateAuthorities(Environment(variables), isReadable: isReadable).file
        }
        #expect(file(["AWS_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b"], all) == "/a")
        #expect(file(["AWS_CA_BUNDLE": "", "SSL_CERT_FILE": "/b"], { _ in false }) == "/b")
        #expect(file([:], { $0.hasPrefix("/etc/ssl") }) == "/etc/ssl/certs/ca-certificates.crt")
        #expect(file([:], all) == "/etc/pki/tls/certs/ca-bundle.crt")
        #expect(file([:], { _ in false }) == nil)
    }

    @Test("the package's roots count in a Lambda, unless a variable asks for another file")
    func packaged() {
        func packaged(_ variables: [String: String], _ isReadable: (String) -> Bool = { _ in true }) -> String? {
            CertificateAuthorities(Environment(variables), isReadable: isReadable).packaged
        }
        #expect(packaged(["LAMBDA_TASK_ROOT": "/var/task"]) == "/var/task/roots.pem")
        #expect(packaged(["LAMBDA_TASK_ROOT": "/var/task", "AWS_CA_BUNDLE": "/a"]) == nil)
        #expect(packaged(["LAMBDA_TASK_ROOT": "/var/task", "SSL_CERT_FILE": "/a"]) == nil)
        #expect(packaged(["LAMBDA_TASK_ROOT": "/var/task"], { $0.hasPrefix("/etc") }) == nil)
        #expect(packaged(["LAMBDA_TASK_ROOT": "task"]) == nil)
        #expect(packaged([:]) == nil)
    }

    // The variables belong to the process, so each case runs in one of its own.

    @Test("a proxy from the environment is used, unless the request or NO_PROXY says otherwise")
    func proxy() async {
        await #expect(processExitsWith: .success) {
            let target = try ScriptedServer { _ in .respond(200, "direct") }
            let proxy = try ScriptedServer { .respond(200, "by proxy: \($0.path)") }
            setenv("http_proxy", proxy.url, 1)
            #expect(try await HTTPClient.shared.get("\(target.url)/x").text == "by proxy: \(target.url)/x")
            var request = HTTPRequest(.get, target.url)
            request.usesProxy = false
            #expect(try await HTTPClient.shared.send(request).text == "direct")
            let exchange = try Exchange(get: target.url, maximumResponseBytes: 100)
            #expect(try await exchange.send().body == Array("direct".utf8))
            setenv("NO_PROXY", "127.0.0.1", 1)
            #expect(try await HTTPClient.shared.get(target.url).text == "direct")
        }
    }

    @Test("an HTTPS request asks the proxy of HTTPS_PROXY for a tunnel")
    func tunnel() async {
        await #expect(processExitsWith: .success) {
            let proxy = try ScriptedServer { .respond($0.method == "CONNECT" && $0.path == "lambda.example:443" ? 418 : 500) }
            setenv("HTTPS_PROXY", proxy.url, 1)
            do {
                _ = try await HTTPClient.shared.get("https://lambda.example/")
                Issue.record("the tunnel was refused, so there can be no answer")
            } catch let error as HTTPError { #expect(error.cause.contains("418")) }
        }
    }
}
