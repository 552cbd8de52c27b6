import JSONValue

// Values in brackets and braces.
extension YAMLReader {
    mutating func flow(depth: Int) throws(AppSpecError) -> JSON {
        byte() == UInt8(ascii: "[") ? try flowSequence(depth: depth) : try flowMap(depth: depth)
    }

    private mutating func flowSequence(depth: Int) throws(AppSpecError) -> JSON {
        var elements: [JSON] = []
        advance()
        try skipToToken()
        while byte() != UInt8(ascii: "]") {
            elements.append(try flowValue(depth: depth + 1))
            try skipToToken()
            guard byte() != UInt8(ascii: ":") else { throw fault("a pair within [ ]; put it in { }.") }
            try expectComma(or: UInt8(ascii: "]"))
        }
        advance()
        return .array(elements)
    }

    private mutating func flowMap(depth: Int) throws(AppSpecError) -> JSON {
        var object = JSON.Object()
        advance()
        try skipToToken()
        while byte() != UInt8(ascii: "}") {
            let isExplicit = byte() == UInt8(ascii: "?") && isBreak(ahead: 1)
            if isExplicit {
                advance()
                try skipToToken()
            }
            let key = try flowKey(isExplicit: isExplicit)
            guard object[key] == nil else { throw fault("a key is given twice.") }
            var value = JSON.null
            if byte() == UInt8(ascii: ":") {
                advance()
                try skipToToken()
                if byte() != UInt8(ascii: ","), byte() != UInt8(ascii: "}") { value = try flowValue(depth: depth + 1) }
            } else {
                try enter(depth: depth + 1)
            }
            object[key] = value
            try skipToToken()
            try expectComma(or: UInt8(ascii: "}"))
        }
        advance()
        return .object(object)
    }

    private mutating func flowValue(depth: Int) throws(AppSpecError) -> JSON {
        if byte() == UInt8(ascii: "*") { return try alias(depth: depth) }
        let properties = try properties()
        if !properties.isEmpty { try skipToToken() }
        try enter(depth: depth)
        switch byte() {
        case UInt8(ascii: "["), UInt8(ascii: "{"): return try named(flow(depth: depth), properties)
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
            guard !properties.isEmpty else { fallthrough }
            return try named(Scalar(text: "", value: .null), properties)
        default: return try named(scalar(in: nil), properties)
        }
    }

    /// A key; one behind `? ` may go over several lines.
    private mutating func flowKey(isExplicit: Bool) throws(AppSpecError) -> String {
        let text = try key(scalar(in: nil, isExplicitKey: isExplicit))
        if isExplicit { try skipToToken() } else { try skipSpaces() }
        return text
    }

    private mutating func expectComma(or end: UInt8) throws(AppSpecError) {
        if byte() == UInt8(ascii: ",") {
            advance()
            try skipToToken()
        } else if byte() != end {
            throw fault("expected ',' or '\(Character(Unicode.Scalar(end)))', found \(isAtEnd ? "the end" : shown).")
        }
    }
}
