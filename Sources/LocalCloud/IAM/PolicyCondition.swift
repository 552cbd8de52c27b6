internal import Foundation
internal import JSONValue

/// One key of one operator of a statement's `Condition`. See
/// [condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
struct PolicyCondition: Sendable {
    private enum Quantifier { case none, anyValue, allValues }

    /// How a value of the request is compared with one of the policy's.
    private enum Comparison: Sendable {
        /// With the policy's text as it is.
        case text(@Sendable (_ actual: String, _ wanted: String) -> Bool)
        /// With the policy's text as a pattern.
        case pattern(@Sendable (_ actual: String, _ wanted: [Wildcard.Token]) -> Bool)
        /// Whether there is a value at all.
        case null
    }

    private let key: String
    private let wanted: [PolicyText]
    private let quantifier: Quantifier
    private let ifExists: Bool
    private let comparison: Comparison
    private let isNegated: Bool

    /// The conditions of a statement, which must all be met.
    ///
    /// - Throws: `MalformedPolicyDocument`.
    static func list(_ json: JSON?, hasVariables: Bool = true) throws(AWSError) -> [PolicyCondition] {
        guard let json else { return [] }
        guard let operators = json.object else { throw PolicyDocument.malformed("Syntax errors in policy: Condition must be a block.") }
        var conditions: [PolicyCondition] = []
        for (name, block) in operators {
            guard let keys = block.object else {
                throw PolicyDocument.malformed("Syntax errors in policy: \(name.prefix(100)) must be a block.")
            }
            for (key, value) in keys { conditions.append(try PolicyCondition(name, key, value, hasVariables)) }
        }
        return conditions
    }

    private init(_ fullName: String, _ key: String, _ value: JSON, _ hasVariables: Bool) throws(AWSError) {
        var name = fullName[...]
        if name.hasPrefix("ForAnyValue:") {
            quantifier = .anyValue
            name = name.dropFirst("ForAnyValue:".count)
        } else if name.hasPrefix("ForAllValues:") {
            quantifier = .allValues
            name = name.dropFirst("ForAllValues:".count)
        } else {
            quantifier = .none
        }
        ifExists = name.hasSuffix("IfExists") && name != "NullIfExists"
        if ifExists { name = name.dropLast("IfExists".count) }
        guard let (comparison, isNegated) = Self.comparisons[String(name)] else {
            throw PolicyDocument.malformed("Syntax errors in policy: invalid Condition type: \(fullName.prefix(100)).")
        }
        let values = value.array ?? [value]
        guard values.allSatisfy({ $0.string != nil || $0.bool != nil || $0.double != nil }) else {
            throw PolicyDocument.malformed("Syntax errors in policy: the values of \(key.prefix(100)) must be texts, numbers or booleans.")
        }
        let texts = values.map { $0.string ?? $0.description }
        if name.hasPrefix("Date"), !texts.allSatisfy({ $0.hasPrefix("${") || PolicyDate($0) != nil }) {
            throw PolicyDocument.malformed("The policy failed legacy parsing")
        }
        self.key = key.lowercased()
        self.comparison = comparison
        self.isNegated = isNegated
        // Variables stand for texts.
        let takesVariables = hasVariables && (name.hasPrefix("String") || name.hasPrefix("Arn"))
        wanted = texts.map { PolicyText($0, hasVariables: takesVariables) }
    }

    /// - Parameter keys: What is known of the request, the keys in lower case.
    func isMet(by keys: [String: [String]]) -> Bool {
        let actual = keys[key] ?? []
        if case .null = comparison {
            return wanted.contains { ($0.literal(keys)?.lowercased() == "true") == actual.isEmpty }
        }
        guard !actual.isEmpty else {
            switch quantifier {
            case _ where ifExists: return true
            case .none: return isNegated
            // What no value does, not any does, and all do.
            case .anyValue: return false
            case .allValues: return true
            }
        }
        func holds(_ value: String) -> Bool { wanted.contains { compares(value, $0, keys) } != isNegated }
        return quantifier == .allValues ? actual.allSatisfy(holds) : actual.contains(where: holds)
    }

