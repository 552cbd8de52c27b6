/// Puts the rendered parts together to a template.
struct Assembler {
    /// CloudFormation allows 500 in a template; some room is left for what a transform of CloudFormation's adds.
    static let resourceLimit = 450

    let renderer: Renderer

    init(_ renderer: Renderer) {
        self.renderer = renderer
    }

    func template() throws(StackError) -> Template {
        Template(root: single(), nested: [:], schedules: renderer.schedules, warnings: renderer.warnings)
    }

    private func single() -> TemplateObject {
        var root: TemplateObject = ["AWSTemplateFormatVersion": "2010-09-09"]
        root["Description"] = renderer.stack.description.map { .string($0) }
        root["Metadata"] = ["RolloutStack": metadata]
        add(renderer.parameters.mapValues { .object($0.value) }, as: "Parameters", to: &root)
        add(renderer.conditions.mapValues(\.value), as: "Conditions", to: &root)
        add(renderer.entries.mapValues(\.resource.value), as: "Resources", to: &root)
        add(renderer.outputs.mapValues { .object($0.value) }, as: "Outputs", to: &root)
        return root
    }

    private func add(_ values: [String: TemplateValue], as section: String, to root: inout TemplateObject) {
        if !values.isEmpty { root[section] = .object(TemplateObject(values)) }
    }

    private var metadata: TemplateValue {
        let stack = renderer.stack
        var object: TemplateObject = [
            "format": 1, "stack": .string(stack.name), "stage": .string(stack.stage), "deployments": .string(stack.deployments.rawValue),
        ]
        object["code"] = .object(
            TemplateObject(
                renderer.assets.mapValues {
                    $0.metadata(
                        bucket: .string(Renderer.bucketParameter), key: .string($0.keyParameter), sha256: .string($0.shaParameter))
                }))
        object["rollouts"] = .object(
            TemplateObject(
                [String: TemplateValue](
                    renderer.stack.functions.compactMap { function in renderer.rollouts[function.logicalID].map { (function.name, $0) } },
                    uniquingKeysWith: { first, _ in first })))
        return .object(object)
    }
}
