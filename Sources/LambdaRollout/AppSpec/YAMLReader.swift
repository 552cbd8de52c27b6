package import JSONValue

/// Reads the part of [YAML](https://yaml.org/spec/1.2.2/) that AppSpecs are written in, by people and by PyYAML, js-yaml, Psych and the
/// like, into ``JSON`` values.
///
/// Block and flow collections; plain, quoted and block scalars (`|`, `>`), over several lines too; comments; one document; `? ` before a
/// long key; anchors and aliases; the tags of YAML's own types. What a plain scalar is follows JSON: `null` or `~`, `true`, `false`, decimal
/// numbers; anything else is a string, `yes` and `0755` among them. Merge keys, keys that are no scalars, other tags, directives other than
/// `%YAML` and a second document are refused, and so is a key given twice.
///
/// The text may come from anybody: its size, depth and number of values, those of aliases included, are bounded.
package struct YAMLReader {
    static let mostBytes = 128 << 10
    static let deepest = 32
    static let mostValues = 2000

    private let bytes: [UInt8]
    private(set) var position = 0
    private(set) var lineStart = 0
    private var values = 0
    /// What anchors stand for.
    var anchors: [String: JSON] = [:]

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
        try skipDirective()
        let value: JSON
        if isDocumentMark("---") {
            advance(by: 3)
            value = try entry(of: -1, depth: 0, isAfterKey: true)
        } else {
            value = isAtEnd ? .null : try block(in: -1, depth: 1)
        }
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

    /// `%YAML 1.1`, which tells us nothing.
    private mutating func skipDirective() throws(AppSpecError) {
        guard byte() == UInt8(ascii: "%"), column == 0 else { return }
        guard bytes[position...].starts(with: "%YAML 1.".utf8) else { throw fault("directives other than %YAML are not supported.") }
        while !isAtLineEnd { position += 1 }
        try skipToToken()
        guard isDocumentMark("---") else { throw fault("a directive is followed by a line with ---.") }
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
            while !isAtEnd, !isAtBreak { position += 1 }
            skipBreak()
        }
    }

    /// Whether a line ends here.
    var isAtBreak: Bool { byte() == Self.newline || byte() == Self.return }

    /// Goes to the next line, if this one ends here.
    mutating func skipBreak() {
        if byte() == Self.return, byte(ahead: 1) == Self.newline { position += 1 }
        if isAtBreak { position += 1 }
        lineStart = position
    }

    /// Goes back to where the position was.
    mutating func goBack(to position: Int, lineStart: Int) { (self.position, self.lineStart) = (position, lineStart) }

    /// Refuses anything but a comment on the rest of this line.
    mutating func expectLineEnd() throws(AppSpecError) {
        try skipSpaces()
        guard isAtLineEnd else { throw fault("unexpected \(shown) after the value.") }
    }

    func isDocumentMark(_ mark: String) -> Bool {
        column == 0 && bytes[position...].starts(with: mark.utf8) && isBreak(ahead: 3)
    }

    /// Whether the document ends here.
    var isDocumentEnd: Bool { isAtEnd || isDocumentMark("---") || isDocumentMark("...") }

    /// Counts values and a level of nesting against the bounds.
    mutating func enter(depth: Int, values count: Int = 1) throws(AppSpecError) {
        values += count
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
