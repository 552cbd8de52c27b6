/// Who starts the CodeDeploy deployments of a stack.
public enum DeploymentMode: String, Sendable {
    /// A deploy that knows rollouts starts them once CloudFormation is through. Nothing waits inside CloudFormation, conflicts are settled
    /// as each rollout says, and the live alias stays where it is until CodeDeploy moves it.
    case startedByDeploy
    /// CloudFormation starts them, by the alias' `UpdatePolicy`, and waits: for pipelines that only run CloudFormation.
    case managedByCloudFormation
}
