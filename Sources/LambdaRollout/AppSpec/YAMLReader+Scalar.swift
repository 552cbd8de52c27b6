import JSONValue

// Strings, numbers and the like.
extension YAMLReader {
    /// A scalar: its text, and what that stands for.
    struct Scalar {
        let text: String
        let value: JSON
        var isPlain = false
    }

    /// The scalar at the position, over several lines where it is no key.
    ///
    /// - Parameters:
    ///   - parent: The column of the collection that it belongs to, than which its lines are indented deeper; `nil` in brackets.
    ///   - isExplicitKey: Whether `? ` is before it.
    mutating func scalar(in parent: Int?, isExplicitKey: Bool = false) throws(AppSpecError) -> Scalar {
        let line = lineStart
        let scalar: Scalar
        switch byte() {
        case UInt8(ascii: "\""): scalar = quoted(try doubleQuoted())
        case UInt8(ascii: "'"): scalar = quoted(try singleQuoted())
        default:
            let text = try plain(in: parent)
            scalar = Scalar(text: text, value: Self.value(ofPlain: text), isPlain: true)
        }
        if lineStart != line, !isExplicitKey {
            try skipSpaces()
            guard byte() != UInt8(ascii: ":") else { throw fault("a key over several lines; put '? ' before it, or shorten it.") }
        }
        return scalar
    }

    /// The text of a key.
    func key(_ scalar: Scalar) throws(AppSpecError) -> String {
        guard scalar.text != "<<" || !scalar.isPlain else { throw fault("merge keys are not supported; write the values out.") }
        return scalar.text
    }

    private func quoted(_ text: String) -> Scalar { Scalar(text: text, value: .string(text)) }

    private mutating func plain(in parent: Int?) throws(AppSpecError) -> String {
        let isInFlow = parent == nil
        guard !isDocumentMark("---"), !isDocumentMark("...") else { throw fault("the document ends within a value, or before it begins.") }
        switch byte() {
        case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"):
            throw fault("anchors, aliases and tags of keys are not supported; write the key out.")
        case UInt8(ascii: "|"), UInt8(ascii: ">"): throw fault("a block scalar within a line; begin it behind its key.")
        case UInt8(ascii: "?") where isBreak(ahead: 1) || isInFlow: throw fault("keys that are no scalars are not supported.")
        case UInt8(ascii: "-") where !isBreak(ahead: 1), UInt8(ascii: ":") where !isBreak(ahead: 1) && !isInFlow: break
        case 0, UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
            throw fault("expected a value, found \(isAtEnd ? "the end" : shown); quote it if it is a text.")
        default: break
        }
        var text = try plainLine(isInFlow: isInFlow)
        while isAtBreak {
            let (end, line) = (position, lineStart)
            var breaks = 0
            while isAtBreak {
                skipBreak()
                breaks += 1
                try skipSpaces()
            }
            let isDeeper = parent.map { column > $0 } ?? true
            guard isDeeper, !isAtLineEnd, !isDocumentEnd, !isEndOfPlain(isInFlow: isInFlow) else {
                goBack(to: end, lineStart: line)
                break
            }
            text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
            text += try plainLine(isInFlow: isInFlow)
        }
        return text
    }

    /// What one line has of a plain scalar.
    private mutating func plainLine(isInFlow: Bool) throws(AppSpecError) -> String {
        let start = position
        var end = position
        while !isAtLineEnd, !isEndOfPlain(isInFlow: isInFlow) {
            if byte() == Self.tab { throw fault("a tab; use spaces.") }
            advance()
            if byte(ahead: -1) != Self.space { end = position }
        }
        return text(from: start, to: end)
    }

    private func isEndOfPlain(isInFlow: Bool) -> Bool {
        switch byte() {
        case UInt8(ascii: ":"): isBreak(ahead: 1) || (isInFlow && Self.isFlowMark(byte(ahead: 1)))
        case let byte: isInFlow && (Self.isFlowMark(byte) || byte == UInt8(ascii: "?"))
        }
    }

    static func isFlowMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    /// What a plain scalar stands for: what JSON and every version of YAML agree on, and a string otherwise.
    static func value(ofPlain text: String) -> JSON {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        var digits = text.utf8[...]
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        let whole = digits.prefix { isDigit($0) }
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return .string(text) }
        var rest = digits[whole.endIndex...]
        if rest.isEmpty { return Int(text).map(JSON.integer) ?? .string(text) }
        guard rest.popFirst() == UInt8(ascii: ".") else { return .string(text) }
        let fraction = rest.prefix { isDigit($0) }
        // An exponent is a number to some readers and a text to others; no AppSpec needs one.
        guard !fraction.isEmpty, fraction.endIndex == rest.endIndex, let number = Double(text), number.isFinite else {
            return .string(text)
        }
        return .number(number)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
