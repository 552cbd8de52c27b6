internal import JSONValue

/// Writes a value as [CBOR](https://www.rfc-editor.org/rfc/rfc8949).
struct CBORWriter {
    private let kinds: MemberKinds
    private(set) var bytes: [UInt8] = []

    init(_ value: JSON, _ kinds: MemberKinds) {
        self.kinds = kinds
        write(value, of: "")
    }

    private mutating func write(_ value: JSON, of name: String) {
        switch value {
        case .null: bytes.append(0xF6)
        case .bool(let value): bytes.append(value ? 0xF5 : 0xF4)
        case .integer, .number: number(value, of: name)
        case .string(let value): text(value)
        case .array(let elements):
            head(4, UInt64(elements.count))
            for element in elements { write(element, of: name) }
        case .object(let object):
            let members = object.filter { !$0.value.isNull }
            head(5, UInt64(members.count))
            // What a map holds is of the map's kind, if that has one.
            let isMap = kinds.maps.contains(name)
            for (key, value) in members {
                text(key)
                write(value, of: isMap ? name : key)
            }
        }
    }

    private mutating func number(_ value: JSON, of name: String) {
        let isTimestamp = kinds.timestamps.contains(name)
        if isTimestamp { head(6, 1) }
        if !isTimestamp, !kinds.doubles.contains(name), let whole = value.int {
            whole < 0 ? head(1, UInt64(-1 - whole)) : head(0, UInt64(whole))
        } else {
            bytes.append(0xFB)
            big((value.double ?? 0).bitPattern, 8)
        }
    }

    private mutating func text(_ text: String) {
        head(3, UInt64(text.utf8.count))
        bytes += text.utf8
    }

    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        let (info, count): (UInt8, Int) =
            switch argument {
            case 0..<24: (UInt8(argument), 0)
            case ..<0x100: (24, 1)
            case ..<0x1_0000: (25, 2)
            case ..<0x1_0000_0000: (26, 4)
            default: (27, 8)
            }
        bytes.append(major << 5 | info)
        big(argument, count)
    }

    private mutating func big(_ number: UInt64, _ count: Int) {
        for position in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * position))) }
    }
}
