extension UInt8 {
    package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether a URI carries the byte as it is, whatever the place ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)).
    var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// The byte that the first two characters stand for; `nil` where they aren't two hexadecimal digits.
    var leadingHexByte: UInt8? {
        guard let high = first?.hexDigitValue, let low = dropFirst().first?.hexDigitValue else { return nil }
        return high << 4 | low
    }
}

extension [UInt8] {
    /// Adds a byte as AWS's `UriEncode` writes it; a slash stays one when `keepsSlash`.
    package mutating func append(uriEncoded byte: UInt8, keepsSlash: Bool) {
        if byte.isUnreserved || (keepsSlash && byte == UInt8(ascii: "/")) {
            append(byte)
        } else {
            let digits: StaticString = "0123456789ABCDEF"
            append(UInt8(ascii: "%"))
            append(digits.utf8Start[Int(byte >> 4)])
            append(digits.utf8Start[Int(byte & 15)])
        }
    }

    /// Adds text of a URI that may be percent-encoded already, so that it is encoded once, in AWS's way.
    mutating func append(uriNormalized text: some Collection<UInt8>, keepsSlash: Bool) {
        var rest = text[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let decoded = rest.leadingHexByte {
                // An encoded slash is not a separator, so it stays encoded.
                append(uriEncoded: decoded, keepsSlash: false)
                rest = rest.dropFirst(2)
            } else {
                append(uriEncoded: byte, keepsSlash: keepsSlash)
            }
        }
    }
}
