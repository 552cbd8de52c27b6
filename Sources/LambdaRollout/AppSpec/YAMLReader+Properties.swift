import JSONValue

// Anchors, aliases and tags.
extension YAMLReader {
    /// What may be written before a value.
    struct Properties {
        /// The types of YAML's own, by the names of their tags.
        enum Tag: String, CaseIterable {
            case text = "str"
            case integer = "int"
            case number = "float"
            case bool
            case null
            case map
            case sequence = "seq"
        }

        var anchor: String?
        var tag: Tag?

        var isEmpty: Bool { anchor == nil && tag == nil }
    }

    var hasProperty: Bool { byte() == UInt8(ascii: "&") || byte() == UInt8(ascii: "!") }

    /// The anchor and the tag at the position, and the spaces behind them.
    mutating func properties() throws(AppSpecError) -> Properties {
        var properties = Properties()
        while hasProperty {
            if byte() == UInt8(ascii: "!") {
                guard properties.tag == nil else { throw fault("two tags of one value.") }
                properties.tag = try tag()
            } else {
                guard properties.anchor == nil else { throw fault("two anchors of one value.") }
                let name = try anchorName()
                guard anchors[name] == nil else { throw fault("an anchor is given twice.") }
                properties.anchor = name
            }
            guard isBreak() || Self.isFlowMark(byte()) else { throw fault("expected a space behind an anchor or a tag.") }
            try skipSpaces()
        }
        return properties
    }

    private mutating func tag() throws(AppSpecError) -> Properties.Tag {
        let start = position
        // `!<…>` is a tag in full, and has a comma.
        let isFull = byte(ahead: 1) == UInt8(ascii: "<")
        while !isBreak(), isFull ? byte(ahead: -1) != UInt8(ascii: ">") : !Self.isFlowMark(byte()) { advance() }
        let text = text(from: start, to: position)
        for tag in Properties.Tag.allCases {
            if text == "!!" + tag.rawValue || text == "!<tag:yaml.org,2002:\(tag.rawValue)>" { return tag }
        }
        throw fault(
            "tags other than !!str, !!int, !!float, !!bool, !!null, !!map and !!seq are not supported; write the value out.", at: start)
    }

    private mutating func anchorName() throws(AppSpecError) -> String {
        advance()
        let start = position
        while Self.isNameCharacter(byte()) { advance() }
        guard position > start, isBreak() || Self.isFlowMark(byte()) else {
            throw fault("the name of an anchor or an alias consists of letters, digits, - and _.")
        }
        return text(from: start, to: position)
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The value of the anchor that is named at the position, all of whose values count once more.
    mutating func alias(depth: Int) throws(AppSpecError) -> JSON {
        let start = position
        guard let value = anchors[try anchorName()] else { throw fault("an alias of an anchor that is not before it.", at: start) }
        let size = Self.size(of: value)
        try enter(depth: depth + size.depth - 1, values: size.values)
        return value
    }

    private static func size(of value: JSON) -> (values: Int, depth: Int) {
        let members = value.array ?? value.object.map { $0.map(\.value) } ?? []
        return members.lazy.map(size).reduce((1, 1)) { ($0.0 + $1.values, max($0.1, $1.depth + 1)) }
    }

    /// A collection with what is written before it.
    mutating func named(_ value: JSON, _ properties: Properties) throws(AppSpecError) -> JSON {
        switch (properties.tag, value) {
        case (nil, _), (.map, .object), (.sequence, .array): break
        default: throw fault("a tag that its value does not fit.")
        }
        if let anchor = properties.anchor { anchors[anchor] = value }
        return value
    }

    /// A scalar with what is written before it.
    mutating func named(_ scalar: Scalar, _ properties: Properties) throws(AppSpecError) -> JSON {
        let value: JSON
        switch (properties.tag, Self.value(ofPlain: scalar.text)) {
        case (nil, _): value = scalar.value
        case (.text, _): value = .string(scalar.text)
        case (.integer, .integer(let number)): value = .integer(number)
        case (.number, .integer(let number)): value = .number(Double(number))
        case (.number, .number(let number)): value = .number(number)
        case (.bool, .bool(let bool)): value = .bool(bool)
        case (.null, .null): value = .null
        default: throw fault("a tag that its value does not fit.")
        }
        if let anchor = properties.anchor { anchors[anchor] = value }
        return value
    }
}
