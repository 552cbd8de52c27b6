import CLibcurl

extension Transfer {
    /// A transfer for one request of ``HTTPClient``.
    ///
    /// - Throws: ``HTTPError`` of kind `invalidRequest` for what must not get into a request: line breaks, spaces, control characters.
    convenience init(_ request: HTTPRequest, authorities: CertificateAuthorities) throws(HTTPError) {
        try request.validate()
        try self.init(url: request.url)
        setString(CURLOPT_URL, request.url)
        setMethod(request)
        setHeaders(request.headers)
        connectTimeout = max(1, request.connectTimeout.milliseconds)
        timeout = request.timeout.map { max(1, $0.milliseconds) } ?? 0
        setLong(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout)
        setLong(CURLOPT_TIMEOUT_MS, timeout)
        followsRedirects = request.maximumRedirects > 0
        if followsRedirects {
            setLong(CURLOPT_FOLLOWLOCATION, 1)
            // libcurl refuses larger numbers, and would then follow without end.
            setLong(CURLOPT_MAXREDIRS, min(request.maximumRedirects, 1000))
        }
        // After 301 and 302 only a POST may become a GET (RFC 9110, 15.4); for libcurl every body is a POST's, and would be left out.
        if followsRedirects, request.method != .post { setLong(CURLOPT_POSTREDIR, 1 | 2) }
        if !request.usesProxy { setString(CURLOPT_PROXY, "") }
        setAuthorities(request, authorities)
        // Whatever compression this libcurl can undo: gzip in all but the smallest.
        setString(CURLOPT_ACCEPT_ENCODING, "")
    }

    private func setMethod(_ request: HTTPRequest) {
        if let body = request.body {
            setBody(body)
            // POST is what a body makes of a request; named here it would be one after a redirect that asks for a GET, too.
            if request.method != .post { setString(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        } else if request.method == .head {
            setLong(CURLOPT_NOBODY, 1)
        } else if request.method != .get {
            if request.method == .post || request.method == .put || request.method == .patch { setBody([]) }
            if request.method != .post { setString(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        }
    }
}

extension HTTPRequest {
    fileprivate func validate() throws(HTTPError) {
        func refuse(_ cause: String) -> HTTPError { HTTPError(kind: .invalidRequest, url: url, cause: cause) }
        guard !method.rawValue.isEmpty, method.rawValue.utf8.allSatisfy(\.isTokenByte) else {
            throw refuse("the method must be letters, digits or hyphens")
        }
        guard method != .head || body == nil else { throw refuse("a HEAD request has no body") }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw refuse("the URL must begin with http:// or https://")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw refuse("the URL holds a space or a control character; percent-encode it")
        }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenByte) else {
                throw refuse("a header's name is empty or holds a character that no name may have")
            }
            guard value.utf8.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7f }) else {
                throw refuse("the value of header \(name) holds a line break or another control character")
            }
        }
    }
}

extension UInt8 {
    /// Whether the byte may stand in a token ([RFC 9110, 5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
    fileprivate var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, within what libcurl takes.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let limit: Int64 = 2_000_000
        guard seconds < limit else { return Int(limit) * 1000 }
        guard seconds > -limit else { return 0 }
        return Int(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
