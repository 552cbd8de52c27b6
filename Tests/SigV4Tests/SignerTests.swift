import Testing

@testable import SigV4

@Suite("A signer")
struct SignerTests {
    let date = SigningDate(secondsSince1970: 1_440_938_160)
    let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "hidden-secret", sessionToken: "hidden-token")
    var signer: Signer { Signer(service: "codedeploy", region: "eu-central-1", credentials: credentials) }

    @Test("replaces the headers of an earlier signature, whatever their case")
    func again() throws {
        let url = "https://codedeploy.eu-central-1.amazonaws.com/"
        let first = try signer.sign(method: "POST", url: url, headers: [("X-Amz-Target", "t")], at: date)
        let later = date.advanced(bySeconds: 60)
        let stale = [("X-Amz-Target", "t")] + first.map { (name: $0.name.uppercased(), value: $0.value) }
        let second = try signer.sign(method: "POST", url: url, headers: stale, at: later)
        let fresh = try signer.sign(method: "POST", url: url, headers: [("X-Amz-Target", "t")], at: later)
        #expect(second.map(\.value) == fresh.map(\.value))
        #expect(second.map(\.name) == ["X-Amz-Security-Token", "X-Amz-Date", "Authorization"])
        #expect(second.last?.value != first.last?.value)
    }

    @Test("keeps its key for a day and derives another for the next")
    func days() throws {
        let signer = signer
        let nextDay = date.advanced(bySeconds: 86_400)
        for date in [date, nextDay, date, nextDay] {
            let kept = try signer.sign(method: "GET", url: "https://h/", at: date)
            let derived = try self.signer.sign(method: "GET", url: "https://h/", at: date)
            #expect(kept.map(\.value) == derived.map(\.value))
        }
    }

    @Test("declares the body's hash, an unsigned body, or neither")
    func payloads() throws {
        var signer = signer
        let body = Array("Param1=value1".utf8)
        func header() throws -> String? {
            try signer.sign(method: "POST", url: "https://h/", body: body, at: date).last(named: "x-amz-content-sha256")
        }
        #expect(try header() == nil)
        signer.payload = .declared
        #expect(try header() == "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e")
        signer.payload = .unsigned
        #expect(try header() == "UNSIGNED-PAYLOAD")
    }

    @Test("takes a hash that the caller has computed")
    func givenHash() throws {
        let body = Array("Param1=value1".utf8)
        let hash = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
        let headers = [(name: "X-Amz-Content-Sha256", value: hash)]
        let given = try signer.sign(method: "POST", url: "https://h/", headers: headers, at: date)
        let computed = try signer.sign(method: "POST", url: "https://h/", headers: headers, body: body, at: date)
        #expect(given.last?.value == computed.last?.value)
    }

    @Test("of S3 encodes a path once, encoded or not, and leaves its dots and slashes alone")
    func s3Path() throws {
        var signer = signer
        signer.normalizesPath = false
        func path(_ path: String) throws -> String {
            let trace = try signer.signature(inHeadersOf: "GET", url: "https://h\(path)", headers: [], body: [], at: date)
            return String(decoding: trace.canonicalRequest.text.split(separator: UInt8(ascii: "\n"))[1], as: UTF8.self)
        }
        #expect(try path("/a b/%20/./../%2f/%41/+:@/%/%4/%zz//é") == "/a%20b/%20/./../%2F/A/%2B%3A%40/%25/%254/%25zz//%C3%A9")
    }

    @Test("presigns a URL with a query, an empty query, no query, and a fragment")
    func presigned() throws {
        for (url, start) in [
            ("https://h/p", "https://h/p?X-Amz-Algorithm="), ("https://h/p?", "https://h/p?X-Amz-Algorithm="),
            ("https://h/p?a=b", "https://h/p?a=b&X-Amz-Algorithm="), ("https://h?a#f", "https://h?a&X-Amz-Algorithm="),
            ("https://h#?", "https://h?X-Amz-Algorithm="),
        ] {
            let signed = try signer.presign(method: "GET", url: url, expires: 60, at: date)
            #expect(signed.hasPrefix(start), "\(signed)")
            let verifier = SignatureVerifier { [credentials] _ in credentials }
            _ = try verifier.verify(method: "GET", url: signed, headers: [("host", "h")], body: [], at: date)
        }
    }

    @Test(
        "refuses a URL that cannot be signed, and does not quote it",
        arguments: [
            "", "h/p", "ftp://h/", "https:/h/", "https://", "https:///p", "https://h:80a/", "https://h /", "https://h\r\nX: y/",
            "https://ü/",
            "https://a:b:c/", "https://[::1/", "/p?token=hidden", "https://h/\u{7F}", "://h/",
        ])
    func invalidURLs(url: String) throws {
        let error = #expect(throws: SigningError.self) { try signer.sign(method: "GET", url: url, at: date) }
        guard case .invalidURL = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("hidden") == false)
    }

    @Test("refuses to presign for no time, or for more than seven days", arguments: [0, -1, 604_801, .min, .max])
    func invalidExpiration(seconds: Int) {
        #expect(throws: SigningError.invalidExpiration(seconds: seconds)) {
            try signer.presign(method: "GET", url: "https://h/", expires: seconds, at: date)
        }
    }

    @Test(
        "finds the host as HTTP clients send it",
        arguments: [
            ("https://Example.COM", "example.com"), ("https://h:443/", "h"), ("http://h:443", "h:443"), ("http://h:80?q", "h"),
            ("http://h:/", "h"),
            ("https://user:pass@h:8443/", "h:8443"), ("http://[::1]:9000/", "[::1]:9000"), ("https://[2001:DB8::1]", "[2001:db8::1]"),
            ("HTTPS://h:443", "h"),
        ])
    func hosts(url: String, host: String) throws {
        #expect(try SignableURL(url).host == host)
    }

    @Test("and its credentials show no secret in any text")
    func redaction() throws {
        let signer = signer
        _ = try signer.sign(method: "GET", url: "https://h/", at: date)
        let key = try SigningKey(secretAccessKey: "hidden-secret", day: "20150830", region: "eu-central-1", service: "codedeploy")
        var texts = ["\(credentials)", String(reflecting: credentials), "\(signer)", String(reflecting: signer)]
        var dumped = ""
        dump(signer, to: &dumped)
        dump(credentials, to: &dumped)
        dump([signer], to: &dumped)
        texts.append(dumped)
        for text in texts {
            #expect(!text.contains("hidden") && !text.contains("\(key.bytes)") && !text.contains(", \(key.bytes[0]), "))
            #expect(!text.contains("- \(key.bytes[7])\n"))
        }
    }
}
