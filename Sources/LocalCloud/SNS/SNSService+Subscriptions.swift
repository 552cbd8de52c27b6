internal import Foundation
internal import JSONValue

extension SNSService {
    func subscribe(_ input: JSON) throws(AWSError) -> JSON {
        let topic = try topic(input, "TopicArn")
        let transport = try text(input, "Protocol")
        let endpoint = try text(input, "Endpoint")
        try check(transport, endpoint)
        var attributes: [String: String] = [:]
        for (name, value) in input["Attributes"]?.object ?? [:] {
            attributes[name] = value.string ?? value.description
            try checkSubscriptionAttribute(name, attributes[name] ?? "")
        }
        let returnsARN = input["ReturnSubscriptionArn"]?.flag == true
        if let known = subscriptions(to: topic.arn).first(where: { $0.transport == transport && $0.endpoint == endpoint }) {
            return ["SubscriptionArn": .string(known.token == nil || returnsARN ? known.arn : "pending confirmation")]
        }
        // Functions of one's own need not be asked; the others must say that they want it.
        let token = transport == "lambda" ? nil : Random.hexadecimal(160)
        let subscription = SNSSubscription(
            arn: "\(topic.arn):\(Random.uuid())", topic: topic.arn, transport: transport, endpoint: endpoint,
            attributes: attributes, token: token)
        subscriptions.modify(subscription.arn) { $0 = subscription }
        if let token {
            let message = SNSMessage(
                type: "SubscriptionConfirmation", id: Random.uuid(), topic: topic.arn, subject: nil,
                text: """
                    You have chosen to subscribe to the topic \(topic.arn).
                    To confirm the subscription, visit the SubscribeURL included in this message.
                    """,
                date: context.clock.date.timeIntervalSince1970, attributes: [:])
            if transport != "http" && transport != "https" {
                context.log(
                    "\(topic.arn): \(transport) to \(endpoint) is not delivered. To confirm: \(context.endpoint)/?Action=ConfirmSubscription&TopicArn=\(topic.arn.uriEncoded)&Token=\(token)",
                    from: ServiceName.sns)
            } else {
                delivery.send(message, to: subscription)
            }
        }
        return ["SubscriptionArn": .string(token == nil || returnsARN ? subscription.arn : "pending confirmation")]
    }

    func confirm(_ input: JSON) throws(AWSError) -> JSON {
        let topic = try topic(input, "TopicArn")
        let token = try text(input, "Token")
        guard let subscription = subscriptions(to: topic.arn).first(where: { $0.token == token }) else { throw invalid("Token") }
        subscriptions.modify(subscription.arn) { $0?.token = nil }
        return ["SubscriptionArn": .string(subscription.arn)]
    }

    func unsubscribe(_ input: JSON) throws(AWSError) -> JSON {
        let arn = try text(input, "SubscriptionArn")
        guard arn.hasPrefix("arn:aws:sns:"), arn.split(separator: ":", omittingEmptySubsequences: false).count == 7 else {
            throw invalid("SubscriptionArn Reason: An ARN must have at least 6 elements, not 1")
        }
        // One that isn't there is no error.
        let topic = subscriptions.modify(arn) { row in
            defer { row = nil }
            return row?.topic
        }
        if let topic { topics.modify(topic) { $0?.deletedSubscriptions += 1 } }
        return [:]
    }

    func subscriptionAttributes(_ input: JSON) throws(AWSError) -> JSON {
        let subscription = try subscription(input)
        var attributes: JSON.Object = [
            "SubscriptionArn": .string(subscription.arn), "TopicArn": .string(subscription.topic), "Owner": .string(Cloud.account),
            "Protocol": .string(subscription.transport), "Endpoint": .string(subscription.endpoint),
            "PendingConfirmation": subscription.token == nil ? "false" : "true", "ConfirmationWasAuthenticated": "false",
            "RawMessageDelivery": "false", "SubscriptionPrincipal": "arn:aws:iam::\(Cloud.account):user/local",
        ]
        if subscription.transport == "http" || subscription.transport == "https" {
            attributes["EffectiveDeliveryPolicy"] = """
                {"healthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,\
                "numMinDelayRetries":0,"backoffFunction":"linear"},"sicklyRetryPolicy":null,"throttlePolicy":null,\
                "requestPolicy":{"headerContentType":"text/plain; charset=UTF-8"},"guaranteed":false}
                """
        }
        for (name, value) in subscription.attributes.sorted(by: { $0.key < $1.key }) { attributes[name] = .string(value) }
        return ["Attributes": .object(attributes)]
    }

    func setSubscriptionAttributes(_ input: JSON) throws(AWSError) -> JSON {
        let subscription = try subscription(input)
        let name = try text(input, "AttributeName")
        let value = input["AttributeValue"]?.string ?? ""
        try checkSubscriptionAttribute(name, value)
        subscriptions.modify(subscription.arn) { $0?.attributes[name] = value.isEmpty ? nil : value }
        return [:]
    }

    func json(_ subscription: SNSSubscription) -> JSON {
        [
            "SubscriptionArn": .string(subscription.token == nil ? subscription.arn : "PendingConfirmation"),
            "Owner": .string(Cloud.account), "Protocol": .string(subscription.transport), "Endpoint": .string(subscription.endpoint),
            "TopicArn": .string(subscription.topic),
        ]
    }

    private func subscription(_ input: JSON) throws(AWSError) -> SNSSubscription {
        guard let subscription = subscriptions[try text(input, "SubscriptionArn")] else {
            throw AWSError("NotFound", "Subscription does not exist")
        }
        return subscription
    }

    private func check(_ transport: String, _ endpoint: String) throws(AWSError) {
        switch transport {
        case "http", "https":
            guard endpoint.hasPrefix(transport + "://") else { throw invalid("Endpoint must match the specified protocol") }
        case "lambda":
            guard endpoint.hasPrefix("arn:aws:lambda:") else { throw invalid("Lambda endpoint ARN") }
        case "application", "email", "email-json", "firehose", "sms", "sqs": break
        default: throw invalid("Amazon SNS does not support this protocol string: \(transport.prefix(100))")
        }
    }

    private func checkSubscriptionAttribute(_ name: String, _ value: String) throws(AWSError) {
        switch name {
        case "FilterPolicy": if !value.isEmpty { _ = try SNSFilter(value) }
        case "FilterPolicyScope":
            guard value == "MessageAttributes" || value == "MessageBody" else { throw invalid("FilterPolicyScope") }
        case "RawMessageDelivery":
            guard value == "true" || value == "false" else {
                throw invalid("Attributes Reason: RawMessageDelivery: Invalid value [\(value.prefix(100))]")
            }
        case "DeliveryPolicy", "RedrivePolicy", "ReplayPolicy", "SubscriptionRoleArn": break
        default: throw invalid("AttributeName")
        }
    }
}
