// Strings in quotes.
extension YAMLReader {
    mutating func singleQuoted() throws(AppSpecError) -> String {
        advance()
        var text = ""
        while true {
            text += try quotedLines(until: UInt8(ascii: "'"))
            advance()
            guard byte() == UInt8(ascii: "'") else { return text }
            text += "'"
            advance()
        }
    }

    mutating func doubleQuoted() throws(AppSpecError) -> String {
        advance()
        var text = ""
        while true {
            text += try quotedLines(until: UInt8(ascii: "\""), UInt8(ascii: "\\"))
            advance()
            if byte(ahead: -1) == UInt8(ascii: "\"") { return text }
            if isAtBreak {
                // The end of the line does not count.
                text += String(repeating: "\n", count: try quotedBreaks() - 1)
            } else {
                text.unicodeScalars.append(try escape())
            }
        }
    }

    /// The text up to one of these characters, the ends of lines folded.
    private mutating func quotedLines(until end: UInt8, _ other: UInt8? = nil) throws(AppSpecError) -> String {
        var text = ""
        while true {
            let start = position
            var last = position
            while !isAtEnd, !isAtBreak, byte() != end, byte() != other {
                advance()
                if byte(ahead: -1) != Self.space, byte(ahead: -1) != Self.tab { last = position }
            }
            guard !isAtEnd else { throw fault("a quote is not closed.") }
            guard isAtBreak else { return text + self.text(from: start, to: position) }
            text += self.text(from: start, to: last)
            let breaks = try quotedBreaks()
            text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
        }
    }

    /// Skips line ends, and the white space at the start of the next line.
    private mutating func quotedBreaks() throws(AppSpecError) -> Int {
        var breaks = 0
        while isAtBreak {
            skipBreak()
            guard !isDocumentMark("---"), !isDocumentMark("...") else { throw fault("the document ends within quoted text.") }
            while byte() == Self.space || byte() == Self.tab { advance() }
            breaks += 1
        }
        return breaks
    }

    /// The character that an escape stands for; the position is behind the backslash.
    private mutating func escape() throws(AppSpecError) -> Unicode.Scalar {
        let letter = byte()
        switch letter {
        case UInt8(ascii: "x"): return try code(digits: 2)
        case UInt8(ascii: "u"): return try code(digits: 4)
        case UInt8(ascii: "U"): return try code(digits: 8)
        default:
            guard let scalar = Self.escapes[letter] else { throw fault("an escape that YAML does not know.") }
            advance()
            return scalar
        }
    }

    private mutating func code(digits: Int) throws(AppSpecError) -> Unicode.Scalar {
        let start = position
        advance()
        let code = try hexadecimal(digits: digits)
        if let scalar = Unicode.Scalar(code) { return scalar }
        // JSON writes what is beyond U+FFFF as two halves.
        if digits == 4, (0xD800..<0xDC00).contains(code), byte() == UInt8(ascii: "\\"), byte(ahead: 1) == UInt8(ascii: "u") {
            advance(by: 2)
            let low = try hexadecimal(digits: 4)
            if (0xDC00..<0xE000).contains(low), let scalar = Unicode.Scalar(0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)) {
                return scalar
            }
        }
        throw fault("an escape that stands for no character.", at: start)
    }

    private mutating func hexadecimal(digits: Int) throws(AppSpecError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = Character(Unicode.Scalar(byte())).hexDigitValue else { throw fault("expected a hexadecimal digit.") }
            code = code << 4 | UInt32(digit)
            advance()
        }
        return code
    }

    private static let escapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "t"): "\t", tab: "\t",
        UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "r"): "\r",
        UInt8(ascii: "e"): "\u{1B}", space: " ", UInt8(ascii: "\""): "\"", UInt8(ascii: "/"): "/", UInt8(ascii: "\\"): "\\",
        UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}", UInt8(ascii: "L"): "\u{2028}", UInt8(ascii: "P"): "\u{2029}",
    ]
}
