/// The standard library's own search for a sequence would link its regular expressions into every hook.
extension ArraySlice<UInt8> {
    /// Where the text stands for the first time; `nil` for an empty text too.
    func firstRange(ofText text: String) -> Range<Int>? {
        let text = text.utf8
        guard let first = text.first else { return nil }
        var rest = self
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: text) { return start..<start + text.count }
            rest = rest.dropFirst()
        }
        return nil
    }

    /// The bytes with another text wherever the text stands.
    func replacing(text: String, with other: String) -> [UInt8] {
        var result: [UInt8] = []
        var rest = self
        while let range = rest.firstRange(ofText: text) {
            result += rest[..<range.lowerBound]
            result += other.utf8
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
