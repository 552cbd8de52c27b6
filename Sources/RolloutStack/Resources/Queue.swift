/// An SQS queue of the stack.
public final class Queue: Linkable {
    /// Its name in the stack.
    public let name: String
    let logicalID: String
    let physicalName: String
    let location: SourceLocation
    let visibilityTimeout: Duration?
    let isFIFO: Bool
    let deadLetters: Queue?
    let maximumReceives: Int
    /// The functions that read it, whose time-outs set how long a message stays hidden.
    var consumers: [Function] = []

    init(
        _ name: String, stack: Stack, visibilityTimeout: Duration?, isFIFO: Bool, deadLetters: Queue?, maximumReceives: Int,
        location: SourceLocation
    ) {
        self.name = name
        logicalID = LogicalID.of(name)
        physicalName = stack.physicalName(name, limit: isFIFO ? 75 : 80) + (isFIFO ? ".fifo" : "")
        self.visibilityTimeout = visibilityTimeout
        self.isFIFO = isFIFO
        self.deadLetters = deadLetters
        self.maximumReceives = maximumReceives
        self.location = location
    }

    /// Its ARN.
    public var arn: TemplateValue { .arn("sqs", physicalName) }
    /// Its URL.
    public var url: TemplateValue { .sub("https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/\(physicalName)") }

    /// The functions that are linked may send to it.
    public var link: Link {
        Link(
            name, type: "sst.aws.Queue", values: ["url": url, "name": .string(physicalName)],
            statements: [.allow("sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes", on: arn)])
    }

    func render(_ renderer: Renderer) {
        var properties: TemplateObject = ["QueueName": .string(physicalName), "SqsManagedSseEnabled": true]
        if isFIFO { properties["FifoQueue"] = true }
        if let hidden = hiddenSeconds(renderer) { properties["VisibilityTimeout"] = .int(hidden) }
        if let deadLetters {
            if deadLetters.isFIFO != isFIFO {
                renderer.report("the dead letters of a FIFO queue go to a FIFO queue, those of another to another", at: location)
            }
            if !(1...1000).contains(maximumReceives) {
                renderer.report(
                    "a message is received 1 to 1,000 times before it is a dead letter, not \(maximumReceives) times", at: location)
            }
            properties["RedrivePolicy"] = [
                "deadLetterTargetArn": .getAtt(deadLetters.logicalID, "Arn"), "maxReceiveCount": .int(maximumReceives),
            ]
        }
        renderer.add(TemplateResource(logicalID, type: "AWS::SQS::Queue", properties: properties), owner: logicalID, at: location)
    }

    /// Six times the longest time-out of its consumers, which Lambda's guide asks for, unless the call says otherwise.
    private func hiddenSeconds(_ renderer: Renderer) -> Int? {
        let longest = consumers.compactMap(\.timeout.wholeSeconds).max()
        guard let visibilityTimeout else { return longest.map { min($0 * 6, 43_200) } }
        guard let seconds = visibilityTimeout.wholeSeconds, (0...43_200).contains(seconds) else {
            renderer.report(
                "the visibility time-out of a queue is whole seconds, at most 12 hours; this is \(visibilityTimeout)", at: location)
            return nil
        }
        if let longest, seconds < longest {
            renderer.report(
                "the queue \"\(name)\" hides a message for \(seconds) s, but a function that reads it may take \(longest) s: Lambda refuses that. Leave visibilityTimeout out, or give at least \(longest * 6) s",
                at: location)
        }
        return seconds
    }
}
