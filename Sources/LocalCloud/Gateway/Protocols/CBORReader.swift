internal import JSONValue

/// Reads [CBOR](https://www.rfc-editor.org/rfc/rfc8949) as Smithy RPC v2 uses it into a value: byte strings become Base64 text, timestamps
/// numbers. The depth is bounded, and nothing is allocated for a length that is only claimed.
struct CBORReader {
    /// Why bytes are no CBOR, or not the kind that is used here.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    static let deepest = 64
    /// How many members one map may have.
    static let mostMembers = 1000

    /// How many values there may be in all.
    static let mostValues = JSON.mostInputValues

    private var rest: ArraySlice<UInt8>
    private var depth = 0
    private var values = 0

    /// The one value that the bytes hold.
    static func value(_ bytes: [UInt8]) throws(Malformed) -> JSON {
        var reader = CBORReader(rest: bytes[...])
        let value = try reader.value()
        guard reader.rest.isEmpty else { throw Malformed(description: "bytes follow the value") }
        return value
    }

    private mutating func value() throws(Malformed) -> JSON {
        guard values < Self.mostValues else { throw Malformed(description: "it has more than \(Self.mostValues) values") }
        values += 1
        let head = try byte()
        return try value(major: head >> 5, info: head & 31)
    }

    private mutating func value(major: UInt8, info: UInt8) throws(Malformed) -> JSON {
        switch major {
        case 0: return Self.integer(try argument(info), isNegative: false)
        case 1: return Self.integer(try argument(info), isNegative: true)
        case 2: return .string(Base64.encode(try string(major, info)))
        case 3: return .string(try text(info))
        case 4: return try nested { reader throws(Malformed) in try reader.array(info) }
        case 5: return try nested { reader throws(Malformed) in try reader.map(info) }
        case 6:
            // A timestamp is the number that the tag is on.
            guard try argument(info) == 1 else { throw Malformed(description: "it has a tag that is not a timestamp's") }
            return try nested { reader throws(Malformed) in
                let value = try reader.value()
                guard value.double != nil else { throw Malformed(description: "a timestamp is no number") }
                return value
            }
        default: return try simple(info)
        }
    }

    private mutating func nested(_ body: (inout CBORReader) throws(Malformed) -> JSON) throws(Malformed) -> JSON {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw Malformed(description: "it is nested deeper than \(Self.deepest) levels") }
        return try body(&self)
    }

    private mutating func array(_ info: UInt8) throws(Malformed) -> JSON {
        var elements: [JSON] = []
        if info == 31 {
            while try !isBreak() { elements.append(try value()) }
        } else {
            // Each element takes a byte at least, so a false length ends with the bytes.
            var count = try argument(info)
            while count > 0 {
                elements.append(try value())
                count -= 1
            }
        }
        return .array(elements)
    }

    private mutating func map(_ info: UInt8) throws(Malformed) -> JSON {
        var object = JSON.Object()
        if info == 31 {
            while try !isBreak() { try member(&object) }
        } else {
            var count = try argument(info)
            while count > 0 {
                try member(&object)
                count -= 1
            }
        }
        return .object(object)
    }

    private mutating func member(_ object: inout JSON.Object) throws(Malformed) {
        guard object.count < Self.mostMembers else { throw Malformed(description: "a map has more than \(Self.mostMembers) members") }
        let head = try byte()
        guard head >> 5 == 3 else { throw Malformed(description: "a key is no text") }
        object[try text(head & 31)] = try value()
    }

    /// The bytes of a string, which may come in parts.
    private mutating func string(_ major: UInt8, _ info: UInt8) throws(Malformed) -> [UInt8] {
        guard info == 31 else {
            let count = try argument(info)
            guard count <= UInt64(rest.count) else { throw Malformed(description: "a string ends before its length") }
            defer { rest = rest.dropFirst(Int(count)) }
            return Array(rest.prefix(Int(count)))
        }
        var bytes: [UInt8] = []
        while try !isBreak() {
            let head = try byte()
            guard head >> 5 == major, head & 31 != 31 else { throw Malformed(description: "a part of a string is of another kind") }
            bytes += try string(major, head & 31)
        }
        return bytes
    }

    private mutating func text(_ info: UInt8) throws(Malformed) -> String {
        guard let text = String(validating: try string(3, info), as: UTF8.self) else { throw Malformed(description: "a text is no UTF-8") }
        return text
    }

    private mutating func simple(_ info: UInt8) throws(Malformed) -> JSON {
        switch info {
        case 20: return false
        case 21: return true
        case 22, 23: return .null
        case 25: return .number(Self.half(UInt16(truncatingIfNeeded: try argument(info))))
        case 26: return .number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: try argument(info)))))
        case 27: return .number(Double(bitPattern: try argument(info)))
        default: throw Malformed(description: "it has a simple value without meaning here")
        }
    }

    /// The number in or behind the head of a value.
    private mutating func argument(_ info: UInt8) throws(Malformed) -> UInt64 {
        switch info {
        case 0..<24: return UInt64(info)
        case 24...27:
            var number: UInt64 = 0
            for _ in 0..<(1 << (info - 24)) { number = number << 8 | UInt64(try byte()) }
            return number
        default: throw Malformed(description: "a length is of no known form")
        }
    }

    private mutating func byte() throws(Malformed) -> UInt8 {
        guard let byte = rest.popFirst() else { throw Malformed(description: "it ends too early") }
        return byte
    }

    private mutating func isBreak() throws(Malformed) -> Bool {
        guard let next = rest.first else { throw Malformed(description: "it ends too early") }
        if next == 0xFF { rest = rest.dropFirst() }
        return next == 0xFF
    }

    private static func integer(_ argument: UInt64, isNegative: Bool) -> JSON {
        guard let value = Int(exactly: argument) else {
            return .number(isNegative ? -1 - Double(argument) : Double(argument))
        }
        return .integer(isNegative ? -1 - value : value)
    }

    private static func half(_ bits: UInt16) -> Double {
        let exponent = Int(bits >> 10 & 31)
        let fraction = Double(bits & 1023)
        let magnitude: Double =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? .infinity : .nan
            default: (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
            }
        return bits >> 15 == 0 ? magnitude : -magnitude
    }
}
