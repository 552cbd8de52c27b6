import JSONValue

// Values whose structure is their indentation.
extension YAMLReader {
    /// The value that begins at the position, which is the first token of a line or follows `- `.
    mutating func block(depth: Int) throws(AppSpecError) -> JSON {
        try enter(depth: depth)
        if isDash { return try blockSequence(depth: depth) }
        if byte() == UInt8(ascii: "[") || byte() == UInt8(ascii: "{") {
            let value = try flow(depth: depth)
            try expectLineEnd()
            return value
        }
        let column = column
        let scalar = try scalar(isInFlow: false)
        try skipSpaces()
        if isColon { return try blockMap(at: column, from: scalar, depth: depth) }
        try expectLineEnd()
        return scalar.value
    }

    private var isDash: Bool { byte() == UInt8(ascii: "-") && isBreak(ahead: 1) }
    private var isColon: Bool { byte() == UInt8(ascii: ":") && isBreak(ahead: 1) }

    /// The map whose keys are at this column; its first key has been read.
    private mutating func blockMap(at column: Int, from first: Scalar, depth: Int) throws(AppSpecError) -> JSON {
        var object = JSON.Object()
        var key = try self.key(first)
        while true {
            guard object[key] == nil else { throw fault("a key is given twice.") }
            advance()
            object[key] = try blockMapValue(at: column, depth: depth)
            try skipToToken()
            guard !isAtEnd, self.column == column, !isDash, !isDocumentMark("---"), !isDocumentMark("...") else { break }
            key = try self.key(scalar(isInFlow: false))
            try skipSpaces()
            guard isColon else { throw fault("expected ':' and a space after a key.") }
        }
        try expectOutdent(from: column)
        return .object(object)
    }

    private mutating func blockMapValue(at column: Int, depth: Int) throws(AppSpecError) -> JSON {
        try skipSpaces()
        guard isAtLineEnd else {
            guard !isDash else { throw fault("begin a sequence on a line of its own.") }
            try enter(depth: depth + 1)
            let isCollection = byte() == UInt8(ascii: "[") || byte() == UInt8(ascii: "{")
            let value = isCollection ? try flow(depth: depth + 1) : try scalar(isInFlow: false).value
            try skipSpaces()
            guard !isColon else { throw fault("a map within a line; begin it on a line of its own.") }
            try expectLineEnd()
            return value
        }
        try skipToToken()
        // The dashes of a sequence may stand below the key that it belongs to.
        return self.column > column || (self.column == column && isDash) ? try blockIfAny(depth: depth) : .null
    }

    /// The sequence whose dashes are at the column of the position.
    private mutating func blockSequence(depth: Int) throws(AppSpecError) -> JSON {
        let column = column
        var elements: [JSON] = []
        repeat {
            advance()
            try skipSpaces()
            if isAtLineEnd {
                try skipToToken()
                elements.append(self.column > column ? try blockIfAny(depth: depth) : .null)
            } else {
                elements.append(try block(depth: depth + 1))
            }
            try skipToToken()
        } while self.column == column && isDash
        try expectOutdent(from: column)
        return .array(elements)
    }

    private mutating func blockIfAny(depth: Int) throws(AppSpecError) -> JSON {
        isAtEnd || isDocumentMark("---") || isDocumentMark("...") ? .null : try block(depth: depth + 1)
    }

    /// A line that is indented deeper than the entries before it belongs to none of them.
    private func expectOutdent(from column: Int) throws(AppSpecError) {
        guard isAtEnd || self.column <= column else {
            throw fault("this line is indented deeper than what it belongs to; values over several lines are not supported.")
        }
    }
}
