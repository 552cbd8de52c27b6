internal import Foundation
internal import JSONValue

extension CodeDeploy {
    /// The members that creating and updating a group have in common, and the names of either.
    struct DeploymentGroupInput: Decodable {
        var applicationName: String?
        var deploymentGroupName: String?
        var currentDeploymentGroupName: String?
        var newDeploymentGroupName: String?
        var deploymentConfigName: String?
        var serviceRoleArn: String?
        var triggerConfigurations: [TriggerConfig]?
        var alarmConfiguration: AlarmConfiguration?
        var autoRollbackConfiguration: AutoRollbackConfiguration?
        var outdatedInstancesStrategy: String?
        var deploymentStyle: DeploymentStyle?
        var tags: [Tag]?
        // What is for servers and containers.
        var ec2TagFilters: JSON?
        var onPremisesInstanceTagFilters: JSON?
        var autoScalingGroups: JSON?
        var blueGreenDeploymentConfiguration: JSON?
        var loadBalancerInfo: JSON?
        var ec2TagSet: JSON?
        var ecsServices: JSON?
        var onPremisesTagSet: JSON?
        var terminationHookEnabled: Bool?
    }

    struct GroupInput: Decodable {
        var applicationName: String?
        var deploymentGroupName: String?
    }

    struct GroupsInput: Decodable {
        var applicationName: String?
        var deploymentGroupNames: [String]?
    }

    struct ListGroupsInput: Decodable {
        var applicationName: String?
        var nextToken: String?
    }

    /// [CreateDeploymentGroup](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html).
    func createDeploymentGroup(_ input: DeploymentGroupInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        let name = try name(input.deploymentGroupName, .group)
        try authorize(call, "CreateDeploymentGroup", application: application.name, group: name)
        guard application.platform == .lambda else {
            throw AWSError(
                "InvalidInputException",
                "The application \(application.name) is for \(application.platform.rawValue); the local CodeDeploy deploys Lambda functions. Create the application with computePlatform Lambda."
            )
        }
        guard let role = input.serviceRoleArn, !role.isEmpty else {
            throw AWSError("RoleRequiredException", "The service role ARN must be specified.")
        }
        try context.authorizePassing(of: role, to: ServiceName.codeDeploy, call)
        try validate(input)
        let group = DeploymentGroup(
            id: Random.uuid(), application: application.id, name: name,
            config: input.deploymentConfigName ?? DeploymentConfig.standard, role: role, triggers: input.triggerConfigurations ?? [],
            alarms: input.alarmConfiguration, autoRollback: input.autoRollbackConfiguration,
            outdatedInstances: input.outdatedInstancesStrategy, tags: try checked(input.tags ?? []))
        try records.add(group)
        return ["deploymentGroupId": .string(group.id)]
    }

    /// [GetDeploymentGroup](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeploymentGroup.html).
    func getDeploymentGroup(_ input: GroupInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        let name = try name(input.deploymentGroupName, .group)
        try authorize(call, "GetDeploymentGroup", application: application.name, group: name)
        return ["deploymentGroupInfo": try group(name, of: application).info(application: application.name)]
    }

    /// [BatchGetDeploymentGroups](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentGroups.html). Groups that
    /// don't exist are named in its errorMessage.
    func batchGetDeploymentGroups(_ input: GroupsInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        var infos: [JSON] = []
        var missing: [String] = []
        for text in try batch(input.deploymentGroupNames, "DeploymentGroupNameRequiredException") {
            let name = try name(text, .group)
            try authorize(call, "BatchGetDeploymentGroups", application: application.name, group: name)
            if let group = records.group(named: name, of: application) {
                infos.append(group.info(application: application.name))
            } else {
                missing.append(name)
            }
        }
        return JSON(members: [
            "deploymentGroupsInfo": .array(infos),
            "errorMessage": missing.isEmpty ? nil : .string("No Deployment Group found for name: \(missing.joined(separator: ", "))"),
        ])
    }

    /// [ListDeploymentGroups](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentGroups.html).
    func listDeploymentGroups(_ input: ListGroupsInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        try authorize(call, "ListDeploymentGroups", application: application.name, group: "*")
        let names = records.groups(of: application).map(\.name)
        let page = try Page(of: names, "ListDeploymentGroups", after: input.nextToken) { $0 }
        return JSON(members: [
            "applicationName": .string(application.name), "deploymentGroups": .array(page.elements.map(JSON.string)),
            "nextToken": .text(page.nextToken),
        ])
    }

