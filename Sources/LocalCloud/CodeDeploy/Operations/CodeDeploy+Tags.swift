internal import JSONValue

extension CodeDeploy {
    struct TagInput: Decodable {
        var ResourceArn: String?
        var Tags: [Tag]?
        var TagKeys: [String]?
        var NextToken: String?
    }

    /// What can have tags.
    private enum Tagged {
        case application(Application)
        case group(DeploymentGroup)
        case config(DeploymentConfig)
    }

    static let mostTags = 50

    /// Tags by key.
    func checked(_ tags: [Tag]) throws(AWSError) -> [String: String] {
        func fault(_ text: String) -> AWSError { AWSError("InvalidTagsToAddException", text) }
        var checked: [String: String] = [:]
        for tag in tags {
            guard let key = tag.Key, 1...128 ~= key.count else { throw fault("The key of a tag has between 1 and 128 characters.") }
            guard !key.lowercased().hasPrefix("aws:") else { throw fault("Keys of tags that begin with aws: are reserved.") }
            guard (tag.Value ?? "").count <= 256 else { throw fault("The value of the tag \(key) has more than 256 characters.") }
            guard checked.updateValue(tag.Value ?? "", forKey: key) == nil else { throw fault("The tag \(key) is there twice.") }
        }
        guard checked.count <= Self.mostTags else { throw fault("A resource has at most \(Self.mostTags) tags.") }
        return checked
    }

    /// [TagResource](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TagResource.html).
    func tagResource(_ input: TagInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let tagged = try resource(input.ResourceArn, "TagResource", call)
        guard let tags = input.Tags, !tags.isEmpty else { throw AWSError("TagRequiredException", "At least one tag must be specified.") }
        let added = try checked(tags)
        try change(tagged) { tags throws(AWSError) in
            let merged = tags.merging(added) { $1 }
            guard merged.count <= Self.mostTags else {
                throw AWSError("InvalidTagsToAddException", "A resource has at most \(Self.mostTags) tags.")
            }
            tags = merged
        }
        return [:]
    }

    /// [UntagResource](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_UntagResource.html).
    func untagResource(_ input: TagInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let tagged = try resource(input.ResourceArn, "UntagResource", call)
        guard let keys = input.TagKeys, !keys.isEmpty else {
            throw AWSError("TagRequiredException", "At least one tag key must be specified.")
        }
        try change(tagged) { tags throws(AWSError) in for key in keys { tags[key] = nil } }
        return [:]
    }

    /// [ListTagsForResource](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListTagsForResource.html). All fit on one page.
    func listTagsForResource(_ input: TagInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let tagged: Tagged
        do throws(AWSError) {
            tagged = try resource(input.ResourceArn, "ListTagsForResource", call)
        } catch  where error.code.hasSuffix("DoesNotExistException") {
            // The model has no other error for it here.
            throw AWSError("InvalidArnException", error.message)
        }
        let tags = self.tags(of: tagged)
        return [
            "Tags": .array(tags.sorted { $0.key < $1.key }.map { ["Key": .string($0.key), "Value": .string($0.value)] })
        ]
    }

    private func tags(of tagged: Tagged) -> [String: String] {
        switch tagged {
        case .application(let application): application.tags
        case .group(let group): group.tags
        case .config(let config): config.tags
        }
    }

    private func change(
        _ tagged: Tagged, _ change: (inout [String: String]) throws(AWSError) -> Void
    ) throws(AWSError) {
        switch tagged {
        case .application(let application):
            try records.applications.change(application.id) { row throws(AWSError) in try change(&row.tags) }
        case .group(let group): try records.groups.change(group.id) { row throws(AWSError) in try change(&row.tags) }
        case .config(let config): try records.configs.change(config.name) { row throws(AWSError) in try change(&row.tags) }
        }
    }

    private func resource(_ arn: String?, _ action: String, _ call: AWSCall) throws(AWSError) -> Tagged {
        guard let arn, !arn.isEmpty else { throw AWSError("ResourceArnRequiredException", "The ARN of the resource must be specified.") }
        let parts = arn.split(separator: ":", maxSplits: 6, omittingEmptySubsequences: false).map(String.init)
        guard arn.count <= 1011, parts.count == 7, parts[0] == "arn", !parts[6].isEmpty else {
            throw AWSError("InvalidArnException", "The ARN is not of the form arn:aws:codedeploy:<region>:<account>:<type>:<name>.")
        }
        guard parts[2] == "codedeploy" else { throw AWSError("ArnNotSupportedException", "The ARN is not one of CodeDeploy's.") }
        try context.authorize(call, "codedeploy:\(action)", on: arn)
        do throws(AWSError) {
            return try resource(type: parts[5], parts[6])
        } catch  where error.code.contains("NameRequired") || error.code.hasSuffix("NameException") {
            throw AWSError("InvalidArnException", error.message)
        }
    }

    private func resource(type: String, _ name: String) throws(AWSError) -> Tagged {
        switch type {
        case "application": return .application(try application(name))
        case "deploymentgroup":
            let names = name.split(separator: "/", maxSplits: 1).map(String.init)
            guard names.count == 2 else { throw AWSError("InvalidArnException", "The ARN of a group ends with <application>/<group>.") }
            return .group(try group(names[1], of: application(names[0])))
        case "deploymentconfig" where !name.hasPrefix(DeploymentConfig.reservedPrefix): return .config(try config(name))
        default: throw AWSError("ArnNotSupportedException", "Only applications, groups and configurations of one's own have tags.")
        }
    }
}
