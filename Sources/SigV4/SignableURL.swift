/// The parts of a URL that a signature covers, as they stand in it.
package struct SignableURL {
    /// `https` or `http`; `nil` for a URL that begins with its path.
    package let scheme: String?
    /// The value of the `Host` header; `nil` for a URL that begins with its path.
    package let host: String?
    /// Percent-encoded or not, at least `/`.
    package let path: Substring.UTF8View
    /// What follows the first question mark.
    package let query: Substring.UTF8View?
    /// The URL without its fragment.
    let withoutFragment: Substring

    /// Takes `https://host:port/path?query`, and `/path?query` as a server sees it.
    package init(_ url: String) throws(SigningError) {
        guard url.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .invalidURL(reason: "it contains a control character") }
        withoutFragment = Substring(url.utf8.prefix { $0 != UInt8(ascii: "#") })
        var rest = withoutFragment.utf8
        if rest.first == UInt8(ascii: "/") {
            scheme = nil
            host = nil
        } else {
            guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest[colon...].starts(with: "://".utf8) else {
                throw .invalidURL(reason: "it has no scheme")
            }
            let scheme = rest[..<colon].asciiLowercased()
            guard scheme == "https" || scheme == "http" else { throw .invalidURL(reason: "its scheme is neither https nor http") }
            self.scheme = scheme
            rest = rest[colon...].dropFirst(3)
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            host = try Self.host(rest[..<end], defaultPort: scheme == "https" ? "443" : "80")
            rest = rest[end...]
        }
        let question = rest.firstIndex(of: UInt8(ascii: "?"))
        let path = rest[..<(question ?? rest.endIndex)]
        self.path = Substring(path).isEmpty ? Substring("/").utf8 : Substring(path).utf8
        query = question.map { Substring(rest[$0...].dropFirst()).utf8 }
    }

    /// The host in lower case, with its port unless that is the scheme's own.
    private static func host(_ authority: Substring.UTF8View, defaultPort: String) throws(SigningError) -> String {
        var authority = authority
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[at...].dropFirst() }
        var port = authority[authority.endIndex...]
        // An IPv6 address has colons of its own, within brackets.
        if let colon = authority.lastIndex(of: UInt8(ascii: ":")), !authority[colon...].contains(UInt8(ascii: "]")) {
            port = authority[colon...].dropFirst()
            authority = authority[..<colon]
        }
        guard !authority.isEmpty else { throw .invalidURL(reason: "it has no host") }
        let isAddress = authority.first == UInt8(ascii: "[") && authority.last == UInt8(ascii: "]")
        let name = isAddress ? authority.dropFirst().dropLast() : authority
        guard name.allSatisfy({ $0.isUnreserved || (isAddress && $0 == UInt8(ascii: ":")) }), port.allSatisfy(\.isDigit) else {
            throw .invalidURL(reason: "its host or port has a character that does not belong there")
        }
        let text = authority.asciiLowercased()
        return port.isEmpty || Substring(port) == defaultPort ? text : "\(text):\(Substring(port))"
    }
}

extension Collection<UInt8> {
    /// The text with its ASCII letters in lower case, whatever the locale.
    package func asciiLowercased() -> String {
        String(decoding: map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
