import JSONValue

extension CodeDeploy {
    /// A deployment, as far as a release of a Lambda function needs it:
    /// [DeploymentInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html).
    public struct DeploymentInfo: Sendable {
        /// The application.
        public let applicationName: String?
        /// The deployment group.
        public let deploymentGroupName: String?
        /// What is deployed.
        public let revision: Revision?
        /// How the deployment was created, such as `user` or `codeDeployRollback`.
        public let creator: String?
        /// What is deployed to: `Lambda`, `ECS` or `Server`.
        public let computePlatform: String?

        init(_ json: JSON) {
            applicationName = json["applicationName"]?.string
            deploymentGroupName = json["deploymentGroupName"]?.string
            revision = json["revision"]?.object.map(Revision.init)
            creator = json["creator"]?.string
            computePlatform = json["computePlatform"]?.string
        }
    }

    /// Asks for a deployment: [GetDeployment](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html).
    ///
    /// IAM: `codedeploy:GetDeployment` on the deployment group.
    /// - Throws: `AWSError`; `CodeDeploy.ErrorCode` names CodeDeploy's own errors.
    public nonisolated(nonsending) func getDeployment(
        _ deploymentId: String, deadline: Deadline? = nil
    ) async throws(AWSError) -> DeploymentInfo {
        let output = try await client.call("GetDeployment", ["deploymentId": .string(deploymentId)], deadline: deadline)
        guard let info = output["deploymentInfo"] else {
            throw .invalidResponse("CodeDeploy GetDeployment answered without a deploymentInfo.")
        }
        return DeploymentInfo(info)
    }
}
