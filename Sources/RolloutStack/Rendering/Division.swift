/// A stack cut along its functions: what belongs to a function is in the nested stack of its group, everything else in the root. What one part
/// refers to in another travels as an output and a parameter.
struct Division {
    /// What one template holds.
    struct Part {
        var metadata: TemplateValue?
        var parameters: [String: TemplateValue] = [:]
        var conditions: [String: TemplateValue] = [:]
        var resources: [String: TemplateResource] = [:]
        var outputs: [String: TemplateValue] = [:]
        /// What the root gives for each parameter.
        var arguments: [String: TemplateValue] = [:]
        /// Resources of the root, or nested stacks, that have to be there first.
        var dependsOn: Set<String> = []
    }

    /// The parameter for the address of the folder with the nested templates.
    static let urlParameter = "TemplatesURL"
    private static let rootName = ""

    private(set) var parts: [String: Part] = [:]
    private(set) var problems: [Problem] = []
    private var rootPart = Part()
    private let renderer: Renderer
    /// The group of each resource; the root's is empty.
    private let groups: [String: String]
    /// The lists that the root hands to each group, with what stands in them.
    private var lists: [String: [String]] = [:]

    init(_ renderer: Renderer) {
        self.renderer = renderer
        var groupsByOwner: [String: String] = [:]
        for function in renderer.stack.functions { groupsByOwner[function.logicalID] = LogicalID.of(function.group) }
        groups = renderer.entries.mapValues { groupsByOwner[$0.owner] ?? Self.rootName }
        for id in renderer.entries.keys.sorted() { place(id) }
        for (name, output) in renderer.outputs {
            rootPart.outputs[name] = References.replace(in: .object(output.value)) { self.localized($0, in: Self.rootName) }
        }
        for (name, parameter) in renderer.parameters where parameter.kind.list == nil {
            rootPart.parameters[name] = .object(parameter.value)
        }
        fillLists()
        check()
    }

    /// The root, once the nested templates have their names.
    func root(files: [String: String]) -> Part {
        var root = rootPart
        root.parameters[Self.urlParameter] = [
            "Type": "String", "Description": "The address of the folder with the nested templates; the deploy fills it",
        ]
        for (group, part) in parts {
            var properties: TemplateObject = ["TemplateURL": .sub("${\(Self.urlParameter)}/\(files[group] ?? "")")]
            if !part.arguments.isEmpty { properties["Parameters"] = .object(TemplateObject(part.arguments)) }
            root.resources[group] = TemplateResource(
                group, type: "AWS::CloudFormation::Stack", properties: properties, dependsOn: Array(part.dependsOn),
                deletionPolicy: "Delete", updateReplacePolicy: "Delete")
        }
        return root
    }

    /// Where the deploy puts the value of a parameter: a parameter of the root, or a place in a list, as `Functions07CodeKeys.3`.
    func places(of parameter: String) -> [String] {
        guard let list = renderer.parameters[parameter]?.kind.list else { return [parameter] }
        return parts.keys.sorted().compactMap { group in
            lists[group + list]?.firstIndex(of: parameter).map { "\(group)\(list).\($0)" }
        }
    }

    // MARK: Placing

    private mutating func place(_ id: String) {
        guard var resource = renderer.entries[id]?.resource, let group = groups[id] else { return }
        resource.properties = replaced(resource.properties, in: group)
        resource.updatePolicy = resource.updatePolicy.map { replaced($0, in: group) }
        var dependsOn: [String] = []
        for other in resource.dependsOn {
            let otherGroup = groups[other] ?? Self.rootName
            if otherGroup == group {
                dependsOn.append(other)
            } else if group == Self.rootName {
                dependsOn.append(otherGroup)
            } else {
                parts[group, default: Part()].dependsOn.insert(otherGroup == Self.rootName ? other : otherGroup)
            }
        }
        resource.dependsOn = dependsOn
        var conditions = References.conditions(in: .object(resource.properties))
        if let condition = resource.condition { conditions.append(condition) }
        for condition in conditions { use(condition, in: group) }
        change(group) { $0.resources[id] = resource }
    }

    private mutating func replaced(_ object: TemplateObject, in group: String) -> TemplateObject {
        References.replace(in: .object(object)) { self.localized($0, in: group) }.object ?? object
    }

    /// A condition is repeated in each template that uses it.
    private mutating func use(_ condition: String, in group: String) {
        guard let value = renderer.conditions[condition]?.value else { return }
        let local = References.replace(in: value) { self.localized($0, in: group) }
        change(group) { $0.conditions[condition] = local }
        for other in References.conditions(in: value) { use(other, in: group) }
    }

