package import JSONValue

/// Reads the part of [YAML](https://yaml.org/spec/1.2.2/) that AppSpecs are written in, into ``JSON`` values.
///
/// Block maps and sequences, `- key: value` included, `{}` and `[]`, plain and quoted scalars, comments, and one document. What a scalar
/// is follows JSON: `null` or `~`, `true`, `false`, decimal numbers; anything else is a string, `yes` and `0755` among them. Anchors, tags,
/// block scalars (`|`, `>`), scalars over several lines, merge keys and keys that are no scalars are refused, and so is a key given twice.
///
/// The text may come from anybody: its size, depth and number of values are bounded.
package struct YAMLReader {
    static let mostBytes = 128 << 10
    static let deepest = 32
    static let mostValues = 2000

    private let bytes: [UInt8]
    private(set) var position = 0
    private var lineStart = 0
    private var values = 0

    /// - Throws: ``AppSpecError`` for what is not such a document or exceeds the bounds.
    package static func read(_ text: String) throws(AppSpecError) -> JSON {
        var reader = try YAMLReader(text)
        return try reader.document()
    }

    private init(_ text: String) throws(AppSpecError) {
        guard text.utf8.count <= Self.mostBytes else { throw AppSpecError("it is longer than \(Self.mostBytes) bytes.") }
        bytes = Array(text.utf8)
        for (offset, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x7F {
            if byte == Self.tab || byte == Self.newline || byte == Self.return { continue }
            throw fault("a control character.", at: offset)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (position, lineStart) = (3, 3) }
    }

    private mutating func document() throws(AppSpecError) -> JSON {
        try skipToToken()
        let hasStart = isDocumentMark("---")
        if hasStart {
            advance(by: 3)
            try skipSpaces()
            guard isAtLineEnd else { throw fault("begin the document on the line after ---.") }
            try skipToToken()
        } else if byte() == UInt8(ascii: "%"), column == 0 {
            throw fault("directives are not supported; remove the line.")
        }
        let value = isAtEnd || (hasStart && isDocumentMark("...")) ? .null : try block(depth: 1)
        try skipToToken()
        if isDocumentMark("...") {
            advance(by: 3)
            try skipToToken()
        }
        guard isAtEnd else {
            throw fault(
                isDocumentMark("---") ? "there is more than one document." : "unexpected \(shown) after the value; check the indentation.")
        }
        return value
    }
}

// The cursor, which never leaves the bytes.
extension YAMLReader {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let `return` = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")

    var isAtEnd: Bool { position >= bytes.count }

    /// How far the position is from the start of its line, in bytes.
    var column: Int { position - lineStart }

    /// The byte so far ahead; 0, which no text contains, beyond the end.
    func byte(ahead: Int = 0) -> UInt8 {
        let index = position + ahead
        return bytes.indices.contains(index) ? bytes[index] : 0
    }

    /// Whether white space or the end is so far ahead.
    func isBreak(ahead: Int = 0) -> Bool { Self.isBreak(byte(ahead: ahead)) }

    static func isBreak(_ byte: UInt8) -> Bool { byte == 0 || byte == space || byte == tab || byte == newline || byte == `return` }

    /// Whether nothing but a comment may follow on this line. A comment needs white space before it.
    var isAtLineEnd: Bool {
        switch byte() {
        case 0, Self.newline, Self.return: true
        case UInt8(ascii: "#"): position == lineStart || Self.isBreak(bytes[position - 1])
        default: false
        }
    }

    mutating func advance(by count: Int = 1) { position = min(position + count, bytes.count) }

    func text(from start: Int, to end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }

    /// Skips spaces on this line.
    ///
    /// Tabs are refused wherever white space means something: YAML forbids them in an indentation, and other readers elsewhere too.
    mutating func skipSpaces() throws(AppSpecError) {
        while byte() == Self.space { position += 1 }
        if byte() == Self.tab { throw fault("a tab; use spaces.") }
    }

    /// Skips white space, line ends and comments.
    mutating func skipToToken() throws(AppSpecError) {
        while true {
            try skipSpaces()
            guard isAtLineEnd, !isAtEnd else { return }
            while !isAtEnd, byte() != Self.newline, byte() != Self.return { position += 1 }
            if byte() == Self.return, byte(ahead: 1) == Self.newline { position += 1 }
            advance()
            lineStart = position
        }
    }

    /// Refuses anything but a comment on the rest of this line.
    mutating func expectLineEnd() throws(AppSpecError) {
        try skipSpaces()
        guard isAtLineEnd else { throw fault("unexpected \(shown) after the value.") }
    }

    func isDocumentMark(_ mark: String) -> Bool {
        column == 0 && bytes[position...].starts(with: mark.utf8) && isBreak(ahead: 3)
    }

    /// Counts a value and a level of nesting against the bounds.
    mutating func enter(depth: Int) throws(AppSpecError) {
        values += 1
        guard values <= Self.mostValues else { throw fault("it has more than \(Self.mostValues) values.") }
        guard depth <= Self.deepest else { throw fault("it is nested deeper than \(Self.deepest) levels.") }
    }

    /// The character at the position, in words.
    var shown: String {
        switch byte() {
        case 0, Self.newline, Self.return: "end of line"
        case 0x21..<0x7F: "'\(Character(Unicode.Scalar(byte())))'"
        default: "character"
        }
    }

    func fault(_ reason: String, at offset: Int? = nil) -> AppSpecError {
        let offset = min(offset ?? position, bytes.count)
        var line = 1
        var start = 0
        for (index, byte) in bytes[..<offset].enumerated() {
            let isPair = byte == Self.return && bytes.indices.contains(index + 1) && bytes[index + 1] == Self.newline
            if byte == Self.newline || (byte == Self.return && !isPair) { (line, start) = (line + 1, index + 1) }
        }
        return AppSpecError(reason, line: line, column: offset - start + 1)
    }
}
