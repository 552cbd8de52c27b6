import JSONValue

extension CodeDeploy {
    /// What a deployment deploys to: a Lambda function's alias, or an ECS service
    /// ([DeploymentTarget](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentTarget.html)).
    public struct DeploymentTarget: Sendable {
        /// The steps, as far as the deployment has come.
        public let lifecycleEvents: [LifecycleEvent]
        /// The function whose alias is moved; `nil` where no function is deployed, as are the next three.
        public let functionName: String?
        /// The alias that is moved.
        public let functionAlias: String?
        /// The version that the alias points to.
        public let currentVersion: String?
        /// The version that the alias shall point to.
        public let targetVersion: String?

        init(_ json: JSON) {
            let target = ["lambdaTarget", "ecsTarget", "cloudFormationTarget", "instanceTarget"].lazy.compactMap { json[$0] }.first
            lifecycleEvents = (target?["lifecycleEvents"]?.array ?? []).compactMap(LifecycleEvent.init)
            let function = target?["lambdaFunctionInfo"]
            functionName = function?["functionName"]?.string
            functionAlias = function?["functionAlias"]?.string
            currentVersion = function?["currentVersion"]?.string
            targetVersion = function?["targetVersion"]?.string
        }
    }

    /// Asks for the ids of a deployment's targets, the first page of them; a deployment of a Lambda function has one:
    /// [ListDeploymentTargets](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentTargets.html).
    ///
    /// IAM: `codedeploy:ListDeploymentTargets` on the deployment group.
    /// - Throws: `AWSError`.
    public nonisolated(nonsending) func listDeploymentTargets(
        deploymentId: String, deadline: Deadline? = nil
    ) async throws(AWSError) -> [String] {
        let output = try await client.call("ListDeploymentTargets", ["deploymentId": .string(deploymentId)], deadline: deadline)
        return (output["targetIds"]?.array ?? []).compactMap(\.string)
    }

    /// Asks for a target: [GetDeploymentTarget](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeploymentTarget.html).
    ///
    /// IAM: `codedeploy:GetDeploymentTarget` on the deployment group.
    /// - Throws: `AWSError`.
    public nonisolated(nonsending) func getDeploymentTarget(
        deploymentId: String, targetId: String, deadline: Deadline? = nil
    ) async throws(AWSError) -> DeploymentTarget {
        let output = try await client.call(
            "GetDeploymentTarget", ["deploymentId": .string(deploymentId), "targetId": .string(targetId)], deadline: deadline)
        guard let target = output["deploymentTarget"] else {
            throw .invalidResponse("CodeDeploy GetDeploymentTarget answered without a deploymentTarget.")
        }
        return DeploymentTarget(target)
    }
}
