import JSONValue

extension CodeDeploy {
    /// A step of a deployment to one target:
    /// [LifecycleEvent](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_LifecycleEvent.html).
    public struct LifecycleEvent: Sendable, Hashable {
        /// How far a step is.
        public enum Status: String, Sendable, CaseIterable {
            /// It has not begun.
            case pending = "Pending"
            /// It runs.
            case inProgress = "InProgress"
            /// It is over and went well.
            case succeeded = "Succeeded"
            /// It is over and failed.
            case failed = "Failed"
            /// It was left out.
            case skipped = "Skipped"
            /// CodeDeploy does not know, or says what this library does not know.
            case unknown = "Unknown"

            /// Whether the step is over.
            public var isOver: Bool { self == .succeeded || self == .failed || self == .skipped }
        }

        /// The step, such as `BeforeAllowTraffic`.
        public let name: String
        /// How far it is.
        public let status: Status

        init?(_ json: JSON) {
            guard let name = json["lifecycleEventName"]?.string else { return nil }
            self.name = name
            status = json["status"]?.string.flatMap(Status.init) ?? .unknown
        }
    }
}
