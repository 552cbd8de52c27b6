import JSONValue
import TestSupport

/// Makes values and writes them as YAML in the many ways that there are.
struct YAMLCorpus {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// A value that PyYAML and JSON understand alike, and a text for it.
    mutating func document() -> (text: String, value: JSON) {
        let value = value(depth: 4)
        let text = block(value, indent: pick([0, 0, 0, 2]), isInline: false)
        return (pick(["", "---\n", "# a comment\n", "\n--- # begin\n"]) + text + pick(["", "\n", "\n...\n", "\n\n# end\n"]), value)
    }

    /// A text with a few bytes changed, as text again.
    mutating func mutated(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let tokens = [
            "[", "]", "{", "}", ",", ": ", ":", "\"", "'", "\\", "- ", "\n", "\n  ", "#", " #", "&", "*", "|", "---\n", "\t", "?", "é",
            "\r", "|-\n  ", ">\n", ">2+\n ", "&a ", "*a", "!!str ", "!!int ", "? ", "\\\n", "\n\n",
        ]
        for _ in 0..<number(1...4) {
            let position = number(0...bytes.count)
            switch number(0...4) {
            case 0 where position < bytes.count: bytes[position] = UInt8(number(0...127))
            case 1 where position < bytes.count: bytes.remove(at: position)
            case 2: bytes.removeSubrange(position..<min(position + number(0...8), bytes.count))
            default: bytes.insert(contentsOf: pick(tokens).utf8, at: position)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    private mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }

    private mutating func value(depth: Int) -> JSON {
        switch number(0...(depth > 0 ? 11 : 6)) {
        case 0: return pick([.null, true, false])
        case 1: return .integer(number(-1000...100_000))
        case 2: return .number(Double(number(-1000...1000)) / 8)
        case 3...6: return .string(string())
        case 7, 8: return .array((0..<number(0...4)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSON.Object()
            for _ in 0..<number(0...5) { object[string()] = value(depth: depth - 1) }
            return .object(object)
        }
    }

    private mutating func string() -> String {
        let words = [
            "BeforeAllowTraffic", "AWS::Lambda::Function", "live", "arn:aws:lambda:eu-west-1:111122223333:function:hook", "it's", "a \"b\"",
            "x y",
            "0.0", "12", "null", "", " ", "- a", "#no", "a # b", "a#b", "a: b", "é🙂", "{", "[x]", "&a", "*", "!t", "|", "%", "@", "`",
            "back\\slash", "tab\tnew\nline",
            "http://h:80/p?q=1", "~", "true", "-", "?", ":", "a,b", "x:", "end ",
        ]
        return number(0...3) == 0 ? pick(words) + pick(words) : pick(words)
    }

    /// A collection or a scalar at the start of a line, or behind `- ` or `key:` where it is inline.
    private mutating func block(_ value: JSON, indent: Int, isInline: Bool) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        switch value {
        case .object(let object) where !object.isEmpty && number(0...3) > 0:
            for (key, value) in object {
                lines.append(scalar(.string(key), isInFlow: false) + pick([":", ":", " :"]) + member(value, indent, isInMap: true))
            }
        case .array(let array) where !array.isEmpty && number(0...3) > 0:
            for value in array { lines.append("-" + member(value, indent, isInMap: false)) }
        default:
            return (isInline ? "" : margin) + flow(value, indent: indent) + comment()
        }
        var text = isInline ? lines.removeFirst() : ""
        for line in lines { text += (text.isEmpty ? "" : "\n" + pick(["", "", "", "\n", margin + "# between\n"])) + margin + line }
        return text
    }

    /// What follows a key's colon or a dash.
    private mutating func member(_ value: JSON, _ indent: Int, isInMap: Bool) -> String {
        let deeper = indent + number(1...4)
        switch value {
        case .object(let object) where !object.isEmpty && !isInMap && number(0...1) == 0:
            return " " + block(value, indent: indent + 2, isInline: true)
        case .array(let array) where !array.isEmpty && !isInMap && number(0...1) == 0:
            return " " + block(value, indent: indent + 2, isInline: true)
        case .object(let object) where !object.isEmpty: return comment() + "\n" + block(value, indent: deeper, isInline: false)
        case .array(let array) where !array.isEmpty: return comment() + "\n" + block(value, indent: deeper, isInline: false)
        case .null where number(0...1) == 0: return comment()
        case .string(let text) where number(0...2) == 0 && !text.isEmpty && text.utf8.allSatisfy({ $0 >= 0x20 }):
            return " " + blockScalar(text, indent: deeper, shift: deeper - indent)
        default: return pick([" ", "  "]) + flow(value, indent: indent) + comment()
        }
    }

    /// A text as `|` or `>` with its lines below.
    private mutating func blockScalar(_ text: String, indent: Int, shift: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        let header = pick(["|", ">"]) + (text.hasPrefix(" ") || number(0...3) == 0 ? "\(shift)" : "")
        return header + "-" + comment() + "\n" + margin + text
    }

    private mutating func comment() -> String { pick(["", "", "", " # why: [not]"]) }

    private mutating func flow(_ value: JSON, indent: Int) -> String {
        let gap = pick(["", " ", "\n" + String(repeating: " ", count: indent + 2)])
        switch value {
        case .array(let array):
            return "[" + gap + array.map { flow($0, indent: indent) }.joined(separator: pick([", ", "," + gap, " , "]))
                + (array.isEmpty ? "" : pick(["", ","])) + gap + "]"
        case .object(let object):
            let members = object.map { scalar(.string($0.key), isInFlow: true) + ": " + flow($0.value, indent: indent) }
            return "{" + gap + members.joined(separator: pick([", ", " ," + gap])) + gap + "}"
        default: return scalar(value, isInFlow: true)
        }
    }

    private mutating func scalar(_ value: JSON, isInFlow: Bool) -> String {
        guard case .string(let text) = value else { return value.isNull ? pick(["null", "~"]) : "\(value)" }
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A } && text != "null" && text != "true"
        if isPlain, number(0...3) > 0 { return text }
        if text.utf8.allSatisfy({ $0 >= 0x20 }), number(0...1) == 0 {
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        }
        return "\(value)"  // JSON's notation is one of YAML's
    }
}
