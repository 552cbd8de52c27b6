internal import JSONValue

extension CodeDeploy {
    /// A row: a deployment group. Its key is its id, since names may change.
    struct DeploymentGroup: Codable, Sendable {
        /// [LastDeploymentInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_LastDeploymentInfo.html).
        struct LastDeployment: Codable, Sendable {
            let deploymentId: String
            let status: String
            let endTime: Double?
            let createTime: Double
        }

        let id: String
        /// The id of its application.
        let application: String
        var name: String
        var config: String
        var role: String
        var triggers: [TriggerConfig]
        var alarms: AlarmConfiguration?
        var autoRollback: AutoRollbackConfiguration?
        var outdatedInstances: String?
        var tags: [String: String]
        /// What was last deployed with success.
        var target: RevisionLocation?
        var lastSuccessful: LastDeployment?
        var lastAttempted: LastDeployment?

        /// [DeploymentGroupInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentGroupInfo.html).
        func info(application: String) -> JSON {
            JSON(members: [
                "applicationName": .string(application), "deploymentGroupId": .string(id), "deploymentGroupName": .string(name),
                "deploymentConfigName": .string(config), "ec2TagFilters": [], "onPremisesInstanceTagFilters": [], "autoScalingGroups": [],
                "serviceRoleArn": .string(role), "targetRevision": .shape(target), "triggerConfigurations": .shape(triggers),
                "alarmConfiguration": .shape(alarms), "autoRollbackConfiguration": .shape(autoRollback),
                "deploymentStyle": .shape(DeploymentStyle.lambda), "outdatedInstancesStrategy": .text(outdatedInstances),
                "lastSuccessfulDeployment": .shape(lastSuccessful), "lastAttemptedDeployment": .shape(lastAttempted),
                "computePlatform": .string(ComputePlatform.lambda.rawValue), "terminationHookEnabled": false,
            ])
        }
    }

    /// [DeploymentStyle](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentStyle.html) as clients send it.
    struct DeploymentStyle: Codable, Sendable, Hashable {
        var deploymentType: String?
        var deploymentOption: String?

        /// The only one for Lambda.
        static let lambda = DeploymentStyle(deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL")
    }
}
