/// What makes CodeDeploy roll back by itself.
public enum RollbackEvent: String, Sendable, CaseIterable {
    /// The deployment failed.
    case failure = "DEPLOYMENT_FAILURE"
    /// An alarm stopped it.
    case alarm = "DEPLOYMENT_STOP_ON_ALARM"
    /// Someone stopped it.
    case stop = "DEPLOYMENT_STOP_ON_REQUEST"
}
