internal import Foundation
internal import JSONValue

extension SNSService {
    /// The largest message in bytes.
    static let largestMessage = 262_144

    /// Sends a message to all who want it. Returns its id.
    func publish(_ topic: SNSTopic, _ input: JSON) throws(AWSError) -> String {
        let text = try text(input, "Message", "Empty message")
        guard text.utf8.count <= Self.largestMessage else { throw invalid("Message too long") }
        let subject = input["Subject"]?.string
        if let subject {
            guard (1...100).contains(subject.count), subject.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw invalid("Subject")
            }
        }
        let attributes = input["MessageAttributes"]?.object ?? [:]
        for (name, value) in attributes {
            guard let type = value["DataType"]?.string, ["String", "Number", "Binary"].contains(type.split(separator: ".").first ?? "")
            else {
                throw AWSError(
                    "ParameterValueInvalid", "The message attribute '\(name.prefix(256))' has an invalid message attribute type.")
            }
            guard value["StringValue"]?.string?.isEmpty == false || value["BinaryValue"] != nil else {
                throw AWSError(
                    "ParameterValueInvalid", "The message attribute '\(name.prefix(256))' must contain non-empty message attribute value.")
            }
        }
        var variants: JSON.Object?
        switch input["MessageStructure"]?.string {
        case nil, "": break
        case "json":
            guard let object = (try? JSON(parsing: text))?.object else {
                throw invalid("Message Structure - JSON message body failed to parse")
            }
            guard object["default"]?.string != nil else { throw invalid("Message Structure - No default entry in JSON message body") }
            variants = object
        default: throw invalid("MessageStructure")
        }
        let id = Random.uuid()
        for subscription in subscriptions(to: topic.arn) where subscription.token == nil && wants(subscription, attributes, text) {
            let variant = variants.flatMap { $0[subscription.transport]?.string ?? $0["default"]?.string }
            let message = SNSMessage(
                type: "Notification", id: id, topic: topic.arn, subject: subject, text: variant ?? text,
                date: context.clock.date.timeIntervalSince1970, attributes: attributes)
            delivery.send(message, to: subscription)
        }
        return id
    }

    func publishBatch(_ input: JSON) throws(AWSError) -> JSON {
        let topic = try topic(input, "TopicArn")
        let entries = input["PublishBatchRequestEntries"]?.array ?? []
        guard !entries.isEmpty else { throw AWSError("EmptyBatchRequest", "The batch request doesn't contain any entries.") }
        guard entries.count <= 10 else {
            throw AWSError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.")
        }
        let ids = entries.compactMap { $0["Id"]?.string }
        guard ids.count == entries.count, ids.allSatisfy({ $0.wholeMatch(of: /[A-Za-z0-9_\-]{1,80}/) != nil }) else {
            throw AWSError("InvalidBatchEntryId", "The Id of a batch entry in a batch request doesn't abide by the specification.")
        }
        guard Set(ids).count == ids.count else {
            throw AWSError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
        }
        var successful: [JSON] = []
        var failed: [JSON] = []
        for (id, entry) in zip(ids, entries) {
            do throws(AWSError) {
                successful.append(["Id": .string(id), "MessageId": .string(try publish(topic, entry))])
            } catch {
                failed.append(["Id": .string(id), "Code": .string(error.code), "Message": .string(error.message), "SenderFault": true])
            }
        }
        return ["Successful": .array(successful), "Failed": .array(failed)]
    }

    private func wants(_ subscription: SNSSubscription, _ attributes: JSON.Object, _ text: String) -> Bool {
        guard let policy = subscription.attributes["FilterPolicy"], let filter = try? SNSFilter(policy) else { return true }
        guard subscription.attributes["FilterPolicyScope"] == "MessageBody" else { return filter.accepts(attributes) }
        // The members of the body's first level.
        let members = (try? JSON(parsing: text))?.object
        return filter.accepts { name in
            members?[name].map { value in
                ["DataType": value.double == nil ? "String" : "Number", "StringValue": .string(value.string ?? value.description)]
            }
        }
    }

    private func text(_ input: JSON, _ name: String, _ reason: String) throws(AWSError) -> String {
        guard let text = input[name]?.string, !text.isEmpty else { throw invalid(reason) }
        return text
    }
}
