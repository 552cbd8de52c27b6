extension Rollout {
    /// The lifecycle event that a hook runs for
    /// ([lifecycle events](https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html)).
    ///
    /// Deployments of Lambda functions have ``beforeAllowTraffic`` and ``afterAllowTraffic``; blue/green deployments of ECS services have all.
    public enum Phase: String, Sendable, CaseIterable, CustomStringConvertible {
        /// Before the replacement task set is made (ECS).
        case beforeInstall = "BeforeInstall"
        /// After the replacement task set is made (ECS).
        case afterInstall = "AfterInstall"
        /// After the test listener serves the replacement task set (ECS).
        case afterAllowTestTraffic = "AfterAllowTestTraffic"
        /// Before traffic is shifted to the new version.
        case beforeAllowTraffic = "BeforeAllowTraffic"
        /// After all traffic is shifted to the new version.
        case afterAllowTraffic = "AfterAllowTraffic"

        /// Whether no production traffic has been shifted yet: all but ``afterAllowTraffic``.
        public var isBeforeTraffic: Bool { self != .afterAllowTraffic }

        /// The phase in CodeDeploy's words.
        public var description: String { rawValue }

        init?(ignoringCase name: String) {
            let name = name.lowercased()
            guard let phase = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else { return nil }
            self = phase
        }
    }
}
