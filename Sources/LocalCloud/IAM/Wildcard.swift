/// Patterns with `*` for any characters and `?` for one, as policies have them.
enum Wildcard {
    /// Takes time in proportion to both lengths at worst.
    static func matches(_ pattern: String, _ text: String, ignoringCase: Bool = false) -> Bool {
        let pattern = Array((ignoringCase ? pattern.lowercased() : pattern).utf8)
        let text = Array((ignoringCase ? text.lowercased() : text).utf8)
        var place = (pattern: 0, text: 0)
        // Where to go on when what follows the last star doesn't fit.
        var retry: (pattern: Int, text: Int)?
        while place.text < text.count {
            if place.pattern < pattern.count, pattern[place.pattern] == UInt8(ascii: "*") {
                retry = (place.pattern + 1, place.text)
                place.pattern += 1
            } else if place.pattern < pattern.count,
                pattern[place.pattern] == UInt8(ascii: "?") || pattern[place.pattern] == text[place.text]
            {
                place = (place.pattern + 1, place.text + 1)
            } else if let star = retry {
                retry = (star.pattern, star.text + 1)
                place = (star.pattern, star.text + 1)
            } else {
                return false
            }
        }
        return pattern[place.pattern...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
