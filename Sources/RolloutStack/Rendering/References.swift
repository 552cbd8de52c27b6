/// Finds what a value refers to.
enum References {
    /// All references, those to pseudo parameters (`AWS::Region`) included.
    static func all(in value: TemplateValue) -> [Reference] {
        var found: [Reference] = []
        collect(value, into: &found)
        return found
    }

    /// The value with other references in the place of its own.
    static func replace(in value: TemplateValue, _ replacement: (Reference) -> Reference) -> TemplateValue {
        switch value {
        case .array(let array): return .array(array.map { replace(in: $0, replacement) })
        case .object(let object):
            switch value.intrinsic {
            case ("Ref", .string(let name))?: return replacement(Reference(name: name, attribute: nil)).value
            case ("Fn::GetAtt", .array(let path))? where path.first?.text != nil:
                let attribute = path.dropFirst().compactMap(\.text).joined(separator: ".")
                return replacement(Reference(name: path.first?.text ?? "", attribute: attribute)).value
            case ("Fn::GetAtt", .string(let path))?: return replacement(reference(path)).value
            case ("Fn::Sub", .string(let text))?: return .sub(replace(inText: text, except: [:], replacement))
            case ("Fn::Sub", .array(let arguments))?:
                let variables = arguments.dropFirst().first?.object ?? [:]
                let replaced = TemplateObject(variables.elements.map { ($0.key, replace(in: $0.value, replacement)) })
                return .sub(replace(inText: arguments.first?.text ?? "", except: variables, replacement), replaced)
            default:
                return .object(TemplateObject(object.elements.map { ($0.key, replace(in: $0.value, replacement)) }))
            }
        case .null, .bool, .int, .double, .string: return value
        }
    }

    private static func replace(inText text: String, except variables: TemplateObject, _ replacement: (Reference) -> Reference) -> String {
        var result = ""
        var rest = text.utf8[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            let afterDollar = rest.index(after: dollar)
            result += String(decoding: rest[...dollar], as: UTF8.self)
            rest = rest[afterDollar...]
            guard rest.first == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")) else { continue }
            let name = String(decoding: rest[rest.index(after: rest.startIndex)..<end], as: UTF8.self)
            guard !name.hasPrefix("!"), variables[name] == nil else { continue }
            let other = replacement(reference(name))
            result += "{\(other.name)\(other.attribute.map { ".\($0)" } ?? "")}"
            rest = rest[rest.index(after: end)...]
        }
        return result + String(decoding: rest, as: UTF8.self)
    }

    /// The conditions that a value depends on.
    static func conditions(in value: TemplateValue) -> [String] {
        switch value {
        case .array(let array): array.flatMap(conditions)
        case .object(let object):
            switch value.intrinsic {
            case ("Fn::If", .array(let arguments))?: (arguments.first?.text.map { [$0] } ?? []) + arguments.dropFirst().flatMap(conditions)
            case ("Condition", .string(let name))?: [name]
            default: object.elements.flatMap { conditions(in: $0.value) }
            }
        default: []
        }
    }

    private static func collect(_ value: TemplateValue, into found: inout [Reference]) {
        switch value {
        case .array(let array):
            for element in array { collect(element, into: &found) }
        case .object(let object):
            switch value.intrinsic {
            case ("Ref", .string(let name))?: found.append(Reference(name: name, attribute: nil))
            case ("Fn::GetAtt", .array(let path))? where path.first?.text != nil:
                found.append(Reference(name: path.first?.text ?? "", attribute: path.dropFirst().compactMap(\.text).joined(separator: ".")))
            case ("Fn::GetAtt", .string(let path))?: found.append(reference(path))
            case ("Fn::Sub", .string(let text))?: found += names(in: text).map(reference)
            case ("Fn::Sub", .array(let arguments))?:
                let variables = arguments.dropFirst().first?.object ?? [:]
                found += names(in: arguments.first?.text ?? "").filter { variables[$0] == nil }.map(reference)
                for element in variables.elements { collect(element.value, into: &found) }
            default:
                for element in object.elements { collect(element.value, into: &found) }
            }
        case .null, .bool, .int, .double, .string: break
        }
    }

    /// `Name` or `Name.Attribute`.
    private static func reference(_ path: String) -> Reference {
        guard let dot = path.firstIndex(of: ".") else { return Reference(name: path, attribute: nil) }
        return Reference(name: String(path[..<dot]), attribute: String(path[path.index(after: dot)...]))
    }

    /// What stands between `${` and `}`.
    private static func names(in text: String) -> [String] {
        var names: [String] = []
        var rest = text.utf8[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[rest.index(after: dollar)...]
            guard rest.first == UInt8(ascii: "{") else { continue }
            rest = rest.dropFirst()
            guard rest.first != UInt8(ascii: "!"), let end = rest.firstIndex(of: UInt8(ascii: "}")) else { continue }
            names.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[end...]
        }
        return names
    }
}