    private mutating func change(_ group: String, _ change: (inout Part) -> Void) {
        if group == Self.rootName { change(&rootPart) } else { change(&parts[group, default: Part()]) }
    }

    /// A reference as a template of this group can make it.
    private mutating func localized(_ reference: Reference, in group: String) -> Reference {
        if reference.name.hasPrefix("AWS::") { return reference }
        if let parameter = renderer.parameters[reference.name] {
            guard group != Self.rootName else { return reference }
            change(group) {
                // A list of the parent's is passed on as one text, and read as a list again; what the parent reads from Systems Manager as its value.
                $0.parameters[reference.name] = .object(parameter.value.inherited)
                $0.arguments[reference.name] = parameter.value.isList ? .join(",", list: reference.value) : reference.value
            }
            return reference
        }
        guard let home = groups[reference.name], home != group else { return reference }
        let outside = outside(reference, home: home)
        guard group != Self.rootName else { return outside }
        let name = LogicalID.of(["From", reference.name, reference.attribute ?? ""])
        change(group) {
            $0.parameters[name] = ["Type": "String"]
            $0.arguments[name] = outside.value
        }
        return Reference(name: name, attribute: nil)
    }

    /// A reference as the root can make it.
    private mutating func outside(_ reference: Reference, home: String) -> Reference {
        guard home != Self.rootName else { return reference }
        let name = LogicalID.of(["Out", reference.name, reference.attribute ?? ""])
        change(home) { $0.outputs[name] = ["Value": reference.value] }
        return Reference(name: home, attribute: "Outputs.\(name)")
    }

    // MARK: Lists

    /// A function's own parameters come to its nested stack out of lists.
    private mutating func fillLists() {
        for (group, part) in parts {
            for name in part.parameters.keys.sorted() {
                guard let list = renderer.parameters[name]?.kind.list else { continue }
                let key = group + list
                let index = lists[key]?.count ?? 0
                lists[key, default: []].append(name)
                rootPart.parameters[key] = [
                    "Type": "CommaDelimitedList", "Description": "The deploy fills it; the metadata says with what",
                ]
                parts[group]?.arguments[name] = .select(index, .ref(key))
            }
        }
    }

    // MARK: Checks

    private mutating func check() {
        let location = renderer.stack.location
        var counts = [("the root", rootPart.resources.count + parts.count, rootPart.parameters.count + 1)]
        counts += parts.map { ("the nested stack \"\($0.key)\"", $0.value.resources.count, $0.value.parameters.count) }
        for (what, resources, parameters) in counts.sorted(by: { $0.0 < $1.0 }) {
            if resources > Assembler.resourceLimit {
                problems.append(
                    Problem(
                        message:
                            "\(what) has \(resources) resources, and a template holds 500. Give some functions a nested stack of their own: stack.function(…, group: \"Orders\")",
                        location: location))
            }
            if parameters > 200 {
                problems.append(Problem(message: "\(what) has \(parameters) parameters, and a template holds 200", location: location))
            }
        }
        for group in parts.keys where rootPart.resources[group] != nil {
            problems.append(Problem(message: "\"\(group)\" is a nested stack and a resource of the stack", location: location))
        }
        checkCircles()
    }

    /// Functions that need each other can't be in two nested stacks.
    private mutating func checkCircles() {
        var dependencies: [String: [String]] = rootPart.resources.mapValues(\.dependencies)
        for (group, part) in parts {
            let references = References.all(in: .object(TemplateObject(part.arguments))).map(\.name)
            dependencies[group] = Set(references).union(part.dependsOn).sorted()
        }
        for circle in Circles.find(in: dependencies) {
            problems.append(
                Problem(
                    message:
                        "these nested stacks depend on each other in a circle: \(circle.joined(separator: " → ")). Put their functions into one: stack.function(…, group: \"Orders\")",
                    location: renderer.stack.location))
        }
    }
}

extension TemplateObject {
    /// Whether a parameter's value is a list.
    fileprivate var isList: Bool {
        guard let type = self["Type"]?.text else { return false }
        return type.hasPrefix("List<") || type == "CommaDelimitedList" || type.hasPrefix("AWS::SSM::Parameter::Value<List<")
    }

    /// The parameter as a nested stack has it, which gets its value from the parent.
    fileprivate var inherited: TemplateObject {
        var parameter = self
        if let type = self["Type"]?.text, type.hasPrefix("AWS::SSM::Parameter::Value<") {
            parameter["Type"] = isList ? "CommaDelimitedList" : "String"
        }
        parameter["Default"] = nil
        return parameter
    }
}
