/// Puts the rendered parts together to a template, or to several.
struct Assembler {
    /// CloudFormation allows 500 in a template; some room is left for what a transform of CloudFormation's adds.
    static let resourceLimit = 450

    private let renderer: Renderer
    private var stack: Stack { renderer.stack }

    init(_ renderer: Renderer) {
        self.renderer = renderer
    }

    func template() throws(StackError) -> Template {
        guard stack.layout == .nested else {
            return Template(root: single(), nested: [:], schedules: renderer.schedules, warnings: renderer.warnings)
        }
        let division = Division(renderer)
        guard division.problems.isEmpty else { throw StackError(division.problems) }
        var nested: [String: TemplateObject] = [:]
        var files: [String: String] = [:]
        for (group, part) in division.parts.sorted(by: { $0.key < $1.key }) {
            let object = section(part)
            // The file's name follows its contents, so that CloudFormation sees a change, and a rollback finds the old one.
            let file =
                "\(stack.applicationName)-\(group)-\(SHA256.hex(of: TemplateValue.object(object).canonicalJSON).prefix(16)).template.json"
            nested[file] = object
            files[group] = file
        }
        var root = division.root(files: files)
        root.metadata = metadata(places: division.places(of:), templates: files)
        return Template(
            root: section(root, description: stack.description), nested: nested, schedules: renderer.schedules, warnings: renderer.warnings)
    }

    private func single() -> TemplateObject {
        var part = Division.Part()
        part.metadata = metadata(places: { [$0] }, templates: [:])
        part.parameters = renderer.parameters.mapValues { .object($0.value) }
        part.conditions = renderer.conditions.mapValues(\.value)
        part.resources = renderer.entries.mapValues(\.resource)
        part.outputs = renderer.outputs.mapValues { .object($0.value) }
        return section(part, description: stack.description)
    }

    private func section(_ part: Division.Part, description: String? = nil) -> TemplateObject {
        var root: TemplateObject = ["AWSTemplateFormatVersion": "2010-09-09"]
        root["Description"] = description.map { .string($0) }
        root["Metadata"] = part.metadata.map { ["RolloutStack": $0] }
        let sections = [
            ("Parameters", part.parameters), ("Conditions", part.conditions), ("Resources", part.resources.mapValues(\.value)),
            ("Outputs", part.outputs),
        ]
        for (name, values) in sections where !values.isEmpty { root[name] = .object(TemplateObject(values)) }
        return root
    }

    private func metadata(places: (String) -> [String], templates: [String: String]) -> TemplateValue {
        var object: TemplateObject = [
            "format": 1, "stack": .string(stack.name), "stage": .string(stack.stage), "application": .string(stack.applicationName),
            "deployments": .string(stack.deployments.rawValue),
        ]
        if !templates.isEmpty {
            object["templates"] = [
                "urlParameter": .string(Division.urlParameter), "files": .object(TemplateObject(templates.mapValues { .string($0) })),
            ]
        }
        object["code"] = .object(TemplateObject(renderer.assets.mapValues { $0.metadata(places) }))
        var rollouts: [String: TemplateValue] = [:]
        for rollout in renderer.rollouts.values { rollouts[rollout.function.name] = rollout.value(places) }
        object["rollouts"] = .object(TemplateObject(rollouts))
        return .object(object)
    }
}
