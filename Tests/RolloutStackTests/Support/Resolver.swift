import RolloutStack
import Testing

/// Plays CloudFormation for texts: pseudo parameters have values, and a reference to anything else becomes a text with its name.
enum Resolver {
    static let pseudo = [
        "AWS::AccountId": "123456789012", "AWS::Region": "eu-west-1", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
    ]

    static func text(_ value: TemplateValue, parameters: [String: String] = [:]) -> String {
        guard case .object(let object) = value, let name = object.keys.first, let argument = object[name] else {
            return value.text ?? value.json
        }
        switch (name, argument) {
        case ("Ref", .string(let id)): return reference(id, parameters)
        case ("Fn::GetAtt", .array(let path)): return reference(path.compactMap(\.text).joined(separator: "."), parameters)
        case ("Fn::Sub", .string(let text)): return substitute(text, parameters)
        default: return value.json
        }
    }

    private static func reference(_ name: String, _ parameters: [String: String]) -> String {
        pseudo[name] ?? parameters[name] ?? (name.hasSuffix(".FunctionUrl") ? "https://\(name.lowercased()).example/" : name)
    }

    private static func substitute(_ text: String, _ parameters: [String: String]) -> String {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            guard rest.first == "{", let end = rest.firstIndex(of: "}") else {
                result += "$"
                continue
            }
            let name = rest[rest.index(after: rest.startIndex)..<end]
            result += name.hasPrefix("!") ? "${\(name.dropFirst())}" : reference(String(name), parameters)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// A function's variables as its process would see them.
    static func environment(_ template: Template, _ id: String, parameters: [String: String] = [:]) throws -> [String: String] {
        let variables = try template.properties(id)["Environment"]?.at("Variables")?.object ?? [:]
        var environment: [String: String] = [:]
        for name in variables.keys { environment[name] = variables[name].map { text($0, parameters: parameters) } }
        return environment
    }
}
