internal import Foundation
internal import JSONValue

extension SNSService {
    func createTopic(_ input: JSON) throws(AWSError) -> JSON {
        let name = try text(input, "Name")
        guard name.wholeMatch(of: /[A-Za-z0-9_\-]{1,256}/) != nil else {
            let isFIFO = name.hasSuffix(".fifo")
            throw invalid(isFIFO ? "Topic Name: the local SNS has no FIFO topics" : "Topic Name")
        }
        var attributes: [String: String] = [:]
        for (key, value) in input["Attributes"]?.object ?? [:] {
            try checkTopicAttribute(key)
            attributes[key] = value.string ?? value.description
        }
        guard attributes["FifoTopic"] != "true" else { throw invalid("Attributes: the local SNS has no FIFO topics") }
        attributes["FifoTopic"] = nil
        let arn = "arn:aws:sns:\(Cloud.region):\(Cloud.account):\(name)"
        let tags = try [].merging(IAMTag.list(input))
        return try topics.modify(arn) { row throws(AWSError) in
            if let topic = row {
                // Making a topic again is no error, as long as it is the same.
                guard attributes.allSatisfy({ topic.attributes[$0.key] == $0.value }) else {
                    throw invalid("Attributes Reason: Topic already exists with different attributes")
                }
                guard tags.isEmpty || tags.allSatisfy(topic.tags.contains) else {
                    throw invalid("Tags Reason: Topic already exists with different tags")
                }
            } else {
                row = SNSTopic(name: name, arn: arn, attributes: attributes, tags: tags)
            }
            return ["TopicArn": .string(arn)]
        }
    }

    func deleteTopic(_ input: JSON) throws(AWSError) -> JSON {
        let arn = try text(input, "TopicArn")
        // One that isn't there is no error.
        topics.modify(arn) { $0 = nil }
        for subscription in subscriptions(to: arn) { subscriptions.modify(subscription.arn) { $0 = nil } }
        return [:]
    }

    func topicAttributes(_ input: JSON) throws(AWSError) -> JSON {
        let topic = try topic(input, "TopicArn")
        let list = subscriptions(to: topic.arn)
        let pending = list.count { $0.token != nil }
        var attributes: JSON.Object = [
            "TopicArn": .string(topic.arn), "Owner": .string(Cloud.account), "DisplayName": "", "Policy": .string(Self.policy(topic.arn)),
            "EffectiveDeliveryPolicy": .string(Self.deliveryPolicy), "SubscriptionsPending": .string(String(pending)),
            "SubscriptionsConfirmed": .string(String(list.count - pending)),
            "SubscriptionsDeleted": .string(String(topic.deletedSubscriptions)),
        ]
        for (name, value) in topic.attributes.sorted(by: { $0.key < $1.key }) { attributes[name] = .string(value) }
        return ["Attributes": .object(attributes)]
    }

    func setTopicAttributes(_ input: JSON) throws(AWSError) -> JSON {
        let topic = try topic(input, "TopicArn")
        let name = try text(input, "AttributeName")
        try checkTopicAttribute(name)
        let value = input["AttributeValue"]?.string ?? ""
        if name == "Policy", (try? JSON(parsing: value))?.object == nil { throw invalid("Policy Error: null") }
        topics.modify(topic.arn) { $0?.attributes[name] = value.isEmpty ? nil : value }
        return [:]
    }

    func changeTags(_ input: JSON, _ change: ([IAMTag]) throws(AWSError) -> [IAMTag]) throws(AWSError) -> JSON {
        let topic = try topic(input, "ResourceArn")
        return try topics.modify(topic.arn) { row throws(AWSError) in
            let tags = try change(row?.tags ?? [])
            row?.tags = tags
            return [:]
        }
    }

    private func checkTopicAttribute(_ name: String) throws(AWSError) {
        guard Self.topicAttributes.contains(name) || name.hasSuffix("FeedbackRoleArn") || name.hasSuffix("FeedbackSampleRate") else {
            throw invalid("AttributeName")
        }
    }

    private static let topicAttributes: Set = [
        "ArchivePolicy", "ContentBasedDeduplication", "DataProtectionPolicy", "DeliveryPolicy", "DisplayName", "FifoThroughputScope",
        "FifoTopic", "KmsMasterKeyId", "Policy", "SignatureVersion", "TracingConfig",
    ]

    /// What SNS does of itself: see ``SNSDelivery``.
    private static let deliveryPolicy = """
        {"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,\
        "numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,\
        "defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}
        """

    /// The policy of a topic that nobody has given one.
    private static func policy(_ arn: String) -> String {
        """
        {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow",\
        "Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission",\
        "SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"\(arn)",\
        "Condition":{"StringEquals":{"AWS:SourceOwner":"\(Cloud.account)"}}}]}
        """
    }
}
