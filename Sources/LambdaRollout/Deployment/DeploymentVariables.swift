import AWSClient

/// What the environment says of a deployment, for hooks that CodeDeploy does not tell.
struct DeploymentVariables {
    static let names = ["ROLLOUT_PHASE", "ROLLOUT_FUNCTION_NAME", "ROLLOUT_ALIAS", "ROLLOUT_APPLICATION", "ROLLOUT_DEPLOYMENT_GROUP"]

    let environment: AWSEnvironment

    /// Whether any of them is set.
    var areSet: Bool { Self.names.contains { environment[$0] != nil } }

    /// Sets what is `nil`.
    func fill(_ deployment: inout Rollout.Deployment, setsPhase: Bool) {
        deployment.applicationName = deployment.applicationName ?? environment["ROLLOUT_APPLICATION"]
        deployment.deploymentGroupName = deployment.deploymentGroupName ?? environment["ROLLOUT_DEPLOYMENT_GROUP"]
        deployment.functionName = deployment.functionName ?? environment["ROLLOUT_FUNCTION_NAME"]
        deployment.alias = deployment.alias ?? environment["ROLLOUT_ALIAS"]
        if setsPhase, deployment.phase == nil, let name = environment["ROLLOUT_PHASE"] {
            deployment.phase = Rollout.Phase(ignoringCase: name)
            if deployment.phase == nil {
                let names = Rollout.Phase.allCases.map(\.rawValue).joined(separator: ", ")
                deployment.problem = DeploymentError(.variable("ROLLOUT_PHASE is none of \(names): set it to one of them, or unset it."))
            }
        }
    }
}
