internal import JSONValue

/// Writes an output as XML: members as elements, lists as `<member>` elements, maps as `<entry>` elements with `<key>` and `<value>`.
struct XMLWriter {
    let kinds: MemberKinds
    private(set) var text = ""

    init(_ kinds: MemberKinds) { self.kinds = kinds }

    /// Writes an element with what the closure writes into it.
    mutating func element(_ name: String, attributes: String = "", _ body: (inout XMLWriter) -> Void) {
        text += "<\(name)\(attributes)>"
        body(&self)
        text += "</\(name)>"
    }

    /// Writes a member of a structure.
    mutating func member(_ name: String, _ value: JSON) {
        guard !value.isNull else { return }
        element(name) { $0.content(value, of: name) }
    }

    /// Writes the members of a structure.
    mutating func members(_ object: JSON.Object) {
        for (name, value) in object { member(name, value) }
    }

    private mutating func content(_ value: JSON, of name: String) {
        switch value {
        case .null: break
        case .bool(let value): text += value ? "true" : "false"
        case .integer, .number: number(value.double ?? 0, value, of: name)
        case .string(let value): text += Self.escaped(value)
        case .array(let elements):
            for value in elements { element("member") { $0.content(value, of: name) } }
        case .object(let object) where kinds.maps.contains(name):
            for (key, value) in object {
                element("entry") { writer in
                    writer.element("key") { $0.text += Self.escaped(key) }
                    writer.element("value") { $0.content(value, of: "") }
                }
            }
        case .object(let object): members(object)
        }
    }

    private mutating func number(_ number: Double, _ value: JSON, of name: String) {
        if kinds.timestamps.contains(name) {
            text += ISO8601.text(number)
        } else if let whole = value.int {
            text += String(whole)
        } else {
            text += number.description
        }
    }

    /// Text as XML carries it. Characters that XML has no way to carry become U+FFFD.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\r": escaped += "&#xD;"
            case "\t", "\n": escaped.unicodeScalars.append(character)
            case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
