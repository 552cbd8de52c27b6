import Testing

@testable import SigV4

@Suite("A signature verifier")
struct SignatureVerifierTests {
    let date = SigningDate(secondsSince1970: 1_440_938_160)
    let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token/+=")
    let body = Array(#"{"deploymentId":"d-ABCDEF123"}"#.utf8)
    let target = "/p%20q/r?a=1&b=%C3%A9"

    var signer: Signer { Signer(service: "codedeploy", region: "eu-central-1", credentials: credentials) }
    var verifier: SignatureVerifier {
        SignatureVerifier { [credentials] in $0 == credentials.accessKeyID ? credentials : nil }
    }
    var unsigned: [(name: String, value: String)] {
        [
            ("Host", "localhost:4566"), ("X-Amz-Target", "CodeDeploy_20141006.ListApplications"),
            ("Content-Type", "application/x-amz-json-1.1"),
        ]
    }

    func signed(_ signer: Signer? = nil) throws -> [(name: String, value: String)] {
        unsigned
            + (try (signer ?? self.signer).sign(
                method: "POST", url: "http://localhost:4566\(target)", headers: unsigned, body: body, at: date))
    }

    func verify(
        _ headers: [(name: String, value: String)], method: String = "POST", target: String? = nil, body: [UInt8]? = nil,
        after seconds: Int64 = 0,
        _ verifier: SignatureVerifier? = nil
    ) throws(VerificationError) -> SignatureVerifier.Identity {
        try (verifier ?? self.verifier).verify(
            method: method, url: target ?? self.target, headers: headers, body: body ?? self.body, at: date.advanced(bySeconds: seconds))
    }

    @Test("accepts what was signed and says who signed, for which region and service")
    func accepts() throws {
        let identity = try verify(signed())
        #expect(identity == .init(accessKeyID: "AKIDEXAMPLE", region: "eu-central-1", service: "codedeploy"))
        #expect(try verify([(name: "User-Agent", value: "added by a proxy")] + signed()) == identity)
    }

    @Test("refuses every request of which one byte of the body, the target, a signed header or the signature was changed")
    func changes() throws {
        let headers = try signed()
        for index in body.indices {
            var changed = body
            changed[index] ^= 1
            #expect(throws: VerificationError.mismatch) { try verify(headers, body: changed) }
        }
        for (from, to) in [("p", "P"), ("%20", "%21"), ("a=1", "a=2"), ("?a", "?c"), ("%A9", "%A8"), ("/r", "/r/")] {
            let changed = target.replacing(from, with: to)
            #expect(changed != target)
            #expect(throws: VerificationError.mismatch) { try verify(headers, target: changed) }
        }
        for (position, header) in headers.enumerated() {
            for index in header.value.utf8.indices {
                var bytes = Array(header.value.utf8)
                bytes[header.value.utf8.distance(from: header.value.utf8.startIndex, to: index)] ^= 1
                var changed = headers
                changed[position].value = String(decoding: bytes, as: UTF8.self)
                #expect(throws: VerificationError.self) { try verify(changed) }
            }
        }
        #expect(throws: VerificationError.mismatch) { try verify(headers, method: "PUT") }
        #expect(throws: VerificationError.mismatch) { try verify(headers + [(name: "x-amz-target", value: "another")]) }
        #expect(throws: VerificationError.mismatch) { try verify(headers.filter { $0.name != "Content-Type" }) }
    }

    @Test("refuses what was signed too long ago or for a time to come")
    func time() throws {
        let headers = try signed()
        for seconds in [-300, 0, 300] as [Int64] { _ = try verify(headers, after: seconds) }
        #expect(throws: VerificationError.expired) { try verify(headers, after: 301) }
        #expect(throws: VerificationError.notYetValid) { try verify(headers, after: -301) }
    }

    @Test("accepts a presigned URL for as long as it is valid")
    func presigned() throws {
        let url = try signer.presign(method: "GET", url: "http://localhost:4566\(target)", expires: 3600, at: date)
        let headers = [(name: "host", value: "localhost:4566")]
        for seconds in [-300, 0, 3600] as [Int64] { _ = try verify(headers, method: "GET", target: url, body: [], after: seconds) }
        #expect(throws: VerificationError.expired) { try verify(headers, method: "GET", target: url, body: [], after: 3601) }
        #expect(throws: VerificationError.notYetValid) { try verify(headers, method: "GET", target: url, body: [], after: -301) }
        #expect(throws: VerificationError.mismatch) { try verify(headers, method: "GET", target: url + "&c=d", body: []) }
        #expect(throws: VerificationError.mismatch) {
            try verify(headers, method: "GET", target: url.replacing("X-Amz-Expires=3600", with: "X-Amz-Expires=604800"), body: [])
        }
    }

