/// What a bucket tells a function.
struct BucketNotification {
    let bucket: Bucket
    let event: BucketEvent
    let prefix: String?
    let suffix: String?
    let function: Function
    let version: TargetVersion
    let location: SourceLocation

    var permissionID: String { LogicalID.of([bucket.name, "Notifies", function.name, function.target(version).qualifier]) }

    func value(_ renderer: Renderer) -> TemplateValue {
        var object: TemplateObject = ["Event": .string(event.rawValue), "Function": function.target(version).arn]
        let rules = [("prefix", prefix), ("suffix", suffix)].compactMap { name, value -> TemplateValue? in
            value.map { ["Name": .string(name), "Value": .string($0)] }
        }
        if !rules.isEmpty { object["Filter"] = ["S3Key": ["Rules": .array(rules)]] }
        return .object(object)
    }
}
