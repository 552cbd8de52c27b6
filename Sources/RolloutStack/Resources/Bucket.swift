/// An S3 bucket of the stack, closed to the public. Its name has the account and the region in it.
public final class Bucket: Linkable {
    /// Its name in the stack.
    public let name: String
    let logicalID: String
    let location: SourceLocation
    let removal: Removal
    private let prefix: String
    var notifications: [BucketNotification] = []

    init(_ name: String, stack: Stack, removal: Removal, location: SourceLocation) {
        self.name = name
        logicalID = LogicalID.of(name)
        // 63 less the account's 12 digits, the region's at most 14 letters, and two hyphens.
        prefix = stack.physicalName(name, limit: 35, lowercase: true)
        self.removal = removal
        self.location = location
    }

    /// Its name on AWS.
    public var bucketName: TemplateValue { .sub("\(prefix)-${AWS::AccountId}-${AWS::Region}") }
    /// Its ARN.
    public var arn: TemplateValue { .sub("arn:${AWS::Partition}:s3:::\(prefix)-${AWS::AccountId}-${AWS::Region}") }

    /// The functions that are linked may read, write and delete objects.
    public var link: Link { link(objects: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], lists: true) }
    /// A link whose function may only read and list.
    public var readOnly: Link { link(objects: ["s3:GetObject"], lists: true) }
    /// A link whose function may only write.
    public var writeOnly: Link { link(objects: ["s3:PutObject"], lists: false) }

    private func link(objects: [String], lists: Bool) -> Link {
        Link(
            name, type: "sst.aws.Bucket", values: ["name": bucketName],
            statements: [.allow(objects, on: ["\(arn)/*"])] + (lists ? [.allow("s3:ListBucket", on: arn)] : []))
    }

    func render(_ renderer: Renderer) {
        var properties: TemplateObject = [
            "BucketName": bucketName,
            "PublicAccessBlockConfiguration": [
                "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true,
            ],
        ]
        if !notifications.isEmpty {
            let sorted = notifications.map { $0.value(renderer) }.sorted { $0.canonicalJSON < $1.canonicalJSON }
            properties["NotificationConfiguration"] = ["LambdaConfigurations": .array(sorted)]
        }
        renderer.add(
            TemplateResource(
                logicalID, type: "AWS::S3::Bucket", properties: properties, dependsOn: notifications.map(\.permissionID),
                deletionPolicy: removal.deletionPolicy, updateReplacePolicy: removal.updateReplacePolicy),
            owner: logicalID, at: location)
    }
}