    @Test("accepts a body that is not covered only where told to, and never one that has another hash than declared")
    func payload() throws {
        var signer = signer
        signer.payload = .unsigned
        let headers = try signed(signer)
        #expect(throws: VerificationError.mismatch) { try verify(headers) }
        var lenient = verifier
        lenient.acceptsUnsignedPayload = true
        _ = try verify(headers, body: [1, 2, 3], lenient)
        signer.payload = .declared
        let declared = try signed(signer)
        _ = try verify(declared)
        #expect(throws: VerificationError.mismatch) { try verify(declared, body: [1, 2, 3], lenient) }
        let uncovered = try signed() + [(name: "x-amz-content-sha256", value: String(repeating: "0", count: 64))]
        #expect(throws: VerificationError.mismatch) { try verify(uncovered) }
    }

    @Test("accepts a body in S3's chunks only where told to, and only for the signature of such a body")
    func streaming() throws {
        let kind = (name: "x-amz-content-sha256", value: "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        let headers = unsigned + [kind]
        let added = try signer.sign(method: "POST", url: "http://localhost:4566\(target)", headers: headers, body: body, at: date)
        let signed = headers + added.filter { $0.name != kind.name }
        #expect(throws: VerificationError.mismatch) { try verify(signed) }
        var lenient = verifier
        lenient.acceptsUnsignedPayload = true
        _ = try verify(signed, body: [1, 2, 3], lenient)
        var other = signed
        other[headers.count - 1].value = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        #expect(throws: VerificationError.mismatch) { try verify(other, lenient) }
    }

    @Test("says who a request claims to be from, without believing it")
    func claim() throws {
        var headers = try signed()
        headers[headers.count - 1].value += "0"
        let claimed = try SignatureVerifier.claimedIdentity(url: target, headers: headers)
        #expect(claimed == .init(accessKeyID: "AKIDEXAMPLE", region: "eu-central-1", service: "codedeploy"))
        #expect(throws: VerificationError.missingSignature) { try SignatureVerifier.claimedIdentity(url: target, headers: unsigned) }
    }

    @Test("refuses an access key that nobody has, and a session token that belongs to another key or to none")
    func identities() throws {
        let headers = try signed()
        #expect(throws: VerificationError.unknownAccessKey) { try verify(headers, SignatureVerifier { _ in nil }) }
        for token in [nil, "another"] {
            let other = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: token)
            #expect(throws: VerificationError.invalidToken) { try verify(headers, SignatureVerifier { _ in other }) }
        }
        #expect(throws: VerificationError.invalidToken) { try verify(headers.filter { $0.name != "X-Amz-Security-Token" }) }
    }

    @Test(
        "says which part of a signature is missing or malformed",
        arguments: [
            ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512", "algorithm"), ("/aws4_request", "/aws5_request", "credential"),
            ("/codedeploy/", "/", "credential"), ("AKIDEXAMPLE/", "/", "credential"), ("/20150830/", "/20150831/", "day"),
            ("host;", "", "Host"),
            ("Signature=", "Sig=", "signature"), ("Credential=", "Cred=", "credential"), (", ", " ", "credential"),
        ])
    func malformed(from: String, to: String, part: String) throws {
        var headers = try signed()
        headers[headers.count - 1].value = headers[headers.count - 1].value.replacing(from, with: to)
        let error = #expect(throws: VerificationError.self) { try verify(headers) }
        guard case .incompleteSignature(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains(part))
    }

    @Test("takes any bytes for a signature without trapping, and none but its own fields as valid")
    func hostile() throws {
        var random = SystemRandomNumberGenerator()
        let headers = try signed()
        let fields = headers[headers.count - 1].value.dropFirst("AWS4-HMAC-SHA256 ".count).split(separator: ", ")
        for round in 0..<3000 {
            var bytes = Array(headers[headers.count - 1].value.utf8)
            for _ in 0...round % 8 {
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(Int.random(in: 0..<bytes.count / 2, using: &random)..<bytes.count / 2)
                default: bytes.insert(contentsOf: Array("=,;/ %".utf8.shuffled()), at: Int.random(in: bytes.indices, using: &random))
                }
                if bytes.count < 4 { bytes = Array("AWS4-HMAC-SHA256 Credential=".utf8) }
            }
            var changed = headers
            changed[changed.count - 1].value = String(decoding: bytes, as: UTF8.self)
            // Spaces and commas around the fields make no difference.
            if (try? verify(changed)) != nil {
                #expect(fields.allSatisfy { changed[changed.count - 1].value.contains($0) })
            }
            let query =
                "/?X-Amz-Signature=%\(String(decoding: bytes, as: UTF8.self))&X-Amz-Expires=\(Int.random(in: .min ... .max, using: &random))"
            #expect(throws: VerificationError.self) { try verify([], target: query) }
        }
    }

    @Test("asks for a signature where there is none")
    func missing() {
        #expect(throws: VerificationError.missingSignature) { try verify(unsigned) }
    }
}
