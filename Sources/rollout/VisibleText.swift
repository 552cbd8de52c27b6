extension String {
    /// The text with control characters in a form that shows them and does nothing to a terminal: `␛` for an escape, `␀` for a NUL. Tabs and
    /// line feeds stay, and a carriage return before one goes.
    ///
    /// - Parameter keepsStyle: Whether colours and the like stay too (`ESC [ … m`), which are then switched off at the end.
    func visible(keepsStyle: Bool = false) -> String {
        guard utf8.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A || $0 == 0x7F || $0 == 0xC2 }) else { return self }
        var text = ""
        var hasStyle = false
        var rest = unicodeScalars[...]
        while let scalar = rest.first {
            if keepsStyle, let style = rest.leadingStyle {
                hasStyle = true
                text.unicodeScalars += style
                rest = rest[style.endIndex...]
                continue
            }
            rest = rest.dropFirst()
            switch scalar.value {
            case 0x0D where rest.isEmpty || rest.first == "\n": break
            case 0x09, 0x0A: text.unicodeScalars.append(scalar)
            case 0..<0x20: text.unicodeScalars.append(Unicode.Scalar(UInt32(0x2400) + scalar.value) ?? "\u{FFFD}")
            case 0x7F: text += "␡"
            case 0x80..<0xA0: text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return hasStyle && !text.hasSuffix(Self.plain) ? text + Self.plain : text
    }

    private static let plain = "\u{1B}[0m"
}

extension Substring.UnicodeScalarView {
    /// What it begins with where that only sets how text looks: `ESC [ 1;32 m`.
    fileprivate var leadingStyle: Substring.UnicodeScalarView? {
        guard first == "\u{1B}", dropFirst().first == "[" else { return nil }
        let end = dropFirst(2).prefix(40).firstIndex { !("0"..."9").contains($0) && $0 != ";" }
        return end.flatMap { self[$0] == "m" ? self[...$0] : nil }
    }
}
