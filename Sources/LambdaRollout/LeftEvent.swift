import CSupervisor

/// An event whose process is gone, as the supervisor found it.
struct LeftEvent: Sendable {
    let requestID: String
    let deploymentID: String
    let executionID: String
    let invokedARN: String
    /// Milliseconds since 1970.
    let started: Int
    /// Milliseconds since 1970.
    let deadline: Int
    /// What CodeDeploy still has to be told; `nil` when it knows.
    let status: Rollout.Status?

    init(_ event: supervised_event) {
        requestID = Self.text(event.request_id)
        deploymentID = Self.text(event.deployment_id)
        executionID = Self.text(event.execution_id)
        invokedARN = Self.text(event.invoked_arn)
        started = Int(event.started)
        deadline = Int(event.deadline)
        status =
            switch UInt32(bitPattern: event.state) {
            case SUPERVISED_SUCCEEDED.rawValue: .succeeded
            case SUPERVISED_SETTLED.rawValue: nil
            default: .failed
            }
    }

    /// The text in an array of C's, up to its NUL.
    private static func text<Characters>(_ characters: Characters) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
