internal import JSONValue

/// Which messages a subscriber wants, by their attributes. See
/// [filter policies](https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html).
struct SNSFilter {
    private let policy: JSON.Object

    /// - Throws: `InvalidParameter`.
    init(_ text: String) throws(AWSError) {
        guard let policy = (try? JSON(parsing: text))?.object, policy.allSatisfy({ $0.value.array?.isEmpty == false }) else {
            throw AWSError("InvalidParameter", "Invalid parameter: FilterPolicy: an object with a list for each attribute is expected.")
        }
        guard policy.count <= Self.mostKeys else {
            throw AWSError(
                "InvalidParameter", "Invalid parameter: FilterPolicy: Filter policy can not have more than \(Self.mostKeys) keys")
        }
        guard policy.reduce(0, { $0 + ($1.value.array?.count ?? 0) }) <= Self.mostValues else {
            throw AWSError("InvalidParameter", "Invalid parameter: FilterPolicy: Filter policy is too complex")
        }
        self.policy = policy
    }

    /// As [SNS limits policies](https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html).
    private static let mostKeys = 5
    private static let mostValues = 150

    /// Whether a message with these `MessageAttributes` goes through.
    func accepts(_ attributes: JSON.Object) -> Bool { accepts { attributes[$0] } }

    /// Whether a message goes through whose attributes are looked up so.
    func accepts(_ attribute: (_ name: String) -> JSON?) -> Bool {
        policy.allSatisfy { name, rules in
            let value = attribute(name).flatMap(Self.values)
            return (rules.array ?? []).contains { Self.accepts(value, $0) }
        }
    }

    /// The value of an attribute; those of an array.
    private static func values(_ attribute: JSON) -> [JSON]? {
        guard let text = attribute["StringValue"]?.string else { return nil }
        switch attribute["DataType"]?.string?.split(separator: ".").first {
        case "Number": return [(try? JSON(parsing: text)) ?? .string(text)]
        case "String" where attribute["DataType"] == "String.Array": return (try? JSON(parsing: text))?.array ?? [.string(text)]
        default: return [.string(text)]
        }
    }

    private static func accepts(_ values: [JSON]?, _ rule: JSON) -> Bool {
        if let exists = rule["exists"]?.bool { return exists == (values != nil) }
        guard let values else { return false }
        return values.contains { accepts($0, rule) }
    }

    private static func accepts(_ value: JSON, _ rule: JSON) -> Bool {
        guard let operators = rule.object else { return isEqual(value, rule) }
        return operators.allSatisfy { name, operand in
            switch name {
            case "prefix": value.string.map { $0.hasPrefix(operand.string ?? "\0") } ?? false
            case "suffix": value.string.map { $0.hasSuffix(operand.string ?? "\0") } ?? false
            case "equals-ignore-case": value.string?.lowercased() == operand.string?.lowercased()
            case "anything-but": !excluded(operand).contains { $0.object == nil ? isEqual(value, $0) : accepts(value, $0) }
            case "numeric": isInRange(value, operand.array ?? [])
            default: false
            }
        }
    }

    private static func excluded(_ operand: JSON) -> [JSON] { operand.array ?? [operand] }

    private static func isEqual(_ value: JSON, _ other: JSON) -> Bool {
        if let left = value.double, let right = other.double { return left == right }
        return value == other
    }

    /// Such as `[">=", 0, "<", 100]`.
    private static func isInRange(_ value: JSON, _ comparisons: [JSON]) -> Bool {
        guard let number = value.double, !comparisons.isEmpty, comparisons.count.isMultiple(of: 2) else { return false }
        return stride(from: 0, to: comparisons.count, by: 2).allSatisfy { index in
            guard let bound = comparisons[index + 1].double else { return false }
            return switch comparisons[index].string {
            case "=": number == bound
            case "<": number < bound
            case "<=": number <= bound
            case ">": number > bound
            case ">=": number >= bound
            default: false
            }
        }
    }
}
