/// A statement of a role's policy.
public struct Statement: Sendable, Hashable {
    let effect: String
    let actions: [String]
    let resources: [TemplateValue]
    let conditions: TemplateObject

    /// Allows actions on resources.
    /// - Parameters:
    ///   - actions: As `s3:GetObject`.
    ///   - resources: ARNs.
    ///   - conditions: As in IAM: `["StringEquals": ["aws:PrincipalTag/team": "shop"]]`.
    public static func allow(_ actions: String..., on resources: TemplateValue..., conditions: TemplateObject = [:]) -> Statement {
        Statement(effect: "Allow", actions: actions, resources: resources, conditions: conditions)
    }

    /// Denies actions on resources, whatever else allows them.
    public static func deny(_ actions: String..., on resources: TemplateValue..., conditions: TemplateObject = [:]) -> Statement {
        Statement(effect: "Deny", actions: actions, resources: resources, conditions: conditions)
    }

    static func allow(_ actions: [String], on resources: [TemplateValue], conditions: TemplateObject = [:]) -> Statement {
        Statement(effect: "Allow", actions: actions, resources: resources, conditions: conditions)
    }

    var value: TemplateValue {
        var object: TemplateObject = ["Effect": .string(effect)]
        object["Action"] = actions.count == 1 ? .string(actions[0]) : .strings(actions)
        object["Resource"] = resources.count == 1 ? resources[0] : .array(resources)
        if !conditions.isEmpty { object["Condition"] = .object(conditions) }
        return .object(object)
    }

    /// A policy of statements, each once, in an order that doesn't depend on the order of calls.
    static func policy(_ statements: [Statement]) -> TemplateValue {
        var byText: [String: TemplateValue] = [:]
        for statement in statements { byText[statement.value.canonicalJSON] = statement.value }
        return [
            "Version": "2012-10-17",
            "Statement": .array(byText.keys.sorted().compactMap { byText[$0] }),
        ]
    }
}
