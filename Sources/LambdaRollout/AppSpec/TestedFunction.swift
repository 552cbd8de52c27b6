import JSONValue

/// The function that a deployment moves an alias of.
struct TestedFunction {
    var name: String?
    var alias: String?
    var currentVersion: String?
    var targetVersion: String?

    var isComplete: Bool { name != nil && alias != nil && currentVersion != nil && targetVersion != nil }

    /// What another source knows where this one does not.
    func filled(from other: TestedFunction?) -> TestedFunction {
        TestedFunction(
            name: name ?? other?.name, alias: alias ?? other?.alias, currentVersion: currentVersion ?? other?.currentVersion,
            targetVersion: targetVersion ?? other?.targetVersion)
    }
}

extension TestedFunction {
    /// The function of an AppSpec's resource; `nil` for a resource of another type.
    init?(resource: JSON) {
        guard resource.object?.ignoringCase("Type")?.string == "AWS::Lambda::Function" else { return nil }
        let properties = resource.object?.ignoringCase("Properties")?.object
        func text(_ name: String) -> String? {
            switch properties?.ignoringCase(name) {
            case .string(let text) where !text.isEmpty: text
            case .integer(let number): String(number)  // a version that is written without quotes
            default: nil
            }
        }
        self.init(name: text("Name"), alias: text("Alias"), currentVersion: text("CurrentVersion"), targetVersion: text("TargetVersion"))
    }
}