    /// [UpdateDeploymentGroup](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_UpdateDeploymentGroup.html). What is not
    /// there stays as it is.
    func updateDeploymentGroup(_ input: DeploymentGroupInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        let name = try name(input.currentDeploymentGroupName, .group)
        try authorize(call, "UpdateDeploymentGroup", application: application.name, group: name)
        let group = try group(name, of: application)
        if let role = input.serviceRoleArn { try context.authorizePassing(of: role, to: ServiceName.codeDeploy, call) }
        let newName = try input.newDeploymentGroupName.map { text throws(AWSError) in try self.name(text, .group) }
        try validate(input)
        try records.change(group, name: newName, config: input.deploymentConfigName) { group in
            if let config = input.deploymentConfigName { group.config = config }
            if let role = input.serviceRoleArn { group.role = role }
            if let triggers = input.triggerConfigurations { group.triggers = triggers }
            if let alarms = input.alarmConfiguration { group.alarms = alarms }
            if let autoRollback = input.autoRollbackConfiguration { group.autoRollback = autoRollback }
            if let strategy = input.outdatedInstancesStrategy { group.outdatedInstances = strategy }
        }
        return ["hooksNotCleanedUp": []]
    }

    /// [DeleteDeploymentGroup](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeleteDeploymentGroup.html); one that does not
    /// exist is as good as deleted.
    func deleteDeploymentGroup(_ input: GroupInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let applicationName = try name(input.applicationName, .application)
        let name = try name(input.deploymentGroupName, .group)
        try authorize(call, "DeleteDeploymentGroup", application: applicationName, group: name)
        if let application = records.application(named: applicationName), let group = records.group(named: name, of: application) {
            records.remove(group)
            ringAll()
        }
        return ["hooksNotCleanedUp": []]
    }

    private func validate(_ input: DeploymentGroupInput) throws(AWSError) {
        if let text = input.deploymentConfigName {
            let config = try config(name(text, .config))
            guard config.platform == .lambda else {
                throw AWSError("InvalidDeploymentConfigNameException", "The configuration \(text) is not for Lambda.")
            }
        }
        if let role = input.serviceRoleArn, role.wholeMatch(of: /arn:[a-z\-]+:iam::[0-9]{12}:role\/[\x21-\x7e]+/) == nil {
            throw AWSError("InvalidRoleException", "The service role ARN is not of the form arn:aws:iam::<account>:role/<name>.")
        }
        try TriggerConfig.validate(input.triggerConfigurations ?? [])
        try input.alarmConfiguration?.validate()
        try input.autoRollbackConfiguration?.validate()
        if let strategy = input.outdatedInstancesStrategy, strategy != "UPDATE", strategy != "IGNORE" {
            throw AWSError("InvalidInputException", "The outdatedInstancesStrategy is UPDATE or IGNORE.")
        }
        if let style = input.deploymentStyle {
            guard let type = style.deploymentType, let option = style.deploymentOption, !type.isEmpty, !option.isEmpty else {
                throw AWSError("InvalidDeploymentStyleException", "Deployment type or deployment option cannot be null or empty")
            }
            guard type == "BLUE_GREEN", option == "WITH_TRAFFIC_CONTROL" else {
                throw AWSError("InvalidDeploymentStyleException", "Lambda functions are deployed BLUE_GREEN, WITH_TRAFFIC_CONTROL.")
            }
        }
        try refuse([
            ("ec2TagFilters", input.ec2TagFilters, "InvalidEC2TagException"),
            ("onPremisesInstanceTagFilters", input.onPremisesInstanceTagFilters, "InvalidTagException"),
            ("autoScalingGroups", input.autoScalingGroups, "InvalidAutoScalingGroupException"),
            (
                "blueGreenDeploymentConfiguration", input.blueGreenDeploymentConfiguration,
                "InvalidBlueGreenDeploymentConfigurationException"
            ),
            ("loadBalancerInfo", input.loadBalancerInfo, "InvalidLoadBalancerInfoException"),
            ("ec2TagSet", input.ec2TagSet, "InvalidEC2TagException"), ("ecsServices", input.ecsServices, "InvalidECSServiceException"),
            ("onPremisesTagSet", input.onPremisesTagSet, "InvalidTagException"),
            ("terminationHookEnabled", input.terminationHookEnabled.map(JSON.bool), "InvalidInputException"),
        ])
    }
}
