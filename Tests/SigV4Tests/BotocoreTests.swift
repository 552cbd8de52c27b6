import Foundation
import TestSupport
import Testing

@testable import SigV4

// Skipped where Python cannot import botocore: `python3 -m venv .build/venv && .build/venv/bin/pip install botocore`.
@Suite("botocore's signer", .enabled(if: Python.has("botocore"), "Python cannot import botocore"))
struct BotocoreTests {
    struct Case: Decodable {
        let kind: String
        let method: String
        let url: String
        let headers: [[String]]
        let body: String
        let access: String
        let secret: String
        let token: String?
        let region: String
        let service: String
        let stamp: String
        let expires: Int
        let canonical: String
        let signature: String
        let authorization: String?
        let signedURL: String
    }

    @Test("agrees with ours on six hundred generated requests", arguments: [1, 2])
    func agreement(seed: Int) async throws {
        let script = Python.packageRoot.appending(path: "Tests/SigV4Tests/Support/botocore_signatures.py").path
        let output = try await Python.output(of: [script, "\(seed)", "300"])
        let cases = try JSONDecoder().decode([Case].self, from: output)
        #expect(cases.count == 300 && Set(cases.map(\.kind)) == ["headers", "unsigned", "s3", "query", "s3query"])
        for request in cases { try check(request) }
    }

    private func check(_ request: Case) throws {
        let date = try #require(SigningDate(stamp: request.stamp))
        let credentials = Credentials(accessKeyID: request.access, secretAccessKey: request.secret, sessionToken: request.token)
        let payload: Signer.Payload = ["unsigned": .unsigned, "s3query": .unsigned, "s3": .declared][request.kind] ?? .hashed
        let signer = Signer(
            service: request.service, region: request.region, credentials: credentials, normalizesPath: !request.kind.hasPrefix("s3"),
            payload: payload)
        let headers = request.headers.map { (name: $0[0], value: $0[1]) }
        let body = Array(request.body.utf8)
        var verifier = SignatureVerifier { _ in credentials }
        verifier.normalizesPath = signer.normalizesPath
        verifier.acceptsUnsignedPayload = payload == .unsigned

        if request.kind.hasSuffix("query") {
            let trace = try signer.signature(
                inQueryOf: request.method, url: request.url, headers: headers, body: body, expires: request.expires, at: date)
            #expect(String(decoding: trace.canonicalRequest.text, as: UTF8.self) == request.canonical, "\(request)")
            #expect(trace.signature == request.signature, "\(request)")
            for url in [trace.result, request.signedURL] {
                let received = headers + (headers.last(named: "host") == nil ? [("Host", try host(request.url))] : [])
                #expect(throws: Never.self, "\(request)") {
                    try verifier.verify(method: request.method, url: url, headers: received, body: body, at: date)
                }
            }
        } else {
            let trace = try signer.signature(inHeadersOf: request.method, url: request.url, headers: headers, body: body, at: date)
            #expect(String(decoding: trace.canonicalRequest.text, as: UTF8.self) == request.canonical, "\(request)")
            #expect(trace.result.last?.value == request.authorization, "\(request)")
            let received = headers + trace.result + (headers.last(named: "host") == nil ? [("Host", try host(request.url))] : [])
            #expect(throws: Never.self, "\(request)") {
                try verifier.verify(method: request.method, url: request.url, headers: received, body: body, at: date)
            }
        }
    }

    private func host(_ url: String) throws -> String {
        try #require(try SignableURL(url).host)
    }
}
