/// Where Lambda sends an event that a function has failed on, or the record of an invocation.
public struct Destination: Sendable {
    let arn: TemplateValue
    /// What the function's role must be allowed to do there, if it is known.
    let action: String?

    /// A queue of the stack.
    public static func queue(_ queue: Queue) -> Destination { Destination(arn: queue.arn, action: "sqs:SendMessage") }
    /// A topic of the stack.
    public static func topic(_ topic: Topic) -> Destination { Destination(arn: topic.arn, action: "sns:Publish") }
    /// A queue elsewhere.
    public static func queue(arn: TemplateValue) -> Destination { Destination(arn: arn, action: "sqs:SendMessage") }
    /// A topic elsewhere.
    public static func topic(arn: TemplateValue) -> Destination { Destination(arn: arn, action: "sns:Publish") }

    var statement: Statement? { action.map { .allow($0, on: arn) } }
}
