/// A recursive-descent parser of RFC 8259 whose recursion is bounded by `Limits.depth`.
struct Parser {
    /// What was expected and where; becomes a `ParseError` once, at the top.
    struct Fault: Error {
        let expected: String
        let offset: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSON.Limits
    private var offset = 0
    private var depth = 0
    private var values = 0

    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: JSON.Limits) -> Result<JSON, JSON.ParseError> {
        var parser = Parser(bytes: bytes, limits: limits)
        do throws(Fault) {
            return .success(try parser.document())
        } catch {
            return .failure(JSON.ParseError(expected: error.expected, offset: error.offset, in: bytes))
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, limits: JSON.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The byte at the offset, or 0 at the end: no token begins with 0, so both are refused alike.
    private var current: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    private mutating func document() throws(Fault) -> JSON {
        guard bytes.count <= limits.bytes else {
            throw Fault(expected: "at most \(limits.bytes) bytes", offset: max(limits.bytes, 0))
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        skipWhitespace()
        let value = try value()
        skipWhitespace()
        guard offset == bytes.count else { throw fault("nothing after the value") }
        return value
    }

    private mutating func value() throws(Fault) -> JSON {
        guard values < limits.values else { throw fault("at most \(limits.values) values") }
        values += 1
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try nested { (parser) throws(Fault) in .object(try parser.object()) }
        case UInt8(ascii: "["): return try nested { (parser) throws(Fault) in .array(try parser.array()) }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw fault("a value")
        }
    }

    private mutating func nested(_ body: (inout Parser) throws(Fault) -> JSON) throws(Fault) -> JSON {
        guard depth < limits.depth else { throw fault("at most \(limits.depth) levels of nesting") }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func object() throws(Fault) -> JSON.Object {
        offset += 1
        skipWhitespace()
        var members: [JSON.Object.Member] = []
        if take(UInt8(ascii: "}")) { return JSON.Object(members: members) }
        while true {
            guard current == UInt8(ascii: "\"") else {
                throw fault(members.isEmpty ? "a member's name in double quotes or '}'" : "a member's name in double quotes")
            }
            let key = try string()
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { throw fault("':'") }
            skipWhitespace()
            guard members.count < limits.members else { throw fault("at most \(limits.members) members in an object") }
            members.append(JSON.Object.Member(key: key, value: try value()))
            skipWhitespace()
            if take(UInt8(ascii: "}")) { return JSON.Object(members: members) }
            guard take(UInt8(ascii: ",")) else { throw fault("',' or '}'") }
            skipWhitespace()
        }
    }

    private mutating func array() throws(Fault) -> [JSON] {
        offset += 1
        skipWhitespace()
        var elements: [JSON] = []
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value())
            skipWhitespace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw fault("',' or ']'") }
            skipWhitespace()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Fault) -> JSON {
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[offset...].starts(with: letters) else { throw fault("'\(word)'") }
        offset += letters.count
        return value
    }

    func fault(_ expected: String) -> Fault { Fault(expected: expected, offset: offset) }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipWhitespace() {
        while true {
            switch current {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): offset += 1
            default: return
            }
        }
    }
}

// MARK: - Numbers

extension Parser {
    private mutating func number() throws(Fault) -> JSON {
        let start = offset
        let isNegative = take(UInt8(ascii: "-"))
        let whole = try wholePart()
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        if isInteger, let integer = whole.flatMap({ isNegative ? $0 : Int(exactly: $0.magnitude) }), !(isNegative && integer == 0) {
            return .integer(integer)
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw Fault(expected: "a number in Double's range (number out of range)", offset: start)
        }
        return .number(number)
    }

    /// The digits before fraction and exponent as a negative number, because `Int` reaches further below zero; `nil` when `Int` has no
    /// room for them.
    private mutating func wholePart() throws(Fault) -> Int? {
        if take(UInt8(ascii: "0")) {
            guard !isDigit(current) else { throw fault("no digit after a leading zero") }
            return 0
        }
        guard isDigit(current) else { throw fault("a digit") }
        var value: Int? = 0
        while isDigit(current) {
            if let known = value {
                let (tenfold, overflows) = known.multipliedReportingOverflow(by: 10)
                let (sum, overflowsToo) = tenfold.subtractingReportingOverflow(Int(current &- UInt8(ascii: "0")))
                value = overflows || overflowsToo ? nil : sum
            }
            offset += 1
        }
        return value
    }

