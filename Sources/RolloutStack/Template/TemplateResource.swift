/// One resource as it stands in the template. A transform changes it before the template is checked.
public struct TemplateResource: Sendable {
    /// The resource's name in the template.
    public let logicalID: String
    /// As `AWS::Lambda::Function`.
    public let type: String
    /// What CloudFormation makes the resource of.
    public var properties: TemplateObject
    /// Resources that must be there first, beyond those that the properties refer to.
    public var dependsOn: [String]
    /// The condition of the stack under which the resource exists.
    public var condition: String?
    /// What becomes of the resource when it leaves the template: `Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`.
    public var deletionPolicy: String?
    /// What becomes of the old resource when a new one takes its place.
    public var updateReplacePolicy: String?
    /// How CloudFormation goes about an update.
    public var updatePolicy: TemplateObject?
    /// What CloudFormation keeps and doesn't read.
    public var metadata: TemplateObject?

    /// A resource.
    public init(
        _ logicalID: String, type: String, properties: TemplateObject = [:], dependsOn: [String] = [], condition: String? = nil,
        deletionPolicy: String? = nil, updateReplacePolicy: String? = nil, updatePolicy: TemplateObject? = nil,
        metadata: TemplateObject? = nil
    ) {
        self.logicalID = logicalID
        self.type = type
        self.properties = properties
        self.dependsOn = dependsOn
        self.condition = condition
        self.deletionPolicy = deletionPolicy
        self.updateReplacePolicy = updateReplacePolicy
        self.updatePolicy = updatePolicy
        self.metadata = metadata
    }

    /// The resource as the template shows it.
    var value: TemplateValue {
        var object: TemplateObject = ["Type": .string(type)]
        object["Condition"] = condition.map { .string($0) }
        // What is referred to has to be there first anyway.
        let others = Set(dependsOn).subtracting(References.all(in: .object(properties)).map(\.name))
        if !others.isEmpty { object["DependsOn"] = .strings(others.sorted()) }
        object["DeletionPolicy"] = deletionPolicy.map { .string($0) }
        object["UpdateReplacePolicy"] = updateReplacePolicy.map { .string($0) }
        object["UpdatePolicy"] = updatePolicy.map { .object($0) }
        object["Metadata"] = metadata.map { .object($0) }
        if !properties.isEmpty { object["Properties"] = .object(properties) }
        return .object(object)
    }
}
