extension Rollout {
    /// The deployment that a hook runs for, and what it deploys: see ``Event/deployment()``.
    ///
    /// What nobody could tell is `nil`; ``problem`` says why. ``required(_:)`` makes an error of it.
    public struct Deployment: Sendable {
        /// The deployment's id, such as `d-ABCDEF123`.
        public let deploymentId: String
        /// The lifecycle event that the hook runs for.
        public internal(set) var phase: Phase?
        /// The CodeDeploy application.
        public internal(set) var applicationName: String?
        /// The deployment group.
        public internal(set) var deploymentGroupName: String?
        /// The deployment group's ARN, for statements of IAM policies; known where Lambda has told the hook's own ARN.
        public internal(set) var deploymentGroupARN: String?
        /// The function that is deployed, as the AppSpec names it. `nil` for an ECS service, as are the next three.
        public internal(set) var functionName: String?
        /// The alias whose traffic is shifted.
        public internal(set) var alias: String?
        /// The version that the alias points to before the deployment.
        public internal(set) var currentVersion: String?
        /// The version that is deployed: the one to test.
        public internal(set) var targetVersion: String?
        /// Who or what started the deployment.
        public internal(set) var creator: Creator?
        /// Why properties are `nil`; `nil` when all is known that the deployment has.
        public internal(set) var problem: DeploymentError?

        init(deploymentId: String) { self.deploymentId = deploymentId }

        /// A deployment made by hand, for ``Rollout/test(_:deployment:timeout:answers:)``: version 2 of a function is to replace version 1.
        public init(
            deploymentId: String = "d-TEST00000", phase: Phase? = .beforeAllowTraffic, applicationName: String? = "Application",
            deploymentGroupName: String? = "Group", deploymentGroupARN: String? = nil, functionName: String? = "Function",
            alias: String? = "live", currentVersion: String? = "1", targetVersion: String? = "2", creator: Creator? = .user
        ) {
            self.deploymentId = deploymentId
            self.phase = phase
            self.applicationName = applicationName
            self.deploymentGroupName = deploymentGroupName
            self.deploymentGroupARN = deploymentGroupARN
            self.functionName = functionName
            self.alias = alias
            self.currentVersion = currentVersion
            self.targetVersion = targetVersion
            self.creator = creator
        }

        /// Whether the deployment takes an earlier one back; `false` where nobody could tell.
        public var isRollback: Bool { creator?.isRollback ?? false }

        /// A property that the hook can't do without: `try deployment.required(\.targetVersion)`.
        ///
        /// - Throws: ``DeploymentError`` where it is `nil`, with the cause and the cure.
        public func required<Value>(_ property: KeyPath<Deployment, Value?>) throws(DeploymentError) -> Value {
            guard let value = self[keyPath: property] else { throw problem ?? DeploymentError(.notInDeployment, isCuredByVariables: false) }
            return value
        }
    }
}
