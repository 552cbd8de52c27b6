import Testing

@testable import SigV4

// Skipped where the suite is absent: it lies beside the package, in ../shared/sigv4-suite, and is no part of it.
@Suite("AWS's signature test suite", .enabled(if: SuiteCase.isPresent, "../shared/sigv4-suite is absent"))
struct SuiteTests {
    @Test("is there as a whole")
    func isWhole() {
        #expect(SuiteCase.names.count == 38)
    }

    @Test("a request is signed in its headers as the suite says", arguments: SuiteCase.names)
    func headers(name: String) throws {
        let vector = try SuiteCase(name: name)
        let date = try #require(vector.date)
        let trace = try vector.signer.signature(
            inHeadersOf: vector.method, url: vector.url, headers: vector.headers, body: Array(vector.body.utf8), at: date)
        #expect(String(decoding: trace.canonicalRequest.text, as: UTF8.self) == (try vector.expected("header-canonical-request")))
        #expect(trace.stringToSign == (try vector.expected("header-string-to-sign")))
        #expect(trace.signature == (try vector.expected("header-signature")))

        let added = try vector.signer.sign(
            method: vector.method, url: vector.url, headers: vector.headers, body: Array(vector.body.utf8), at: date)
        let lines = vector.head + added.map { "\($0.name):\($0.value)" }
        #expect(SuiteCase.trimmed(lines.joined(separator: "\n") + "\n\n" + vector.body) == (try vector.expected("header-signed-request")))
    }

    @Test("a request is signed in its URL as the suite says", arguments: SuiteCase.names)
    func query(name: String) throws {
        let vector = try SuiteCase(name: name)
        let date = try #require(vector.date)
        let trace = try vector.signer.signature(
            inQueryOf: vector.method, url: vector.url, headers: vector.headers, body: Array(vector.body.utf8),
            expires: vector.context.expiration_in_seconds, at: date)
        #expect(String(decoding: trace.canonicalRequest.text, as: UTF8.self) == (try vector.expected("query-canonical-request")))
        #expect(trace.stringToSign == (try vector.expected("query-string-to-sign")))
        #expect(trace.signature == (try vector.expected("query-signature")))

        let url = try vector.signer.presign(
            method: vector.method, url: vector.url, headers: vector.headers, body: Array(vector.body.utf8),
            expires: vector.context.expiration_in_seconds, at: date)
        let line = "\(vector.method) \(url.dropFirst("https://example.amazonaws.com".count)) HTTP/1.1"
        let lines = [line] + vector.head.dropFirst()
        #expect(SuiteCase.trimmed(lines.joined(separator: "\n") + "\n\n" + vector.body) == (try vector.expected("query-signed-request")))
    }

    @Test("the signed requests of the suite verify, and with another method they don't", arguments: SuiteCase.names)
    func verification(name: String) throws {
        let vector = try SuiteCase(name: name)
        let date = try #require(vector.date)
        let verifier = SignatureVerifier(normalizesPath: vector.context.normalize) { _ in vector.credentials }
        for file in ["header-signed-request", "query-signed-request"] {
            let signed = try SuiteCase(signed: file, of: vector)
            let identity = try verifier.verify(
                method: signed.method, url: signed.target, headers: signed.headers, body: Array(signed.body.utf8), at: date)
            #expect(identity.service == "service" && identity.region == "us-east-1" && identity.accessKeyID == "AKIDEXAMPLE")
            #expect(throws: VerificationError.mismatch) {
                try verifier.verify(
                    method: "PATCH", url: signed.target, headers: signed.headers, body: Array(signed.body.utf8), at: date)
            }
        }
    }
}
