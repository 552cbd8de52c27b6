internal import JSONValue

extension CodeDeploy.Deployment {
    /// [DeploymentInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html).
    ///
    /// - Parameters: The names that application and group have today; `nil` for those that are gone.
    func info(applicationName: String?, groupName: String?) -> JSON {
        JSON(members: [
            "applicationName": .string(applicationName ?? self.applicationName),
            "deploymentGroupName": .string(groupName ?? self.groupName),
            "deploymentConfigName": .string(config), "deploymentId": .string(id), "previousRevision": .shape(previousRevision),
            "revision": .shape(revision), "status": .string(status.rawValue), "errorInformation": .shape(error),
            "createTime": .timestamp(created), "startTime": .timestamp(started), "completeTime": .timestamp(completed),
            "deploymentOverview": overview, "description": .text(description), "creator": .string(creator.rawValue),
            "ignoreApplicationStopFailures": false, "autoRollbackConfiguration": .shape(autoRollback), "updateOutdatedInstancesOnly": false,
            "rollbackInfo": .shape(rollbackInfo), "deploymentStyle": .shape(CodeDeploy.DeploymentStyle.lambda),
            "instanceTerminationWaitTimeStarted": false, "fileExistsBehavior": "DISALLOW",
            "deploymentStatusMessages": .array(error.map { [.string($0.message)] } ?? []),
            "computePlatform": .string(CodeDeploy.ComputePlatform.lambda.rawValue), "overrideAlarmConfiguration": .shape(overrideAlarms),
        ])
    }

    /// How many targets are in which state: there is one.
    var overview: JSON {
        let status =
            switch self.status {
            case .succeeded: "Succeeded"
            case .failed, .stopped: target?.status == .skipped ? "Skipped" : "Failed"
            case .inProgress, .baking: "InProgress"
            case .created, .queued, .ready: "Pending"
            }
        return .object(
            ["Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Ready"].reduce(into: JSON.Object()) {
                $0[$1] = .integer($1 == status ? 1 : 0)
            })
    }

    /// [DeploymentTarget](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentTarget.html).
    func targetInfo(_ target: Target) -> JSON {
        let function: JSON = [
            "functionName": .string(target.function), "functionAlias": .string(target.alias),
            "currentVersion": .string(target.currentVersion), "targetVersion": .string(target.targetVersion),
            "targetVersionWeight": .number(target.weight),
        ]
        return [
            "deploymentTargetType": "LambdaTarget",
            "lambdaTarget": JSON(members: [
                "deploymentId": .string(id), "targetId": .string(target.id), "targetArn": .string(target.arn),
                "status": .string(target.status.rawValue), "lastUpdatedAt": .timestamp(target.updated),
                "lifecycleEvents": .array(events.map(\.info)), "lambdaFunctionInfo": function,
            ]),
        ]
    }
}
