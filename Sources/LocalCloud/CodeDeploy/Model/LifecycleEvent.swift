internal import JSONValue

extension CodeDeploy {
    /// One of the [lifecycle events](https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-list-lambda)
    /// of a deployment.
    struct LifecycleEvent: Codable, Sendable {
        enum Name: String, ModelEnumeration, CaseIterable {
            case start = "Start"
            case beforeAllowTraffic = "BeforeAllowTraffic"
            case allowTraffic = "AllowTraffic"
            case afterAllowTraffic = "AfterAllowTraffic"
            case end = "End"
        }

        enum Status: String, ModelEnumeration {
            case pending = "Pending"
            case inProgress = "InProgress"
            case succeeded = "Succeeded"
            case failed = "Failed"
            case skipped = "Skipped"

            var isFinal: Bool { self != .pending && self != .inProgress }
        }

        /// [Diagnostics](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Diagnostics.html).
        struct Diagnostics: Codable, Sendable {
            enum Code: String, ModelEnumeration {
                case success = "Success"
                case scriptMissing = "ScriptMissing"
                case scriptTimedOut = "ScriptTimedOut"
                case scriptFailed = "ScriptFailed"
                case unknownError = "UnknownError"
            }

            var errorCode: Code?
            /// The hook's function.
            var scriptName: String?
            var message: String?
            /// The end of the hook's log.
            var logTail: String?
        }

        let name: Name
        var status = Status.pending
        var started: Double?
        var ended: Double?
        var diagnostics: Diagnostics?

        var info: JSON {
            JSON(members: [
                "lifecycleEventName": .string(name.rawValue), "diagnostics": .shape(diagnostics), "startTime": .timestamp(started),
                "endTime": .timestamp(ended), "status": .string(status.rawValue),
            ])
        }
    }
}
