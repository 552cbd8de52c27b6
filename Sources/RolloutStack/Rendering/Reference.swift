/// A reference to a resource or a parameter.
struct Reference: Hashable, Comparable {
    let name: String
    /// `nil` for what `Ref` gives.
    let attribute: String?

    var value: TemplateValue {
        if let attribute { .getAtt(name, attribute) } else { .ref(name) }
    }

    static func < (left: Reference, right: Reference) -> Bool {
        (left.name, left.attribute ?? "") < (right.name, right.attribute ?? "")
    }
}
