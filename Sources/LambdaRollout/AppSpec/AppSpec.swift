import JSONValue

/// What a deployment was asked to do, as far as its hooks can tell from it
/// ([AppSpec file](https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html)), in JSON or YAML.
///
/// AWS writes the names of its members in several ways (`Resources` and `resources`); upper and lower case are the same here.
struct AppSpec {
    /// A hook and when it runs.
    struct Hook {
        let phase: Rollout.Phase
        /// The function as the AppSpec names it: a name or an ARN.
        let function: String
    }

    /// The Lambda function that is deployed; `nil` where something else is.
    let function: TestedFunction?
    let hooks: [Hook]

    /// - Throws: ``AppSpecError`` for a text that is neither JSON nor YAML, or more than an AppSpec needs.
    init(parsing text: String) throws(AppSpecError) {
        let limits = JSON.Limits(depth: YAMLReader.deepest, bytes: YAMLReader.mostBytes)
        let document: JSON
        if let json = try? JSON(parsing: text, limits: limits) { document = json } else { document = try YAMLReader.read(text) }
        guard let spec = document.object else { throw AppSpecError("it is no map with Resources and Hooks.") }
        function = Self.entries(spec.ignoringCase("Resources")).lazy.compactMap { TestedFunction(resource: $0.value) }.first
        hooks = Self.entries(spec.ignoringCase("Hooks")).compactMap { entry in
            guard let phase = Rollout.Phase(ignoringCase: entry.key), let function = entry.value.string else { return nil }
            return Hook(phase: phase, function: function)
        }
    }

    /// The members of a map, or of all the maps in a list.
    private static func entries(_ value: JSON?) -> [JSON.Object.Element] {
        if let object = value?.object { return Array(object) }
        return (value?.array ?? []).flatMap { Array($0.object ?? [:]) }
    }
}

extension JSON.Object {
    /// The value of the first member with this name in whatever case.
    func ignoringCase(_ key: String) -> JSON? {
        let key = key.lowercased()
        return first { $0.key.lowercased() == key }?.value
    }
}
