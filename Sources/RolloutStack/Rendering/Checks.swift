/// What can be wrong with resources whichever way they came about: through this library's calls, `stack.resource` or a transform.
struct Checks {
    private let renderer: Renderer

    init(_ renderer: Renderer) {
        self.renderer = renderer
    }

    func run() {
        for (id, entry) in renderer.entries {
            let resource = entry.resource
            let report = { (message: String) in renderer.report("\(id): \(message)", at: entry.location) }
            checkValue(resource.value, report)
            checkReferences(resource, report)
            checkKind(resource, report)
        }
        for (name, condition) in renderer.conditions {
            let report = { (message: String) in renderer.report("the condition \"\(name)\": \(message)", at: condition.location) }
            for reference in References.all(in: condition.value) where renderer.parameters[reference.name] == nil && !isPseudo(reference) {
                report("refers to \"\(reference.name)\"; a condition may refer to parameters alone")
            }
            checkConditions(condition.value, report)
        }
        for (name, output) in renderer.outputs {
            let report = { (message: String) in renderer.report("the output \"\(name)\": \(message)", at: output.location) }
            checkValue(.object(output.value), report)
            checkReferences(in: .object(output.value), report)
        }
        for (name, parameter) in renderer.parameters {
            checkValue(.object(parameter.value)) { renderer.report("the parameter \"\(name)\": \($0)", at: parameter.location) }
        }
        checkCircles()
        checkCounts()
    }

    // MARK: Values

    private func checkValue(_ value: TemplateValue, _ report: (String) -> Void) {
        switch value {
        case .double(let double) where !double.isFinite: report("has the number \(double), which JSON can't hold")
        case .array(let array): for element in array { checkValue(element, report) }
        case .object(let object):
            for key in object.duplicates { report("has the key \"\(key)\" twice in one literal") }
            for element in object.elements { checkValue(element.value, report) }
        case .null, .bool, .int, .double, .string: break
        }
    }

    // MARK: References

    private func checkReferences(_ resource: TemplateResource, _ report: (String) -> Void) {
        checkReferences(in: .object(resource.properties), report)
        checkReferences(in: .object(resource.metadata ?? [:]), report)
        if let policy = resource.updatePolicy {
            checkReferences(in: .object(policy)) { report("its UpdatePolicy \($0)") }
        }
        for other in resource.dependsOn where renderer.entries[other] == nil {
            report("depends on \"\(other)\", which the stack does not declare")
        }
        if let condition = resource.condition, renderer.conditions[condition] == nil {
            report("has the condition \"\(condition)\", which the stack doesn't declare")
        }
    }

    private func checkReferences(in value: TemplateValue, _ report: (String) -> Void) {
        for reference in Set(References.all(in: value)) where !isPseudo(reference) {
            if renderer.entries[reference.name] != nil { continue }
            if renderer.parameters[reference.name] != nil {
                if let attribute = reference.attribute {
                    report("asks the parameter \"\(reference.name)\" for the attribute \"\(attribute)\"")
                }
                continue
            }
            report("refers to \"\(reference.name)\", which is neither a resource nor a parameter of the stack")
        }
        checkConditions(value, report)
    }

    private func checkConditions(_ value: TemplateValue, _ report: (String) -> Void) {
        for condition in Set(References.conditions(in: value)) where renderer.conditions[condition] == nil {
            report("uses the condition \"\(condition)\", which the stack doesn't declare")
        }
    }

    private func isPseudo(_ reference: Reference) -> Bool { reference.attribute == nil && Self.pseudoParameters.contains(reference.name) }

    private static let pseudoParameters: Set<String> = [
        "AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName",
        "AWS::URLSuffix",
    ]

    // MARK: Circles

    private func checkCircles() {
        for circle in Circles.find(in: renderer.entries.mapValues(\.resource.dependencies)) {
            renderer.report(
                "these resources depend on each other in a circle: \(circle.joined(separator: " → ")). CloudFormation can make none of them first",
                at: renderer.entries[circle[0]]?.location ?? renderer.stack.location)
        }
    }

    // MARK: Counts

    private func checkCounts() {
        let stack = renderer.stack
        guard stack.layout == .single else { return }
        if renderer.entries.count > Assembler.resourceLimit {
            renderer.report(
                "the stack has \(renderer.entries.count) resources, and a template holds 500. CloudFormation can't move resources to another stack, so decide at the beginning: Stack(\"\(stack.name)\", layout: .nested)",
                at: stack.location)
        }
        if renderer.parameters.count > 200 {
            renderer.report(
                "the stack has \(renderer.parameters.count) parameters, and a template holds 200: take layout: .nested", at: stack.location)
        }
        if renderer.outputs.count > 200 {
            renderer.report("the stack has \(renderer.outputs.count) outputs, and a template holds 200", at: stack.location)
        }
    }
}
