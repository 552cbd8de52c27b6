internal import Foundation
internal import JSONValue
internal import Synchronization

/// The part of [SNS](https://docs.aws.amazon.com/sns/latest/api/welcome.html) that alarms and deployments tell people by: standard topics,
/// with HTTP and Lambda subscribers.
final class SNSService: AWSService {
    let context: CloudContext
    /// By ARN.
    let topics: Table<SNSTopic>
    /// By ARN.
    let subscriptions: Table<SNSSubscription>
    let delivery: SNSDelivery
    /// Held by whatever looks something up and changes it by that.
    private let control = Mutex(())

    init(_ context: CloudContext) throws(Storage.Failure) {
        self.context = context
        topics = try Table("sns-topics", context.storage, context.clock)
        subscriptions = try Table("sns-subscriptions", context.storage, context.clock)
        delivery = try SNSDelivery(context)
    }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        try context.authorize(call, "sns:\(operation == "PublishBatch" ? "Publish" : operation)", on: resource(operation, input))
        return switch operation {
        case "CreateTopic", "DeleteTopic", "SetTopicAttributes", "TagResource", "UntagResource", "Subscribe", "ConfirmSubscription",
            "Unsubscribe", "SetSubscriptionAttributes":
            try control.withLock { _ throws(AWSError) in try change(operation, input) }
        case "ListTopics": try page(topics.all.map { ["TopicArn": .string($0.key)] }, as: "Topics", input, of: operation)
        case "GetTopicAttributes": try topicAttributes(input)
        case "ListTagsForResource": ["Tags": try topic(input, "ResourceArn").tags.json]
        case "ListSubscriptions": try page(subscriptions.all.map { json($0.row) }, as: "Subscriptions", input, of: operation)
        case "ListSubscriptionsByTopic":
            try page(subscriptions(to: topic(input, "TopicArn").arn).map(json), as: "Subscriptions", input, of: operation)
        case "GetSubscriptionAttributes": try subscriptionAttributes(input)
        case "Publish": ["MessageId": .string(try publish(topic(input, "TopicArn", or: "TargetArn"), input))]
        case "PublishBatch": try publishBatch(input)
        default: throw AWSError("UnknownOperationException", "The local SNS does not know \(operation).")
        }
    }

    /// The operations that change something.
    private func change(_ operation: String, _ input: JSON) throws(AWSError) -> JSON {
        switch operation {
        case "CreateTopic": try createTopic(input)
        case "DeleteTopic": try deleteTopic(input)
        case "SetTopicAttributes": try setTopicAttributes(input)
        case "TagResource": try changeTags(input) { tags throws(AWSError) in try tags.merging(IAMTag.list(input)) }
        case "UntagResource": try changeTags(input) { $0.without(input) }
        case "Subscribe": try subscribe(input)
        case "ConfirmSubscription": try confirm(input)
        case "Unsubscribe": try unsubscribe(input)
        default: try setSubscriptionAttributes(input)
        }
    }

    // MARK: What the operations have in common

    /// The topic that an operation is about, by the parameter that the operation goes by: others don't count. Those that are about
    /// subscriptions are about no topic to IAM. See
    /// [SNS's actions](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html).
    private func resource(_ operation: String, _ input: JSON) -> String {
        let arn: String? =
            switch operation {
            case "CreateTopic": input["Name"]?.string.map { "arn:aws:sns:\(Cloud.region):\(Cloud.account):\($0)" }
            case "TagResource", "UntagResource", "ListTagsForResource": input["ResourceArn"]?.string
            case "Publish": input["TopicArn"]?.string ?? input["TargetArn"]?.string
            case "ConfirmSubscription", "DeleteTopic", "GetTopicAttributes", "ListSubscriptionsByTopic", "PublishBatch",
                "SetTopicAttributes", "Subscribe":
                input["TopicArn"]?.string
            default: nil
            }
        return arn ?? "*"
    }

    func invalid(_ text: String) -> AWSError { AWSError("InvalidParameter", "Invalid parameter: \(text)") }

    func text(_ input: JSON, _ name: String) throws(AWSError) -> String {
        guard let text = input[name]?.string, !text.isEmpty else { throw invalid("\(name)") }
        return text
    }

    func topic(_ input: JSON, _ member: String, or other: String? = nil) throws(AWSError) -> SNSTopic {
        let arn = try text(input, input[member] == nil ? other ?? member : member)
        guard arn.hasPrefix("arn:aws:sns:") else { throw invalid("\(member) Reason: An ARN must have at least 6 elements, not 1") }
        guard let topic = topics[arn] else {
            throw member == "ResourceArn"
                ? AWSError("ResourceNotFound", "Resource does not exist") : AWSError("NotFound", "Topic does not exist")
        }
        return topic
    }

    func subscriptions(to topic: String) -> [SNSSubscription] { subscriptions.all.map(\.row).filter { $0.topic == topic } }

    /// One page of a list, by `NextToken`.
    func page(_ items: [JSON], as member: String, _ input: JSON, of list: String) throws(AWSError) -> JSON {
        let token = input["NextToken"] ?? .null
        // An empty token is none.
        guard token.isNull || token.string != nil,
            let page = Page(of: items, list, after: token.string.flatMap { $0.isEmpty ? nil : $0 }, size: 100)
        else { throw invalid("NextToken") }
        var output: JSON.Object = [:]
        output[member] = .array(Array(page.elements))
        output["NextToken"] = page.next
        return .object(output)
    }
}
