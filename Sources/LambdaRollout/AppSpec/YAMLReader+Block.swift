import JSONValue

// Values whose structure is their indentation.
extension YAMLReader {
    /// The value that begins at the position, which is the first token of a line or follows `- `.
    ///
    /// - Parameter parent: The column of the collection that it belongs to; -1 for the document.
    mutating func block(in parent: Int, depth: Int) throws(AppSpecError) -> JSON {
        let column = column
        if isDash {
            try enter(depth: depth)
            return try blockSequence(depth: depth)
        }
        if isQuestion {
            try enter(depth: depth)
            return try blockMap(at: column, from: nil, depth: depth)
        }
        switch byte() {
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "*"),
            UInt8(ascii: "!"):
            return try inline(in: parent, depth: depth, properties())
        default: break
        }
        try enter(depth: depth)
        let scalar = try scalar(in: parent)
        try skipSpaces()
        if isColon { return try blockMap(at: column, from: key(scalar), depth: depth) }
        try expectLineEnd()
        return scalar.value
    }

    private var isDash: Bool { byte() == UInt8(ascii: "-") && isBreak(ahead: 1) }
    private var isColon: Bool { byte() == UInt8(ascii: ":") && isBreak(ahead: 1) }
    private var isQuestion: Bool { byte() == UInt8(ascii: "?") && isBreak(ahead: 1) }

    /// What follows a key's `:`, or a `-`, at this column: on the line, or indented below it.
    mutating func entry(of column: Int, depth: Int, isAfterKey: Bool) throws(AppSpecError) -> JSON {
        try skipSpaces()
        let properties = try properties()
        guard isAtLineEnd else {
            if !isAfterKey, properties.isEmpty { return try block(in: column, depth: depth + 1) }
            return try inline(in: column, depth: depth + 1, properties)
        }
        try skipToToken()
        // The dashes of a sequence may stand below the key that it belongs to.
        let isInside = self.column > column || (isAfterKey && self.column == column && isDash)
        guard isInside, !isDocumentEnd else { return try named(Scalar(text: "", value: .null), properties) }
        guard properties.isEmpty || !hasProperty else { throw fault("anchors and tags over several lines are not supported.") }
        return try named(block(in: column, depth: depth + 1), properties)
    }

    /// A value that ends on its line, or goes on as a scalar does.
    private mutating func inline(in parent: Int, depth: Int, _ properties: Properties) throws(AppSpecError) -> JSON {
        guard !isDash else { throw fault("begin a sequence on a line of its own.") }
        guard !isAtLineEnd else { throw fault("write an anchor or a tag on the line of what it belongs to.") }
        if byte() == UInt8(ascii: "*") {
            guard properties.isEmpty else { throw fault("an alias has neither anchor nor tag.") }
            let value = try alias(depth: depth)
            try expectNoKey()
            return value
        }
        try enter(depth: depth)
        switch byte() {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let value = try named(flow(depth: depth), properties)
            try expectNoKey()
            return value
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            let text = try blockScalar(in: parent)
            return try named(Scalar(text: text, value: .string(text)), properties)
        default:
            let value = try named(scalar(in: parent), properties)
            try expectNoKey()
            return value
        }
    }

    private mutating func expectNoKey() throws(AppSpecError) {
        try skipSpaces()
        guard !isColon else { throw fault("a key within a line, or behind an anchor, alias or tag; begin a map on a line of its own.") }
        try expectLineEnd()
    }

    /// The map whose keys are at this column; its first key has been read, unless `? ` is before it.
    private mutating func blockMap(at column: Int, from first: String?, depth: Int) throws(AppSpecError) -> JSON {
        var object = JSON.Object()
        var next = first
        repeat {
            let isExplicit = next == nil && isQuestion
            let key: String
            if let first = next { key = first } else { key = isExplicit ? try explicitKey(at: column) : try implicitKey(in: column) }
            next = nil
            guard object[key] == nil else { throw fault("a key is given twice.") }
            object[key] = .null
            if isColon, !isExplicit || self.column == column {
                advance()
                object[key] = try entry(of: column, depth: depth, isAfterKey: !isExplicit)
            }
            try skipToToken()
        } while self.column == column && !isDash && !isDocumentEnd
        try expectOutdent(from: column)
        return .object(object)
    }

    private mutating func implicitKey(in column: Int) throws(AppSpecError) -> String {
        let key = try key(scalar(in: column))
        try skipSpaces()
        guard isColon else { throw fault("expected ':' and a space after a key.") }
        return key
    }

    /// A long key, behind `? ` and on lines of its own.
    private mutating func explicitKey(at column: Int) throws(AppSpecError) -> String {
        advance()
        try skipSpaces()
        guard !isDash, !isQuestion, !isAtLineEnd else { throw fault("keys that are no scalars are not supported.") }
        let text: String
        if byte() == UInt8(ascii: "|") || byte() == UInt8(ascii: ">") {
            text = try blockScalar(in: column)
        } else {
            text = try key(scalar(in: column, isExplicitKey: true))
            try expectNoKey()
        }
        try skipToToken()
        return text
    }

    /// The sequence whose dashes are at the column of the position.
    private mutating func blockSequence(depth: Int) throws(AppSpecError) -> JSON {
        let column = column
        var elements: [JSON] = []
        repeat {
            advance()
            elements.append(try entry(of: column, depth: depth, isAfterKey: false))
            try skipToToken()
        } while self.column == column && isDash
        try expectOutdent(from: column)
        return .array(elements)
    }

    /// A line that is indented deeper than the entries before it belongs to none of them.
    private func expectOutdent(from column: Int) throws(AppSpecError) {
        guard isAtEnd || self.column <= column else { throw fault("this line is indented deeper than what it belongs to.") }
    }
}
