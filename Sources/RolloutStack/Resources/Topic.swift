/// An SNS topic of the stack.
public final class Topic: Linkable {
    /// Its name in the stack.
    public let name: String
    let logicalID: String
    let physicalName: String
    let location: SourceLocation

    init(_ name: String, stack: Stack, location: SourceLocation) {
        self.name = name
        logicalID = LogicalID.of(name)
        physicalName = stack.physicalName(name, limit: 256)
        self.location = location
    }

    /// Its ARN.
    public var arn: TemplateValue { .arn("sns", physicalName) }

    /// The functions that are linked may publish to it.
    public var link: Link {
        Link(
            name, type: "sst.aws.SnsTopic", values: ["arn": arn, "name": .string(physicalName)],
            statements: [.allow("sns:Publish", on: arn)])
    }

    func render(_ renderer: Renderer) {
        renderer.add(
            TemplateResource(logicalID, type: "AWS::SNS::Topic", properties: ["TopicName": .string(physicalName)]), owner: logicalID,
            at: location)
    }
}
