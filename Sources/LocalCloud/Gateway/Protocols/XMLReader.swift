internal import Foundation

/// An element of a small XML document: what S3's requests carry.
struct XMLElement: Sendable {
    let name: String
    var text = ""
    var children: [XMLElement] = []

    /// The first child of this name.
    subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}

/// Reads XML without document types, and with it without entities of one's own. Attributes are passed over, prefixes dropped.
struct XMLReader {
    /// Why a text is no XML of this kind.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    static let deepest = 32
    /// Enough for the 10,000 parts of an upload, with a checksum each.
    static let mostElements = 50_000
    /// In bytes.
    static let largest = 4 * 1024 * 1024

    private var rest: ArraySlice<UInt8>
    private var elements = 0

    /// The root element of a document.
    static func document(_ bytes: [UInt8]) throws(Malformed) -> XMLElement {
        guard bytes.count <= largest else { throw Malformed(description: "it has more than \(largest) bytes") }
        var reader = XMLReader(rest: bytes[...])
        if reader.rest.starts(with: [0xEF, 0xBB, 0xBF]) { reader.rest = reader.rest.dropFirst(3) }
        try reader.skipMisc()
        guard reader.take("<") else { throw Malformed(description: "there is no element") }
        let root = try reader.element(depth: 1)
        try reader.skipMisc()
        guard reader.rest.isEmpty else { throw Malformed(description: "something follows the root element") }
        return root
    }

    /// An element, from behind its `<`.
    private mutating func element(depth: Int) throws(Malformed) -> XMLElement {
        guard depth <= Self.deepest else { throw Malformed(description: "it is nested deeper than \(Self.deepest) levels") }
        guard elements < Self.mostElements else { throw Malformed(description: "it has more than \(Self.mostElements) elements") }
        elements += 1
        let qualified = try name()
        var element = XMLElement(name: qualified.split(separator: ":").last.map(String.init) ?? qualified)
        if try skipAttributes() { return element }
        var text: [UInt8] = []
        while true {
            guard let byte = rest.first else { throw Malformed(description: "<\(qualified)> is not closed") }
            if take("</") {
                guard try name() == qualified else { throw Malformed(description: "<\(qualified)> is closed by another") }
                skipSpace()
                guard take(">") else { throw Malformed(description: "a closing tag has no end") }
                guard let whole = String(validating: text, as: UTF8.self) else { throw Malformed(description: "a text is no UTF-8") }
                element.text = whole
                return element
            } else if take("<!--") {
                try skip(to: "-->")
            } else if take("<![CDATA[") {
                text += try skip(to: "]]>")
            } else if take("<?") {
                try skip(to: "?>")
            } else if take("<") {
                element.children.append(try self.element(depth: depth + 1))
            } else if byte == UInt8(ascii: "&") {
                text += try reference().utf8
            } else {
                text.append(byte)
                rest = rest.dropFirst()
            }
        }
    }

    /// Passes over attributes and the tag's end. Returns whether the element ends with it.
    private mutating func skipAttributes() throws(Malformed) -> Bool {
        while true {
            skipSpace()
            if take("/>") { return true }
            if take(">") { return false }
            _ = try name()
            skipSpace()
            guard take("=") else { throw Malformed(description: "an attribute has no value") }
            skipSpace()
            if take("\"") {
                try skip(to: "\"")
            } else if take("'") {
                try skip(to: "'")
            } else {
                throw Malformed(description: "an attribute's value has no quotes")
            }
        }
    }

    private mutating func skipMisc() throws(Malformed) {
        while true {
            skipSpace()
            if take("<?") {
                try skip(to: "?>")
            } else if take("<!--") {
                try skip(to: "-->")
            } else {
                if rest.starts(with: "<!".utf8) { throw Malformed(description: "document types are not allowed") }
                return
            }
        }
    }

    private mutating func reference() throws(Malformed) -> String {
        let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";"))
        guard let end else { throw Malformed(description: "a & is no reference") }
        let name = String(decoding: rest[..<end].dropFirst(), as: UTF8.self)
        rest = rest[end...].dropFirst()
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number =
                name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
            guard let scalar = number.flatMap(Unicode.Scalar.init), scalar != "\0" else {
                throw Malformed(description: "a reference stands for no character")
            }
            return String(scalar)
        }
    }

    private mutating func name() throws(Malformed) -> String {
        let bytes = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"):
                true
            default: byte >= 0x80
            }
        }
        guard !bytes.isEmpty, let name = String(validating: bytes, as: UTF8.self) else { throw Malformed(description: "a name is missing") }
        rest = rest.dropFirst(bytes.count)
        return name
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard rest.starts(with: wanted) else { return false }
        rest = rest.dropFirst(wanted.count)
        return true
    }

    /// Passes over everything to the end of a mark, and returns what stood before it.
    @discardableResult
    private mutating func skip(to mark: String) throws(Malformed) -> ArraySlice<UInt8> {
        let mark = Array(mark.utf8)
        var end = rest.startIndex
        while end < rest.endIndex {
            if rest[end] == mark[0], rest[end...].starts(with: mark) {
                defer { rest = rest[end...].dropFirst(mark.count) }
                return rest[..<end]
            }
            end += 1
        }
        throw Malformed(description: "there is no \(String(decoding: mark, as: UTF8.self))")
    }
}
