internal import JSONValue

extension CodeDeploy {
    /// A row: a deployment configuration.
    struct DeploymentConfig: Codable, Sendable {
        struct MinimumHealthyHosts: Codable, Sendable, Hashable {
            var type: String?
            var value: Int?
        }

        let id: String
        let name: String
        let platform: ComputePlatform
        /// Not for servers.
        var routing: TrafficRouting?
        /// For servers.
        var healthyHosts: MinimumHealthyHosts?
        let created: Double
        var tags: [String: String] = [:]

        /// [DeploymentConfigInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentConfigInfo.html).
        var info: JSON {
            JSON(members: [
                "deploymentConfigId": .string(id), "deploymentConfigName": .string(name), "minimumHealthyHosts": .shape(healthyHosts),
                "createTime": .timestamp(created), "computePlatform": .string(platform.rawValue), "trafficRoutingConfig": .shape(routing),
            ])
        }

        static let reservedPrefix = "CodeDeployDefault."
        /// What a Lambda deployment goes by when nobody says otherwise.
        static let standard = reservedPrefix + "LambdaAllAtOnce"
        /// The most that an account may make.
        static let most = 50

        /// The [predefined configurations](https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html), by name.
        static let predefined: [String: DeploymentConfig] = {
            var all: [String: DeploymentConfig] = [:]
            func add(_ name: String, _ platform: ComputePlatform, _ routing: TrafficRouting? = nil, _ hosts: MinimumHealthyHosts? = nil) {
                // The service's own have made-up ids too.
                let number = String(all.count + 1)
                let id = "00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - number.count) + number
                let name = reservedPrefix + name
                all[name] = DeploymentConfig(
                    id: id, name: name, platform: platform, routing: routing, healthyHosts: hosts, created: 1_511_827_200)
            }
            add("LambdaAllAtOnce", .lambda, .allAtOnce)
            for minutes in [5, 10, 15, 30] { add("LambdaCanary10Percent\(minutes)Minutes", .lambda, .canary(10, minutes: minutes)) }
            add("LambdaLinear10PercentEvery1Minute", .lambda, .linear(10, minutes: 1))
            for minutes in [2, 3, 10] { add("LambdaLinear10PercentEvery\(minutes)Minutes", .lambda, .linear(10, minutes: minutes)) }
            add("ECSAllAtOnce", .ecs, .allAtOnce)
            for minutes in [5, 15] { add("ECSCanary10Percent\(minutes)Minutes", .ecs, .canary(10, minutes: minutes)) }
            for minutes in [1, 3] { add("ECSLinear10PercentEvery\(minutes)Minutes", .ecs, .linear(10, minutes: minutes)) }
            add("AllAtOnce", .server, nil, MinimumHealthyHosts(type: "HOST_COUNT", value: 0))
            add("HalfAtATime", .server, nil, MinimumHealthyHosts(type: "FLEET_PERCENT", value: 50))
            add("OneAtATime", .server, nil, MinimumHealthyHosts(type: "HOST_COUNT", value: 1))
            return all
        }()
    }
}
