extension CodeDeploy {
    /// When a deployment is rolled back, as clients send it:
    /// [AutoRollbackConfiguration](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AutoRollbackConfiguration.html).
    struct AutoRollbackConfiguration: Codable, Sendable, Hashable {
        enum Event: String, ModelEnumeration {
            case failure = "DEPLOYMENT_FAILURE"
            case alarm = "DEPLOYMENT_STOP_ON_ALARM"
            case request = "DEPLOYMENT_STOP_ON_REQUEST"
        }

        var enabled: Bool?
        var events: [String]?

        func applies(to event: Event) -> Bool { enabled == true && (events ?? []).contains(event.rawValue) }

        /// - Throws: `InvalidAutoRollbackConfigException`.
        func validate() throws(AWSError) {
            let events = events ?? []
            if let unknown = events.first(where: { Event(rawValue: $0) == nil }) {
                throw AWSError(
                    "InvalidAutoRollbackConfigException",
                    "\(unknown.prefix(100)) is no auto-rollback event; there are DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM and DEPLOYMENT_STOP_ON_REQUEST."
                )
            }
            guard enabled != true || !events.isEmpty else {
                throw AWSError("InvalidAutoRollbackConfigException", "Automatic rollback is enabled, but no event is listed.")
            }
        }
    }
}
