internal import JSONValue

extension CodeDeploy {
    struct TargetInput: Decodable {
        var deploymentId: String?
        var targetId: String?
        var targetIds: [String]?
        var targetFilters: [String: [String]]?
        var nextToken: String?
    }

    /// [ListDeploymentTargets](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentTargets.html).
    func listDeploymentTargets(_ input: TargetInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let deployment = try deployment(input.deploymentId)
        try authorize(call, "ListDeploymentTargets", deployment)
        let target = try target(of: deployment)
        var isWanted = true
        for (name, values) in input.targetFilters ?? [:] {
            switch name {
            case "TargetStatus":
                let known: Set = ["Failed", "InProgress", "Pending", "Ready", "Skipped", "Succeeded", "Unknown"]
                guard known.isSuperset(of: values) else {
                    throw AWSError("InvalidInstanceStatusException", "A value of the filter TargetStatus is no status of a target.")
                }
                isWanted = isWanted && values.contains(target.status.rawValue)
            case "ServerInstanceLabel":
                throw AWSError("InvalidDeploymentInstanceTypeException", "Lambda deployments have no instances, Blue or Green.")
            default: throw AWSError("InvalidTargetFilterNameException", "The filters are TargetStatus and ServerInstanceLabel.")
            }
        }
        let page = try Page(of: isWanted ? [target.id] : [], "ListDeploymentTargets", after: input.nextToken) { $0 }
        return JSON(members: ["targetIds": .array(page.elements.map(JSON.string)), "nextToken": .text(page.nextToken)])
    }

    /// [GetDeploymentTarget](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeploymentTarget.html).
    func getDeploymentTarget(_ input: TargetInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let deployment = try deployment(input.deploymentId)
        try authorize(call, "GetDeploymentTarget", deployment)
        return ["deploymentTarget": deployment.targetInfo(try target(input.targetId, of: deployment))]
    }

    /// [BatchGetDeploymentTargets](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentTargets.html).
    func batchGetDeploymentTargets(_ input: TargetInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let deployment = try deployment(input.deploymentId)
        try authorize(call, "BatchGetDeploymentTargets", deployment)
        guard let ids = input.targetIds, let id = ids.first else {
            throw AWSError("DeploymentTargetIdRequiredException", "The ID of the target must be specified.")
        }
        guard ids.count == 1 else {
            throw AWSError("DeploymentTargetListSizeExceededException", "A Lambda deployment has exactly one target.")
        }
        return ["deploymentTargets": [deployment.targetInfo(try target(id, of: deployment))]]
    }

    private func target(of deployment: Deployment) throws(AWSError) -> Deployment.Target {
        guard let target = deployment.target else {
            throw AWSError("DeploymentNotStartedException", "The deployment \(deployment.id) has not started.")
        }
        return target
    }

    private func target(_ id: String?, of deployment: Deployment) throws(AWSError) -> Deployment.Target {
        guard let id, !id.isEmpty else {
            throw AWSError("DeploymentTargetIdRequiredException", "The ID of the target must be specified.")
        }
        let target = try target(of: deployment)
        guard id.count <= 1024 else { throw AWSError("InvalidDeploymentTargetIdException", "The ID of the target is too long.") }
        guard id == target.id || id == target.arn else {
            throw AWSError("DeploymentTargetDoesNotExistException", "The target does not belong to the deployment \(deployment.id).")
        }
        return target
    }
}