    private mutating func digits() throws(Fault) {
        guard isDigit(current) else { throw fault("a digit") }
        while isDigit(current) { offset += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

// MARK: - Strings

extension Parser {
    private mutating func string() throws(Fault) -> String {
        offset += 1
        let start = offset
        let isASCII = skipPlainBytes()
        if current == UInt8(ascii: "\\") { return try stringWithEscapes(from: start) }
        guard current == UInt8(ascii: "\"") else { throw faultInString() }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<offset])
        guard let string = Self.string(text, isASCII: isASCII) else { throw invalidUTF8(in: start..<offset) }
        offset += 1
        return string
    }

    /// A string from its first byte, with the offset at its first escape.
    private mutating func stringWithEscapes(from start: Int) throws(Fault) -> String {
        var text = Array(bytes[start..<offset])
        repeat {
            guard take(UInt8(ascii: "\\")) else { throw faultInString() }
            text.append(contentsOf: Unicode.UTF8.encode(try escapedScalar()) ?? Unicode.UTF8.encodedReplacementCharacter)
            let plain = offset
            skipPlainBytes()
            text.append(contentsOf: bytes[plain..<offset])
        } while !take(UInt8(ascii: "\""))
        guard let string = text.withUnsafeBufferPointer({ Self.string($0, isASCII: false) }) else { throw invalidUTF8(in: start..<offset) }
        return string
    }

    /// The string, or `nil` when the bytes are not UTF-8: the standard library repairs those, and then the bytes differ. This is several
    /// times faster than `String(validating:as:)`, which is not specialized for bytes.
    private static func string(_ text: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> String? {
        var string = String(decoding: text, as: UTF8.self)
        guard isASCII || string.withUTF8({ $0.elementsEqual(text) }) else { return nil }
        return string
    }

    /// Moves to the next quote, backslash, control character or end, eight bytes at a time, and tells whether it saw nothing but ASCII.
    @discardableResult
    private mutating func skipPlainBytes() -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let raw = UnsafeRawBufferPointer(bytes)
        var seen: UInt64 = 0
        while raw.count - offset >= 8 {
            // A byte's top bit is set in `marks` when the byte is a quote, a backslash or below 0x20; bytes beyond ASCII never are.
            let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let marks = ((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
            if marks & (ones &* 0x80) != 0 { break }
            seen |= word
            offset += 8
        }
        while offset < bytes.count, bytes[offset] >= 0x20, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
            seen |= UInt64(bytes[offset])
            offset += 1
        }
        return seen & (ones &* 0x80) == 0
    }

    /// The scalar that an escape stands for, with the offset behind its backslash.
    private mutating func escapedScalar() throws(Fault) -> Unicode.Scalar {
        let letter = current
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): break
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): break
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault("an escape: one of \" \\ / b f n r t u")
        }
        offset += 1
        return switch letter {
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: Unicode.Scalar(letter)
        }
    }

    /// The scalar of a `\u` escape, or of two that make a surrogate pair; U+FFFD for a surrogate without its partner.
    private mutating func unicodeEscape() throws(Fault) -> Unicode.Scalar {
        let first = try codeUnit()
        if UTF16.isLeadSurrogate(first), bytes[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
            let second = offset
            offset += 1
            let unit = try codeUnit()
            if UTF16.isTrailSurrogate(unit) { return UTF16.decode(UTF16.EncodedScalar([first, unit])) }
            offset = second
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    /// The code unit of one `u1234`.
    private mutating func codeUnit() throws(Fault) -> UInt16 {
        offset += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let byte = current
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw fault("a hexadecimal digit")
            }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }

    private func faultInString() -> Fault {
        fault(offset < bytes.count ? "no control character in a string" : "'\"' at the end of the string")
    }

    /// The fault at the first byte of a range that is not UTF-8.
    private func invalidUTF8(in range: Range<Int>) -> Fault {
        var decoder = UTF8.ForwardParser()
        var iterator = bytes[range].makeIterator()
        var position = range.lowerBound
        while case .valid(let encoded) = decoder.parseScalar(from: &iterator) { position += encoded.count }
        return Fault(expected: "valid UTF-8", offset: position)
    }
}
