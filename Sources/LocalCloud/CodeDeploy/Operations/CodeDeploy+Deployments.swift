internal import JSONValue

extension CodeDeploy {
    struct CreateDeploymentInput: Decodable {
        var applicationName: String?
        var deploymentGroupName: String?
        var revision: RevisionLocation?
        var deploymentConfigName: String?
        var description: String?
        var ignoreApplicationStopFailures: Bool?
        var targetInstances: JSON?
        var autoRollbackConfiguration: AutoRollbackConfiguration?
        var updateOutdatedInstancesOnly: Bool?
        var fileExistsBehavior: String?
        var overrideAlarmConfiguration: AlarmConfiguration?
    }

    struct DeploymentInput: Decodable {
        var deploymentId: String?
        var autoRollbackEnabled: Bool?
    }

    struct DeploymentsInput: Decodable { var deploymentIds: [String]? }

    struct ListDeploymentsInput: Decodable {
        struct TimeRange: Decodable {
            var start: Double?
            var end: Double?
        }

        var applicationName: String?
        var deploymentGroupName: String?
        var externalId: String?
        var includeOnlyStatuses: [String]?
        var createTimeRange: TimeRange?
        var nextToken: String?
    }

    /// [CreateDeployment](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html).
    func createDeployment(_ input: CreateDeploymentInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        let groupName = try name(input.deploymentGroupName, .group)
        try authorize(call, "CreateDeployment", application: application.name, group: groupName)
        let group = try group(groupName, of: application)
        let location = try revision(input.revision, isLookup: false)
        let config = try config(try input.deploymentConfigName.map { text throws(AWSError) in try name(text, .config) } ?? group.config)
        guard config.platform == .lambda else {
            throw AWSError("InvalidDeploymentConfigNameException", "The configuration \(config.name) is not for Lambda.")
        }
        try validate(input)
        let deployment = Deployment(
            id: newDeploymentID(), application: application.id, group: group.id, applicationName: application.name, groupName: group.name,
            config: config.name, routing: config.routing ?? .allAtOnce, revision: location, previousRevision: group.target,
            description: try description(input.description), creator: .user,
            autoRollback: input.autoRollbackConfiguration ?? group.autoRollback, overrideAlarms: input.overrideAlarmConfiguration,
            alarms: input.overrideAlarmConfiguration ?? group.alarms, created: now)
        try records.add(deployment)
        use(deployment)
        carryOut(deployment.id)
        return ["deploymentId": .string(deployment.id)]
    }

    private func validate(_ input: CreateDeploymentInput) throws(AWSError) {
        try input.autoRollbackConfiguration?.validate()
        try input.overrideAlarmConfiguration?.validate()
        if input.fileExistsBehavior != nil {
            throw AWSError(
                "InvalidFileExistsBehaviorException", "For Lambda, ECS and Kubernetes deployment, fileExistsBehavior can not be specified")
        }
        try refuse([
            (
                "ignoreApplicationStopFailures", input.ignoreApplicationStopFailures.map(JSON.bool),
                "InvalidIgnoreApplicationStopFailuresValueException"
            ),
            (
                "updateOutdatedInstancesOnly", input.updateOutdatedInstancesOnly.map(JSON.bool),
                "InvalidUpdateOutdatedInstancesOnlyValueException"
            ),
            ("targetInstances", input.targetInstances, "InvalidTargetInstancesException"),
        ])
    }

    func newDeploymentID() -> String {
        while true {
            let id = HookExecution().deploymentID
            if records.deployments[id] == nil { return id }
        }
    }

    /// Notes that a revision is being deployed. With its application gone, there is nowhere to note it.
    func use(_ deployment: Deployment) {
        try? records.register(deployment.revision, of: deployment.application, now: now) { revision in
            if !revision.groups.contains(deployment.group) { revision.groups.append(deployment.group) }
            revision.firstUsed = revision.firstUsed ?? deployment.created
            revision.lastUsed = deployment.created
        }
    }

