internal import JSONValue

extension CodeDeploy {
    /// What an application's deployments run on.
    enum ComputePlatform: String, ModelEnumeration {
        case server = "Server"
        case lambda = "Lambda"
        case ecs = "ECS"
    }

    /// A row: an application. Its key is its id, since the name may change.
    struct Application: Codable, Sendable {
        let id: String
        var name: String
        let platform: ComputePlatform
        let created: Double
        /// By key.
        var tags: [String: String]

        /// [ApplicationInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ApplicationInfo.html).
        var info: JSON {
            JSON(members: [
                "applicationId": .string(id), "applicationName": .string(name), "createTime": .timestamp(created),
                "linkedToGitHub": false, "computePlatform": .string(platform.rawValue),
            ])
        }
    }
}
