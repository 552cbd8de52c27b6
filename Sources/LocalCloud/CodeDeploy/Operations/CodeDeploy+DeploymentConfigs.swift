internal import Foundation
internal import JSONValue

extension CodeDeploy {
    struct CreateDeploymentConfigInput: Decodable {
        var deploymentConfigName: String?
        var minimumHealthyHosts: JSON?
        var trafficRoutingConfig: TrafficRouting?
        var computePlatform: String?
        var zonalConfig: JSON?
    }

    struct DeploymentConfigInput: Decodable { var deploymentConfigName: String? }

    /// [CreateDeploymentConfig](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentConfig.html).
    func createDeploymentConfig(_ input: CreateDeploymentConfigInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let name = try name(input.deploymentConfigName, .config)
        guard !name.hasPrefix(DeploymentConfig.reservedPrefix) else {
            throw AWSError(
                "InvalidDeploymentConfigNameException", "Names that begin with \(DeploymentConfig.reservedPrefix) are the service's own.")
        }
        try authorize(call, "CreateDeploymentConfig", config: name)
        guard try platform(input.computePlatform) == .lambda else {
            throw AWSError(
                "InvalidComputePlatformException", "The local CodeDeploy deploys Lambda functions: set computePlatform to Lambda.")
        }
        try refuse([
            ("minimumHealthyHosts", input.minimumHealthyHosts, "InvalidMinimumHealthyHostValueException"),
            ("zonalConfig", input.zonalConfig, "InvalidZonalDeploymentConfigurationException"),
        ])
        guard let routing = input.trafficRoutingConfig else {
            throw AWSError("InvalidTrafficRoutingConfigurationException", "A configuration for Lambda needs trafficRoutingConfig.")
        }
        try routing.validate()
        let config = DeploymentConfig(
            id: Random.uuid(), name: name, platform: .lambda, routing: routing, created: now)
        try records.add(config)
        return ["deploymentConfigId": .string(config.id)]
    }

    /// [GetDeploymentConfig](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeploymentConfig.html).
    func getDeploymentConfig(_ input: DeploymentConfigInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let name = try name(input.deploymentConfigName, .config)
        try authorize(call, "GetDeploymentConfig", config: name)
        return ["deploymentConfigInfo": try config(name).info]
    }

    /// [ListDeploymentConfigs](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentConfigs.html).
    func listDeploymentConfigs(_ input: ListInput, _ call: AWSCall) throws(AWSError) -> JSON {
        try authorize(call, "ListDeploymentConfigs", config: "*")
        let names = (DeploymentConfig.predefined.keys + records.configs.all.map(\.key)).sorted()
        let page = try Page(of: names, "ListDeploymentConfigs", after: input.nextToken) { $0 }
        return JSON(members: ["deploymentConfigsList": .array(page.elements.map(JSON.string)), "nextToken": .text(page.nextToken)])
    }

    /// [DeleteDeploymentConfig](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeleteDeploymentConfig.html).
    func deleteDeploymentConfig(_ input: DeploymentConfigInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let name = try name(input.deploymentConfigName, .config)
        try authorize(call, "DeleteDeploymentConfig", config: name)
        guard !name.hasPrefix(DeploymentConfig.reservedPrefix) else {
            throw AWSError("InvalidOperationException", "A predefined deployment configuration cannot be deleted.")
        }
        try records.removeConfig(named: name)
        return [:]
    }
}
