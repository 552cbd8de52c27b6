/// A DynamoDB table of the stack, paid by request.
public final class Table: Linkable {
    /// Its name in the stack.
    public let name: String
    let logicalID: String
    let physicalName: String
    let location: SourceLocation
    let partitionKey: TableKey
    let sortKey: TableKey?
    let removal: Removal
    /// Whether something reads its changes.
    var hasStream: Bool

    init(
        _ name: String, stack: Stack, partitionKey: TableKey, sortKey: TableKey?, stream: Bool, removal: Removal, location: SourceLocation
    ) {
        self.name = name
        logicalID = LogicalID.of(name)
        physicalName = stack.physicalName(name, limit: 255)
        self.partitionKey = partitionKey
        self.sortKey = sortKey
        hasStream = stream
        self.removal = removal
        self.location = location
    }

    /// Its ARN.
    public var arn: TemplateValue { .arn("dynamodb", "table/\(physicalName)") }
    /// The ARN of the stream of its changes.
    public var streamARN: TemplateValue { .getAtt(logicalID, "StreamArn") }

    /// The functions that are linked may read and write.
    public var link: Link { link(Self.readActions + Self.writeActions) }
    /// A link whose function may only read.
    public var readOnly: Link { link(Self.readActions) }
    /// A link whose function may only write.
    public var writeOnly: Link { link(Self.writeActions) }

    private static let readActions = [
        "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query",
        "dynamodb:Scan",
    ]
    private static let writeActions = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]

    private func link(_ actions: [String]) -> Link {
        Link(
            name, type: "sst.aws.Dynamo", values: ["name": .string(physicalName)],
            statements: [.allow(actions, on: [arn, "\(arn)/index/*"])])
    }

    func render(_ renderer: Renderer) {
        let keys = [(partitionKey, "HASH")] + (sortKey.map { [($0, "RANGE")] } ?? [])
        if let sortKey, sortKey.name == partitionKey.name {
            renderer.report("the table \"\(name)\" has \"\(sortKey.name)\" as partition key and as sort key", at: location)
        }
        var properties: TemplateObject = [
            "TableName": .string(physicalName),
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": .array(keys.map { ["AttributeName": .string($0.0.name), "AttributeType": .string($0.0.type)] }),
            "KeySchema": .array(keys.map { ["AttributeName": .string($0.0.name), "KeyType": .string($0.1)] }),
            "PointInTimeRecoverySpecification": ["PointInTimeRecoveryEnabled": true],
        ]
        if hasStream { properties["StreamSpecification"] = ["StreamViewType": "NEW_AND_OLD_IMAGES"] }
        renderer.add(
            TemplateResource(
                logicalID, type: "AWS::DynamoDB::Table", properties: properties, deletionPolicy: removal.deletionPolicy,
                updateReplacePolicy: removal.updateReplacePolicy), owner: logicalID, at: location)
    }
}