    private func compares(_ actual: String, _ wanted: PolicyText, _ keys: [String: [String]]) -> Bool {
        switch comparison {
        case .null: return false
        case .text(let compare): return wanted.literal(keys).map { compare(actual, $0) } ?? false
        case .pattern(let compare): return wanted.pattern(keys).map { compare(actual, $0) } ?? false
        }
    }

    private static let comparisons: [String: (Comparison, Bool)] = {
        func number(_ compare: @escaping @Sendable (Double, Double) -> Bool) -> Comparison {
            .text { actual, wanted in
                guard let actual = decimal(actual), let wanted = decimal(wanted) else { return false }
                return compare(actual, wanted)
            }
        }
        func date(_ compare: @escaping @Sendable (Double, Double) -> Bool) -> Comparison {
            .text { actual, wanted in
                guard let actual = PolicyDate(actual), let wanted = PolicyDate(wanted) else { return false }
                return compare(actual.seconds, wanted.seconds)
            }
        }
        let equal = Comparison.text { $0.utf8.elementsEqual($1.utf8) }
        let like = Comparison.pattern { Wildcard.matches($1[...], Array($0.unicodeScalars)[...]) }
        let arn = Comparison.pattern { Wildcard.matchesARN($1, $0) }
        let similar = Comparison.text { $0.lowercased() == $1.lowercased() }
        let inNetwork = Comparison.text(isInNetwork)
        return [
            "StringEquals": (equal, false), "StringNotEquals": (equal, true),
            "StringEqualsIgnoreCase": (similar, false), "StringNotEqualsIgnoreCase": (similar, true),
            "StringLike": (like, false), "StringNotLike": (like, true), "BinaryEquals": (equal, false), "Null": (.null, false),
            "ArnEquals": (arn, false), "ArnNotEquals": (arn, true), "ArnLike": (arn, false), "ArnNotLike": (arn, true),
            "Bool": (similar, false),
            "NumericEquals": (number { $0 == $1 }, false), "NumericNotEquals": (number { $0 == $1 }, true),
            "NumericLessThan": (number { $0 < $1 }, false), "NumericLessThanEquals": (number { $0 <= $1 }, false),
            "NumericGreaterThan": (number { $0 > $1 }, false), "NumericGreaterThanEquals": (number { $0 >= $1 }, false),
            "DateEquals": (date { $0 == $1 }, false), "DateNotEquals": (date { $0 == $1 }, true),
            "DateLessThan": (date { $0 < $1 }, false), "DateLessThanEquals": (date { $0 <= $1 }, false),
            "DateGreaterThan": (date { $0 > $1 }, false), "DateGreaterThanEquals": (date { $0 >= $1 }, false),
            "IpAddress": (inNetwork, false), "NotIpAddress": (inNetwork, true),
        ]
    }()

    /// A number as policies write it: `nan`, `inf` and hexadecimal digits are none.
    private static func decimal(_ text: String) -> Double? {
        guard text.wholeMatch(of: /[-+]?\d+(\.\d+)?([eE][-+]?\d+)?/) != nil else { return nil }
        return Double(text)
    }

    /// Whether an IPv4 address lies in a network such as `10.0.0.0/8`.
    @Sendable private static func isInNetwork(_ actual: String, _ wanted: String) -> Bool {
        func number(_ text: Substring) -> UInt32? {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { $0.digits.flatMap(UInt8.init(exactly:)) }
            guard parts.count == 4 else { return nil }
            var number: UInt32 = 0
            for part in parts {
                guard let part else { return nil }
                number = number << 8 | UInt32(part)
            }
            return number
        }
        let parts = wanted.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = number(actual[...]), let network = parts.first.flatMap(number), parts.count <= 2,
            let bits = parts.count > 1 ? parts[1].digits.flatMap(UInt32.init(exactly:)) : 32, bits <= 32
        else { return false }
        let mask: UInt32 = bits == 0 ? 0 : .max << (32 - bits)
        return address & mask == network & mask
    }
}
