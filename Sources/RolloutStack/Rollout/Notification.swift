/// Messages about a rollout to a topic.
public struct Notification: Sendable {
    /// What a message is about.
    public enum Event: String, Sendable, CaseIterable {
        /// It has begun.
        case start = "DeploymentStart"
        /// It has succeeded.
        case success = "DeploymentSuccess"
        /// It has failed.
        case failure = "DeploymentFailure"
        /// It was stopped.
        case stop = "DeploymentStop"
        /// It is being rolled back.
        case rollback = "DeploymentRollback"
        /// It waits to go on.
        case ready = "DeploymentReady"
    }

    let name: String
    let topic: TemplateValue
    let events: [Event]

    /// Messages to a topic of the stack.
    public static func topic(_ topic: Topic, on events: Event...) -> Notification {
        Notification(name: topic.name, topic: topic.arn, events: events)
    }

    /// Messages to a topic elsewhere.
    /// - Parameter name: What CodeDeploy calls the trigger.
    public static func topic(arn: TemplateValue, name: String, on events: Event...) -> Notification {
        Notification(name: name, topic: arn, events: events)
    }
}
