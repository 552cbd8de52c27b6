internal import JSONValue

extension CodeDeploy {
    /// A row: a deployment and how far it has come. The engine saves what it is about to do before it does it, so that the next run of the
    /// cloud can go on from here.
    struct Deployment: Codable, Sendable {
        enum Status: String, ModelEnumeration {
            case created = "Created"
            case queued = "Queued"
            case inProgress = "InProgress"
            case baking = "Baking"
            case succeeded = "Succeeded"
            case failed = "Failed"
            case stopped = "Stopped"
            case ready = "Ready"

            /// Whether the deployment is over.
            var isFinal: Bool { self == .succeeded || self == .failed || self == .stopped }
        }

        enum Creator: String, ModelEnumeration {
            case user
            case codeDeployRollback
        }

        /// [ErrorInformation](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html).
        struct ErrorInformation: Codable, Sendable, Hashable {
            let code: ErrorCode
            let message: String
        }

        /// [RollbackInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RollbackInfo.html).
        struct RollbackInfo: Codable, Sendable {
            var rollbackDeploymentId: String?
            var rollbackTriggeringDeploymentId: String?
            var rollbackMessage: String?
        }

        /// What a client asked for by StopDeployment.
        struct Stop: Codable, Sendable {
            let rollsBack: Bool
        }

        /// How a deployment ends.
        struct Ending: Codable, Sendable {
            let status: Status
            var error: ErrorInformation?
            /// What the event that was under way is told by.
            var diagnostics: LifecycleEvent.Diagnostics?
            /// The id of the deployment that moves the traffic back.
            var rollback: String?
            /// Why there is none, although there should be one.
            var rollbackMessage: String?
        }

        let id: String
        let application: String
        let group: String
        let applicationName: String
        let groupName: String
        let config: String
        let routing: TrafficRouting
        let revision: RevisionLocation
        let previousRevision: RevisionLocation?
        let description: String?
        let creator: Creator
        /// What applies to this deployment, wherever it was set.
        let autoRollback: AutoRollbackConfiguration?
        let overrideAlarms: AlarmConfiguration?
        /// What applies to this deployment, wherever it was set.
        let alarms: AlarmConfiguration?
        let created: Double
        var started: Double?
        var completed: Double?
        var status = Status.created
        var error: ErrorInformation?
        var rollbackInfo: RollbackInfo?
        var target: Target?
        var events = LifecycleEvent.Name.allCases.map { LifecycleEvent(name: $0) }
        var hooks: [HookRun] = []
        var shift = Shift()
        var stop: Stop?
        var ending: Ending?
        /// Whether nothing is left to be done, messages included.
        var isSettled = false

        func event(_ name: LifecycleEvent.Name) -> LifecycleEvent { events.first { $0.name == name } ?? LifecycleEvent(name: name) }

        mutating func change(_ name: LifecycleEvent.Name, _ change: (inout LifecycleEvent) -> Void) {
            for index in events.indices where events[index].name == name { change(&events[index]) }
        }
    }
}