    /// [GetDeployment](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html).
    func getDeployment(_ input: DeploymentInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let deployment = try deployment(input.deploymentId)
        try authorize(call, "GetDeployment", deployment)
        return ["deploymentInfo": info(deployment)]
    }

    /// [BatchGetDeployments](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html). Deployments that don't
    /// exist are left out.
    func batchGetDeployments(_ input: DeploymentsInput, _ call: AWSCall) throws(AWSError) -> JSON {
        var infos: [JSON] = []
        for id in try batch(input.deploymentIds, "DeploymentIdRequiredException") {
            guard let deployment = records.deployments[id] else {
                guard Self.isDeploymentID(id) else {
                    throw AWSError("InvalidDeploymentIdException", "A deployment ID is not of the form d-ABCDEF123.")
                }
                continue
            }
            try authorize(call, "BatchGetDeployments", deployment)
            infos.append(info(deployment))
        }
        return ["deploymentsInfo": .array(infos)]
    }

    private func info(_ deployment: Deployment) -> JSON {
        let names = names(of: deployment)
        return deployment.info(applicationName: names.application, groupName: names.group)
    }

    /// [ListDeployments](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeployments.html), the newest first.
    func listDeployments(_ input: ListDeploymentsInput, _ call: AWSCall) throws(AWSError) -> JSON {
        var application: String?
        var group: String?
        if input.applicationName != nil || input.deploymentGroupName != nil {
            let found = try self.application(input.applicationName)
            application = found.id
            group = try self.group(input.deploymentGroupName, of: found).id
        }
        try authorize(
            call, "ListDeployments", application: input.applicationName ?? "*", group: input.deploymentGroupName ?? "*")
        let statuses = try (input.includeOnlyStatuses ?? []).map { text throws(AWSError) in
            guard let status = Deployment.Status(rawValue: text) else {
                throw AWSError("InvalidDeploymentStatusException", "\(text.prefix(100)) is no status of a deployment.")
            }
            return status
        }
        let range = input.createTimeRange
        if let start = range?.start, let end = range?.end, start > end {
            throw AWSError("InvalidTimeRangeException", "The createTimeRange ends before it starts.")
        }
        guard input.externalId == nil else {
            throw AWSError("InvalidExternalIdException", "Only deployments that CloudFormation starts have an externalId.")
        }
        let found = records.deployments.all.map(\.row).filter { deployment in
            (application == nil || deployment.application == application) && (group == nil || deployment.group == group)
                && (statuses.isEmpty || statuses.contains(deployment.status)) && deployment.created >= range?.start ?? -.infinity
                && deployment.created <= range?.end ?? .infinity
        }
        let keyed = found.map { (key: Self.key($0.created, $0.id, newestFirst: true), id: $0.id) }.sorted { $0.key < $1.key }
        let page = try Page(of: keyed, "ListDeployments", after: input.nextToken, key: \.key)
        return JSON(members: ["deployments": .array(page.elements.map { .string($0.id) }), "nextToken": .text(page.nextToken)])
    }

    /// [StopDeployment](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html).
    func stopDeployment(_ input: DeploymentInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let deployment = try deployment(input.deploymentId)
        try authorize(call, "StopDeployment", deployment)
        try records.deployments.modify(deployment.id) { row throws(AWSError) in
            guard let current = row, !current.status.isFinal, current.ending == nil else {
                throw AWSError("DeploymentAlreadyCompletedException", "The deployment \(deployment.id) is already completed.")
            }
            // The first request stands.
            let rollsBack = input.autoRollbackEnabled ?? (deployment.autoRollback?.applies(to: .request) ?? false)
            if current.stop == nil { row?.stop = Deployment.Stop(rollsBack: rollsBack) }
        }
        ring(deployment.id)
        return ["status": "Pending", "statusMessage": "The deployment stops as soon as what it is doing allows."]
    }
}
