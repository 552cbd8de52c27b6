/// The text of a request that both sides of a signature compute, as
/// [AWS describes it](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request).
struct CanonicalRequest {
    let text: [UInt8]

    init(method: String, url: SignableURL, query: CanonicalQuery, headers: CanonicalHeaders, payloadHash: String, normalizesPath: Bool) {
        var text = Array(method.utf8)
        text.append(UInt8(ascii: "\n"))
        if normalizesPath {
            Self.append(normalizedPath: url.path, to: &text)
        } else {
            text.append(uriNormalized: url.path, keepsSlash: true)
        }
        text.append(UInt8(ascii: "\n"))
        query.append(to: &text)
        text.append(UInt8(ascii: "\n"))
        text += headers.lines
        text.append(UInt8(ascii: "\n"))
        text += headers.names.utf8
        text.append(UInt8(ascii: "\n"))
        text += payloadHash.utf8
        self.text = text
    }

    /// The path without empty, `.` and `..` segments, each byte encoded once more than it already is.
    private static func append(normalizedPath path: Substring.UTF8View, to text: inout [UInt8]) {
        var segments: [Substring.UTF8View.SubSequence] = []
        for segment in path.split(separator: UInt8(ascii: "/")) {
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else if !segment.elementsEqual(".".utf8) {
                segments.append(segment)
            }
        }
        for segment in segments {
            text.append(UInt8(ascii: "/"))
            for byte in segment { text.append(uriEncoded: byte, keepsSlash: false) }
        }
        if segments.isEmpty || path.last == UInt8(ascii: "/") { text.append(UInt8(ascii: "/")) }
    }
}
