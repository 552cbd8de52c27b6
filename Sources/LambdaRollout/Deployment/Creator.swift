extension Rollout.Deployment {
    /// Who or what started a deployment
    /// ([DeploymentInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html)).
    public enum Creator: Sendable, Hashable, CustomStringConvertible {
        /// Somebody, by the console, the command line or an API call.
        case user
        /// An Auto Scaling group that grows.
        case autoscaling
        /// An Auto Scaling group that shrinks.
        case autoscalingTermination
        /// A rollback, after a deployment that failed or was stopped.
        case codeDeployRollback
        /// CodeDeploy by itself.
        case codeDeploy
        /// CodeDeploy, to bring instances up to date.
        case codeDeployAutoUpdate
        /// An update of a CloudFormation stack.
        case cloudFormation
        /// CloudFormation, which takes an update back.
        case cloudFormationRollback
        /// What this library does not know, in CodeDeploy's words.
        case unknown(String)

        static let known: [Creator] = [
            .user, .autoscaling, .autoscalingTermination, .codeDeployRollback, .codeDeploy, .codeDeployAutoUpdate, .cloudFormation,
            .cloudFormationRollback,
        ]

        init(_ name: String) {
            self = Self.known.first { $0.description == name } ?? .unknown(name)
        }

        /// Whether the deployment takes an earlier one back.
        public var isRollback: Bool { self == .codeDeployRollback || self == .cloudFormationRollback }

        /// The creator in CodeDeploy's words.
        public var description: String {
            switch self {
            case .user: "user"
            case .autoscaling: "autoscaling"
            case .autoscalingTermination: "autoscalingTermination"
            case .codeDeployRollback: "codeDeployRollback"
            case .codeDeploy: "CodeDeploy"
            case .codeDeployAutoUpdate: "CodeDeployAutoUpdate"
            case .cloudFormation: "CloudFormation"
            case .cloudFormationRollback: "CloudFormationRollback"
            case .unknown(let name): name
            }
        }
    }
}
