extension TemplateResource {
    /// The names of what it refers to or depends on, sorted; parameters among them.
    var dependencies: [String] {
        var names = Set(dependsOn)
        for reference in References.all(in: .object(properties)) + References.all(in: .object(updatePolicy ?? [:])) {
            names.insert(reference.name)
        }
        return names.sorted()
    }
}
