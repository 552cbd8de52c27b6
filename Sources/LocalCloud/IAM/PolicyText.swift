/// A text of a policy with its [variables](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html), such as
/// `${aws:PrincipalTag/team}` or `${aws:username, 'nobody'}`.
struct PolicyText: Sendable {
    private enum Part: Sendable {
        case text(String)
        /// A key in lower case.
        case variable(String, default: String?)
        /// What `${*}` and its like stand for: the character itself.
        case literal(Unicode.Scalar)
    }

    private let parts: [Part]

    /// - Parameter hasVariables: Whether the policy's version knows variables.
    init(_ text: String, hasVariables: Bool) {
        guard hasVariables, text.contains("${") else {
            parts = [.text(text)]
            return
        }
        var parts: [Part] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            parts.append(.text(String(rest[..<start.lowerBound])))
            parts.append(Self.variable(rest[start.upperBound..<end]))
            rest = rest[end...].dropFirst()
        }
        self.parts = parts + [.text(String(rest))]
    }

    private static func variable(_ text: Substring) -> Part {
        if text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first, "*?$".unicodeScalars.contains(scalar) {
            return .literal(scalar)
        }
        let comma = text.firstIndex(of: ",") ?? text.endIndex
        let value = text[comma...].dropFirst().drop { $0 == " " }
        let isQuoted = value.utf8.count >= 2 && value.first == "'" && value.last == "'"
        return .variable(
            text[..<comma].lowercased().filter { $0 != " " }, default: isQuoted ? String(value.dropFirst().dropLast()) : nil)
    }

    /// The text as a pattern, in which values of variables are no patterns; `nil` where a variable has no value, or several.
    func pattern(_ keys: [String: [String]]) -> [Wildcard.Token]? {
        var tokens: [Wildcard.Token] = []
        for part in parts {
            switch part {
            case .text(let text): tokens += Wildcard.tokens(text)
            case .literal(let scalar): tokens.append(.character(scalar))
            case .variable(let key, let usual):
                guard let value = Self.value(key, usual, keys) else { return nil }
                tokens += value.unicodeScalars.map { .character($0) }
            }
        }
        return tokens
    }

    /// The text itself, in which stars are stars; `nil` where a variable has no value, or several.
    func literal(_ keys: [String: [String]]) -> String? {
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .literal(let scalar): result.unicodeScalars.append(scalar)
            case .variable(let key, let usual):
                guard let value = Self.value(key, usual, keys) else { return nil }
                result += value
            }
        }
        return result
    }

    private static func value(_ key: String, _ usual: String?, _ keys: [String: [String]]) -> String? {
        guard let values = keys[key] else { return usual }
        return values.count == 1 ? values[0] : nil
    }
}
