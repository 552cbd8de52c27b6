/// A resource that was declared as CloudFormation describes it.
public struct Resource: Sendable {
    /// Its name in the template.
    public let logicalID: String

    /// What `Ref` gives for it.
    public var ref: TemplateValue { .ref(logicalID) }

    /// One of its attributes, as `Arn`.
    public func attribute(_ name: String) -> TemplateValue { .getAtt(logicalID, name) }
}
