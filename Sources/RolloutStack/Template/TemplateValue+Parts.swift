extension TemplateValue {
    /// The elements, if it is a list.
    var array: [TemplateValue]? {
        if case .array(let array) = self { array } else { nil }
    }

    /// The object, if it is one.
    var object: TemplateObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The whole number, if it is one.
    var int: Int? {
        if case .int(let int) = self { int } else { nil }
    }
}
