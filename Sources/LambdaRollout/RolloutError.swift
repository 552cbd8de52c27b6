public import AWSClient

/// What is wrong with a hook's event or its report.
public enum RolloutError: Error, Sendable, CustomStringConvertible {
    /// The event lacks one of its two ids, so there is nobody to report to.
    case missing(String)
    /// The event is not JSON.
    case malformedEvent(String)
    /// This other verdict was reported before, and stands.
    case alreadyReported(Rollout.Status)
    /// CodeDeploy could not be told.
    case reportFailed(AWSError)

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .missing(let name): "Missing \(name) in event. This handler must be invoked by a CodeDeploy lifecycle hook."
        case .malformedEvent(let cause): "The event is not JSON: \(cause). This handler must be invoked by a CodeDeploy lifecycle hook."
        case .alreadyReported(let status): "\(status) has been reported for this event already; the first verdict stands."
        case .reportFailed(let error): "Failed to report lifecycle status: \(error)"
        }
    }
}
