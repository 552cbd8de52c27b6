internal import Foundation
internal import JSONValue

/// A message to a topic, as subscribers of one transport get it.
struct SNSMessage: Codable, Sendable {
    /// `Notification`, `SubscriptionConfirmation`.
    let type: String
    let id: String
    let topic: String
    let subject: String?
    let text: String
    /// Seconds since 1970.
    let date: Double
    /// `MessageAttributes` of the input.
    let attributes: JSON.Object

    /// The body of a request to an HTTP subscriber. See
    /// [the format](https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html). It isn't signed: there is no certificate that
    /// a subscriber would trust.
    func json(_ subscription: SNSSubscription, endpoint: String) -> JSON {
        var json: JSON.Object = ["Type": .string(type), "MessageId": .string(id), "TopicArn": .string(topic)]
        if let subject { json["Subject"] = .string(subject) }
        if let token = subscription.token {
            json["Token"] = .string(token)
            json["SubscribeURL"] = .string("\(endpoint)/?Action=ConfirmSubscription&TopicArn=\(topic.uriEncoded)&Token=\(token)")
        }
        json["Message"] = .string(text)
        json["Timestamp"] = .string(timestamp)
        json["SignatureVersion"] = "1"
        json["Signature"] = ""
        json["SigningCertURL"] = ""
        if subscription.token == nil {
            json["UnsubscribeURL"] = .string(unsubscribeURL(subscription, endpoint))
            if !attributes.isEmpty { json["MessageAttributes"] = attributeJSON }
        }
        return .object(json)
    }

    /// The event that a function gets. See [the format](https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html).
    func event(_ subscription: SNSSubscription, endpoint: String) -> JSON {
        let message: JSON = [
            "Type": .string(type), "MessageId": .string(id), "TopicArn": .string(topic), "Subject": subject.map { .string($0) } ?? .null,
            "Message": .string(text), "Timestamp": .string(timestamp), "SignatureVersion": "1", "Signature": "", "SigningCertUrl": "",
            "UnsubscribeUrl": .string(unsubscribeURL(subscription, endpoint)), "MessageAttributes": attributeJSON,
        ]
        return [
            "Records": [
                [
                    "EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": .string(subscription.arn), "Sns": message,
                ]
            ]
        ]
    }

    private var timestamp: String {
        let text = ISO8601.text(date)
        return text.contains(".") ? text : text.replacing("Z", with: ".000Z")
    }

    private func unsubscribeURL(_ subscription: SNSSubscription, _ endpoint: String) -> String {
        "\(endpoint)/?Action=Unsubscribe&SubscriptionArn=\(subscription.arn.uriEncoded)"
    }

    private var attributeJSON: JSON {
        var json = JSON.Object()
        for (name, value) in attributes {
            json[name] = ["Type": value["DataType"] ?? "String", "Value": value["StringValue"] ?? value["BinaryValue"] ?? ""]
        }
        return .object(json)
    }
}
