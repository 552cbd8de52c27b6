/// Prints a value as JSON text.
struct Printer {
    private(set) var output: [UInt8] = []
    private let pretty: Bool
    private var depth = 0

    init(pretty: Bool) {
        self.pretty = pretty
        output.reserveCapacity(256)
    }

    mutating func print(_ value: JSON) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): output.append(contentsOf: String(value).utf8)
        case .number(let value): output.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
        case .string(let value): print(value)
        case .array(let elements):
            list(elements, UInt8(ascii: "["), UInt8(ascii: "]")) { printer, element in printer.print(element) }
        case .object(let object):
            list(object.members, UInt8(ascii: "{"), UInt8(ascii: "}")) { printer, member in
                printer.print(member.key)
                printer.output.append(UInt8(ascii: ":"))
                if printer.pretty { printer.output.append(UInt8(ascii: " ")) }
                printer.print(member.value)
            }
        }
    }

    private mutating func list<Item>(_ items: [Item], _ open: UInt8, _ close: UInt8, _ print: (inout Printer, Item) -> Void) {
        output.append(open)
        depth += 1
        for (position, item) in items.enumerated() {
            if position > 0 { output.append(UInt8(ascii: ",")) }
            breakLine()
            print(&self, item)
        }
        depth -= 1
        if !items.isEmpty { breakLine() }
        output.append(close)
    }

    private mutating func breakLine() {
        guard pretty else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func print(_ string: String) {
        output.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { escape($0) }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for (position, byte) in text.enumerated() where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            output.append(contentsOf: text[start..<position])
            start = position + 1
            output.append(UInt8(ascii: "\\"))
            switch byte {
            case 0x08: output.append(UInt8(ascii: "b"))
            case 0x09: output.append(UInt8(ascii: "t"))
            case 0x0A: output.append(UInt8(ascii: "n"))
            case 0x0C: output.append(UInt8(ascii: "f"))
            case 0x0D: output.append(UInt8(ascii: "r"))
            case 0x20...: output.append(byte)
            default:
                output.append(contentsOf: "u00".utf8)
                output.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
                output.append(contentsOf: String(byte & 0x0F, radix: 16).utf8)
            }
        }
        output.append(contentsOf: text[start...])
    }
}
