extension CodeDeploy {
    /// Which events of deployments go to a topic, as clients send it:
    /// [TriggerConfig](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TriggerConfig.html).
    struct TriggerConfig: Codable, Sendable, Hashable {
        enum Event: String, ModelEnumeration, CaseIterable {
            case deploymentStart = "DeploymentStart"
            case deploymentSuccess = "DeploymentSuccess"
            case deploymentFailure = "DeploymentFailure"
            case deploymentStop = "DeploymentStop"
            case deploymentRollback = "DeploymentRollback"
            // A deployment of Lambda functions never gets there; these may be asked for all the same.
            case deploymentReady = "DeploymentReady"
            case instanceStart = "InstanceStart"
            case instanceSuccess = "InstanceSuccess"
            case instanceFailure = "InstanceFailure"
            case instanceReady = "InstanceReady"
        }

        var triggerName: String?
        var triggerTargetArn: String?
        var triggerEvents: [String]?

        static let most = 10

        /// - Throws: `InvalidTriggerConfigException`, `TriggerTargetsLimitExceededException`.
        static func validate(_ triggers: [TriggerConfig]) throws(AWSError) {
            guard triggers.count <= most else {
                throw AWSError("TriggerTargetsLimitExceededException", "A deployment group has at most \(most) triggers.")
            }
            func fault(_ text: String) -> AWSError { AWSError("InvalidTriggerConfigException", text) }
            guard Set(triggers.map(\.triggerName)).count == triggers.count else { throw fault("Two triggers have the same name.") }
            for trigger in triggers {
                guard let name = trigger.triggerName, 1...100 ~= name.count else {
                    throw fault("The name of a trigger has between 1 and 100 characters.")
                }
                guard let arn = trigger.triggerTargetArn,
                    arn.wholeMatch(of: /arn:[a-z\-]+:sns:[a-z0-9\-]+:[0-9]{12}:[A-Za-z0-9_.\-]+/) != nil
                else { throw fault("The target of the trigger \(name) is not the ARN of an SNS topic.") }
                let events = trigger.triggerEvents ?? []
                guard !events.isEmpty else { throw fault("The trigger \(name) lists no event.") }
                if let unknown = events.first(where: { Event(rawValue: $0) == nil }) {
                    throw fault("\(unknown.prefix(100)) is no event that the trigger \(name) can be sent for.")
                }
            }
        }
    }
}
