// Texts on the lines below `|` and `>`.
extension YAMLReader {
    /// The text whose lines are indented deeper than this column. Afterwards the position is at the start of a line.
    mutating func blockScalar(in parent: Int) throws(AppSpecError) -> String {
        let isFolded = byte() == UInt8(ascii: ">")
        advance()
        let (keepsEnd, indentation) = try blockScalarHeader()
        var indent = indentation.map { max(parent, 0) + $0 }
        var text = ""
        // The line ends that have been read and are not in the text yet.
        var breaks = 0
        // How deep the empty lines before the text are indented.
        var widest = 0
        var wasIndented = false
        var isEmpty = true
        while !isAtEnd {
            let line = position
            while byte() == Self.space, column < indent ?? .max { advance() }
            if isAtBreak {
                if indent == nil { widest = max(widest, column) }
                breaks += 1
                skipBreak()
                continue
            }
            if indent == nil, !isAtEnd {
                guard byte() != Self.tab else { throw fault("a tab; use spaces.") }
                guard column > max(parent, 0) else {
                    goBack(to: line, lineStart: line)
                    break
                }
                guard column >= widest else { throw fault("a line before the block scalar's text is indented deeper than the text.") }
                indent = column
            }
            guard !isAtEnd, column == indent else {
                if !isAtEnd { goBack(to: line, lineStart: line) }
                break
            }
            let isIndented = byte() == Self.space || byte() == Self.tab
            if isEmpty {
                text += String(repeating: "\n", count: breaks)
            } else if isFolded, !isIndented, !wasIndented {
                text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
            } else {
                text += String(repeating: "\n", count: breaks)
            }
            (isEmpty, wasIndented, breaks) = (false, isIndented, 0)
            let start = position
            while !isAtEnd, !isAtBreak { advance() }
            text += self.text(from: start, to: position)
            if !isAtEnd {
                breaks = 1
                skipBreak()
            }
        }
        return text + String(repeating: "\n", count: keepsEnd == true ? breaks : keepsEnd == false || isEmpty ? 0 : min(breaks, 1))
    }

    /// What follows `|` or `>`: whether the line ends behind the text are all kept or all left out, and how deep the text is indented.
    private mutating func blockScalarHeader() throws(AppSpecError) -> (keepsEnd: Bool?, indentation: Int?) {
        var keepsEnd: Bool?
        var indentation: Int?
        while !isBreak() {
            switch byte() {
            case UInt8(ascii: "+") where keepsEnd == nil: keepsEnd = true
            case UInt8(ascii: "-") where keepsEnd == nil: keepsEnd = false
            case UInt8(ascii: "1")...UInt8(ascii: "9") where indentation == nil: indentation = Int(byte() - UInt8(ascii: "0"))
            default: throw fault("expected '+', '-' or a digit after the sign of a block scalar, or the end of its line.")
            }
            advance()
        }
        try expectLineEnd()
        while !isAtEnd, !isAtBreak { advance() }
        skipBreak()
        return (keepsEnd, indentation)
    }
}
