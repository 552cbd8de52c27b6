/// A text under construction that has references in it: what `"…\(value)…"` makes of a ``TemplateValue``.
public struct SubText: StringInterpolationProtocol, Sendable {
    private var text = ""
    private var variables = TemplateObject()
    private var hasReferences = false

    /// An empty text.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    init() {}

    /// Text that stands for itself.
    public mutating func appendLiteral(_ literal: String) { append(literal) }

    /// A value: a text or a number as it is, a reference as what it refers to.
    public mutating func appendInterpolation(_ value: TemplateValue) { append(value) }

    /// Text that stands for itself.
    public mutating func appendInterpolation(_ text: String) { append(text) }

    /// A number.
    public mutating func appendInterpolation(_ number: Int) { append("\(number)") }

    mutating func append(_ literal: String) {
        // `${` would begin a reference; `${!` is how CloudFormation spells it.
        for scalar in literal.unicodeScalars {
            let beginsReference = scalar == "{" && text.unicodeScalars.last == "$"
            text.unicodeScalars.append(scalar)
            if beginsReference { text += "!" }
        }
    }

    mutating func append(_ value: TemplateValue) {
        switch value {
        case .string(let literal): append(literal)
        case .null, .bool, .int, .double: append(value.json)
        case .array, .object:
            hasReferences = true
            switch value.intrinsic {
            case ("Ref", .string(let name))?: text += "${\(name)}"
            case ("Fn::GetAtt", .array(let path))? where path.count == 2 && path.allSatisfy { $0.text != nil }:
                text += "${" + path.compactMap(\.text).joined(separator: ".") + "}"
            case ("Fn::Sub", .string(let inner))?: text += inner
            default:
                let name = "Value\(variables.keys.count + 1)"
                variables[name] = value
                text += "${\(name)}"
            }
        }
    }

    /// The text as a value: an `Fn::Sub` if it refers to something.
    var value: TemplateValue {
        if hasReferences { return .sub(text, variables) }
        var plain = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            plain.append(character)
            if character == "$", rest.hasPrefix("{!") {
                plain.append("{")
                rest.removeFirst(2)
            }
        }
        return .string(plain)
    }
}
