internal import Foundation
internal import JSONValue

/// One key of one operator of a statement's `Condition`. See
/// [condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
struct PolicyCondition: Sendable {
    private enum Quantifier { case none, anyValue, allValues }

    private typealias Comparison = @Sendable (_ actual: String, _ wanted: String) -> Bool

    private let key: String
    private let wanted: [String]
    private let quantifier: Quantifier
    private let ifExists: Bool
    /// `nil` for `Null`.
    private let comparison: Comparison?
    private let isNegated: Bool

    /// The conditions of a statement, which must all be met.
    ///
    /// - Throws: `MalformedPolicyDocument`.
    static func list(_ json: JSON?) throws(AWSError) -> [PolicyCondition] {
        guard let json else { return [] }
        guard let operators = json.object else { throw PolicyDocument.malformed("Syntax errors in policy: Condition must be a block.") }
        var conditions: [PolicyCondition] = []
        for (name, block) in operators {
            guard let keys = block.object else {
                throw PolicyDocument.malformed("Syntax errors in policy: \(name.prefix(100)) must be a block.")
            }
            for (key, value) in keys { conditions.append(try PolicyCondition(name, key, value)) }
        }
        return conditions
    }

    private init(_ name: String, _ key: String, _ value: JSON) throws(AWSError) {
        var name = name[...]
        if name.hasPrefix("ForAnyValue:") {
            quantifier = .anyValue
            name = name.dropFirst("ForAnyValue:".count)
        } else if name.hasPrefix("ForAllValues:") {
            quantifier = .allValues
            name = name.dropFirst("ForAllValues:".count)
        } else {
            quantifier = .none
        }
        ifExists = name.hasSuffix("IfExists")
        if ifExists { name = name.dropLast("IfExists".count) }
        self.key = key.lowercased()
        wanted = (value.array ?? [value]).map { $0.string ?? $0.description }
        if name == "Null" {
            comparison = nil
            isNegated = false
            return
        }
        guard let (comparison, isNegated) = Self.comparisons[String(name)] else {
            throw PolicyDocument.malformed("Invalid Condition type : \(name.prefix(100)).")
        }
        self.comparison = comparison
        self.isNegated = isNegated
    }

    /// - Parameter keys: What is known of the request, the keys in lower case.
    func isMet(by keys: [String: [String]]) -> Bool {
        let actual = keys[key]
        guard let comparison else { return wanted.contains { ($0 == "true") == (actual == nil) } }
        guard let actual, !actual.isEmpty else { return ifExists || isNegated || quantifier == .allValues }
        func holds(_ value: String) -> Bool { wanted.contains { comparison(value, $0) } != isNegated }
        return quantifier == .allValues ? actual.allSatisfy(holds) : actual.contains(where: holds)
    }

    private static let comparisons: [String: (Comparison, Bool)] = {
        func number(_ compare: @escaping @Sendable (Double, Double) -> Bool) -> Comparison {
            { actual, wanted in
                guard let actual = Double(actual), let wanted = Double(wanted) else { return false }
                return compare(actual, wanted)
            }
        }
        func date(_ compare: @escaping @Sendable (Double, Double) -> Bool) -> Comparison {
            { actual, wanted in
                guard let actual = Double(actual) ?? ISO8601.seconds(actual), let wanted = Double(wanted) ?? ISO8601.seconds(wanted) else {
                    return false
                }
                return compare(actual, wanted)
            }
        }
        let equal: Comparison = { $0 == $1 }
        let like: Comparison = { Wildcard.matches($1, $0) }
        let similar: Comparison = { $0.lowercased() == $1.lowercased() }
        return [
            "StringEquals": (equal, false), "StringNotEquals": (equal, true),
            "StringEqualsIgnoreCase": (similar, false), "StringNotEqualsIgnoreCase": (similar, true),
            "StringLike": (like, false), "StringNotLike": (like, true),
            "ArnEquals": (like, false), "ArnNotEquals": (like, true), "ArnLike": (like, false), "ArnNotLike": (like, true),
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

    /// Whether an IPv4 address lies in a network such as `10.0.0.0/8`.
    private static let inNetwork: Comparison = { actual, wanted in
        func number(_ text: Substring) -> UInt32? {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
            guard parts.count == 4 else { return nil }
            var number: UInt32 = 0
            for part in parts {
                guard let part else { return nil }
                number = number << 8 | UInt32(part)
            }
            return number
        }
        let parts = wanted.split(separator: "/")
        guard let address = number(actual[...]), let network = parts.first.flatMap(number),
            let bits = parts.count > 1 ? UInt32(parts[1]) : 32, bits <= 32
        else { return false }
        let mask: UInt32 = bits == 0 ? 0 : .max << (32 - bits)
        return address & mask == network & mask
    }
}
