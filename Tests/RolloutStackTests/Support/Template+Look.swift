import RolloutStack
import Testing

extension Template {
    /// The resources by logical id; those of nested templates, too.
    var resources: [String: TemplateObject] {
        var all: [String: TemplateObject] = [:]
        for template in [root] + nested.values {
            guard case .object(let resources)? = template["Resources"] else { continue }
            for id in resources.keys {
                if case .object(let resource)? = resources[id] { all[id] = resource }
            }
        }
        return all
    }

    /// The resources of a type.
    func resources(_ type: String) -> [String: TemplateObject] { resources.filter { $0.value["Type"] == .string(type) } }

    /// The properties of a resource.
    func properties(_ id: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> TemplateObject {
        let resource = try #require(resources[id], "no resource \(id)", sourceLocation: sourceLocation)
        return try #require(resource["Properties"]?.object, sourceLocation: sourceLocation)
    }

    /// The only resource of a type.
    func only(_ type: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> TemplateObject {
        let all = resources(type)
        try #require(all.count == 1, "\(all.keys.sorted())", sourceLocation: sourceLocation)
        return try #require(all.values.first?["Properties"]?.object, sourceLocation: sourceLocation)
    }

    /// The statements of a role's policy, as texts of JSON.
    func statements(_ role: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> [String] {
        let policies = try #require(try properties(role)["Policies"]?.array, sourceLocation: sourceLocation)
        return policies.flatMap { $0.object?["PolicyDocument"]?.object?["Statement"]?.array ?? [] }.map(\.json)
    }

    /// What the metadata holds.
    var metadata: TemplateObject { root["Metadata"]?.object?["RolloutStack"]?.object ?? [:] }
}

extension TemplateValue {
    var object: TemplateObject? {
        if case .object(let object) = self { object } else { nil }
    }
    var array: [TemplateValue]? {
        if case .array(let array) = self { array } else { nil }
    }
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value at a path of keys.
    func at(_ path: String...) -> TemplateValue? {
        path.reduce(Optional(self)) { $0?.object?[$1] }
    }
}

extension Stack {
    /// What is wrong with the stack, the messages alone.
    var problemTexts: [String] {
        do throws(StackError) {
            _ = try template()
            return []
        } catch {
            return error.problems.map(\.message)
        }
    }
}
