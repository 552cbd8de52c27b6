/// What an XML error body says: `<ErrorResponse><Error><Code>…`, S3's `<Error><Code>…` and EC2's `<Response><Errors><Error><Code>…`.
///
/// Only elements in those places count, so that neither a comment nor a nested document passes for the code. A document that is
/// not well-formed, or has a document type, which could define entities, says nothing.
struct XMLErrorBody {
    private(set) var code: String?
    private(set) var message: String?
    private(set) var requestID: String?

    private static let longest = 64 << 10
    private static let deepest = 32

    init?(_ body: [UInt8]) {
        guard body.count <= Self.longest else { return nil }
        var rest = body[...]
        var path: [String] = []
        var text: [UInt8] = []
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            Self.append(unescaped: rest[..<open], to: &text)
            rest = rest[open...].dropFirst()
            if rest.starts(with: "!--".utf8) {
                guard let end = rest.dropFirst(3).firstRange(ofText: "-->") else { return nil }
                rest = rest[end.upperBound...]
            } else if rest.starts(with: "![CDATA[".utf8) {
                guard let end = rest.firstRange(ofText: "]]>") else { return nil }
                text += rest[..<end.lowerBound].dropFirst(8)
                rest = rest[end.upperBound...]
            } else if rest.first == UInt8(ascii: "?") {
                guard let end = rest.firstRange(ofText: "?>") else { return nil }
                rest = rest[end.upperBound...]
            } else {
                guard rest.first != UInt8(ascii: "!"), let end = Self.endOfTag(rest) else { return nil }
                let tag = rest[..<end]
                rest = rest[end...].dropFirst()
                let name = String(decoding: tag.drop { $0 == UInt8(ascii: "/") }.prefix { !$0.isTagBreak }, as: UTF8.self)
                if tag.first == UInt8(ascii: "/") {
                    guard path.last == name else { return nil }
                    take(String(decoding: text, as: UTF8.self), at: path)
                    path.removeLast()
                } else if tag.last != UInt8(ascii: "/") {
                    guard path.count < Self.deepest else { return nil }
                    path.append(name)
                }
                text = []
            }
        }
        guard path.isEmpty else { return nil }
    }

    private mutating func take(_ text: String, at path: [String]) {
        var place = path[...]
        if place.first == "ErrorResponse" || place.first == "Response" { place = place.dropFirst() }
        if place.first == "Errors" { place = place.dropFirst() }
        switch Array(place) {
        case ["Error", "Code"]: code = code ?? text
        case ["Error", "Message"]: message = message ?? text
        case ["RequestId"], ["RequestID"], ["Error", "RequestId"]: requestID = requestID ?? text
        default: break
        }
    }

    /// The `>` that ends a tag, not one within an attribute's quotes.
    private static func endOfTag(_ rest: ArraySlice<UInt8>) -> Int? {
        var quote: UInt8?
        for (index, byte) in zip(rest.indices, rest) {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index
            }
        }
        return nil
    }

    /// Adds text with its predefined and numeric entities resolved; any other stays as it is.
    private static func append(unescaped source: ArraySlice<UInt8>, to text: inout [UInt8]) {
        var rest = source
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&"), let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
                text.append(byte)
                continue
            }
            guard let scalar = scalar(ofEntity: String(decoding: rest[..<end], as: UTF8.self)) else {
                text.append(byte)
                continue
            }
            text += String(scalar).utf8
            rest = rest[end...].dropFirst()
        }
    }

    private static func scalar(ofEntity name: String) -> Unicode.Scalar? {
        switch name {
        case "lt": "<"
        case "gt": ">"
        case "amp": "&"
        case "quot": "\""
        case "apos": "'"
        case _ where name.hasPrefix("#x"): UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        case _ where name.hasPrefix("#"): UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
        default: nil
        }
    }
}

extension UInt8 {
    /// Whether the name of a tag ends before this byte.
    fileprivate var isTagBreak: Bool {
        self == UInt8(ascii: " ") || (0x09...0x0D).contains(self) || self == UInt8(ascii: "/")
    }
}
