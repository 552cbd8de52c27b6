/// Writes a value as JSON, the same bytes for the same value.
struct JSONPrinter {
    private(set) var text = ""
    private let pretty: Bool
    private let sorted: Bool
    private var depth = 0

    init(pretty: Bool, sorted: Bool = false) {
        self.pretty = pretty
        self.sorted = sorted
    }

    mutating func print(_ value: TemplateValue) {
        switch value {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .int(let int): text += "\(int)"
        // What is not finite has no JSON; the template's checks refuse it.
        case .double(let double): text += double.isFinite ? "\(double)" : "null"
        case .string(let string): quote(string)
        case .array(let array): list(array, open: "[", close: "]") { $0.print($1) }
        case .object(let object):
            list((sorted ? object.sorted : object).elements, open: "{", close: "}") { printer, element in
                printer.quote(element.key)
                printer.text += printer.pretty ? ": " : ":"
                printer.print(element.value)
            }
        }
    }

    private mutating func list<Element>(
        _ elements: [Element], open: String, close: String, print: (inout JSONPrinter, Element) -> Void
    ) {
        text += open
        depth += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            breakLine()
            print(&self, element)
        }
        depth -= 1
        if !elements.isEmpty { breakLine() }
        text += close
    }

    private mutating func breakLine() {
        guard pretty else { return }
        text += "\n"
        for _ in 0..<depth { text += "  " }
    }

    private mutating func quote(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
