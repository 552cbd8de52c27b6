/// Patterns with `*` for any characters and `?` for one, as policies have them.
enum Wildcard {
    /// A piece of a pattern.
    enum Token: Equatable {
        case many, one
        case character(Unicode.Scalar)
    }

    static func tokens(_ text: some StringProtocol) -> [Token] {
        text.unicodeScalars.map { $0 == "*" ? .many : $0 == "?" ? .one : .character($0) }
    }

    static func matches(_ pattern: String, _ text: String, ignoringCase: Bool = false) -> Bool {
        matches(
            tokens(ignoringCase ? pattern.lowercased() : pattern)[...],
            Array((ignoringCase ? text.lowercased() : text).unicodeScalars)[...])
    }

    /// Takes time in proportion to both lengths at worst.
    static func matches(_ pattern: ArraySlice<Token>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        var place = (pattern: pattern.startIndex, text: text.startIndex)
        // Where to go on when what follows the last star doesn't fit.
        var retry: (pattern: Int, text: Int)?
        while place.text < text.endIndex {
            let token = place.pattern < pattern.endIndex ? pattern[place.pattern] : nil
            if token == .many {
                retry = (place.pattern + 1, place.text)
                place.pattern += 1
            } else if token == .one || token == .character(text[place.text]) {
                place = (place.pattern + 1, place.text + 1)
            } else if let star = retry {
                retry = (star.pattern, star.text + 1)
                place = (star.pattern, star.text + 1)
            } else {
                return false
            }
        }
        return pattern[place.pattern...].allSatisfy { $0 == .many }
    }

    /// Whether an ARN fits a pattern of one: no star reaches beyond a colon but in the last of the six parts. Parts that the pattern leaves
    /// out may be anything. See [ARNs in policies](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html#arns-paths-wildcards).
    static func matchesARN(_ pattern: [Token], _ arn: String) -> Bool {
        let patterns = pattern.split(separator: .character(":"), maxSplits: 5, omittingEmptySubsequences: false)
        let parts = Array(arn.unicodeScalars).split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, patterns.count > 1 else { return false }
        return zip(patterns, parts).allSatisfy { matches($0, $1) }
    }
}
