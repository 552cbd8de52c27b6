/// A Kinesis data stream of the stack, which grows and shrinks by itself.
public final class DataStream: Linkable {
    /// Its name in the stack.
    public let name: String
    let logicalID: String
    let physicalName: String
    let location: SourceLocation

    init(_ name: String, stack: Stack, location: SourceLocation) {
        self.name = name
        logicalID = LogicalID.of(name)
        physicalName = stack.physicalName(name, limit: 128)
        self.location = location
    }

    /// Its ARN.
    public var arn: TemplateValue { .arn("kinesis", "stream/\(physicalName)") }

    /// The functions that are linked may write to it.
    public var link: Link {
        Link(
            name, type: "sst.aws.KinesisStream", values: ["name": .string(physicalName)],
            statements: [.allow("kinesis:PutRecord", "kinesis:PutRecords", on: arn)])
    }

    func render(_ renderer: Renderer) {
        renderer.add(
            TemplateResource(
                logicalID, type: "AWS::Kinesis::Stream",
                properties: ["Name": .string(physicalName), "StreamModeDetails": ["StreamMode": "ON_DEMAND"]],
                deletionPolicy: "Delete", updateReplacePolicy: "Delete"),
            owner: logicalID, at: location)
    }
}
