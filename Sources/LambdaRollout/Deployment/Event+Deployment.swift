extension Rollout.Event {
    /// Which deployment the hook runs for, in which phase, and which version of which function it deploys.
    ///
    /// CodeDeploy is asked once for an event and its copies, as soon as somebody wants to know; a failure is not kept. It takes
    /// [GetDeployment](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html) and, unless that brings the
    /// AppSpec along, [GetApplicationRevision](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetApplicationRevision.html).
    /// The phase is the hook of the AppSpec that is this function. Where the AppSpec does not tell (the function is the hook of two
    /// phases, or the AppSpec is a file in S3) ListDeploymentTargets and
    /// [GetDeploymentTarget](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeploymentTarget.html) say which step is
    /// in progress. The role needs `codedeploy:` with the names of these calls. The look-up takes at most half of the time that is left.
    ///
    /// What CodeDeploy does not tell may be set in the environment:
    ///
    /// | variable | property |
    /// |---|---|
    /// | `ROLLOUT_PHASE` | `phase`, such as `BeforeAllowTraffic` |
    /// | `ROLLOUT_FUNCTION_NAME`, `ROLLOUT_ALIAS` | `functionName`, `alias` of the tested function |
    /// | `ROLLOUT_APPLICATION`, `ROLLOUT_DEPLOYMENT_GROUP` | `applicationName`, `deploymentGroupName` |
    ///
    /// - Throws: ``DeploymentError``, with the IAM statement to add, where CodeDeploy tells nothing and none of the variables is set. Where
    ///   a part is known that part is returned, and ``Rollout/Deployment/problem`` says why the rest is not.
    public func deployment() async throws(DeploymentError) -> Rollout.Deployment {
        try await lookup.deployment(deploymentId)
    }
}
