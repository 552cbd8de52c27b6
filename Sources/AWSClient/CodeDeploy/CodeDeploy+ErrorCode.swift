extension CodeDeploy {
    /// CodeDeploy's own errors, by their names in its [API reference](https://docs.aws.amazon.com/codedeploy/latest/APIReference/CommonErrors.html).
    public enum ErrorCode: String, Sendable, CaseIterable {
        /// The verdict of this execution has been given before.
        case lifecycleEventAlreadyCompleted = "LifecycleEventAlreadyCompletedException"
        /// There is no such execution.
        case invalidLifecycleEventHookExecutionId = "InvalidLifecycleEventHookExecutionIdException"
        /// The verdict is neither `Succeeded` nor `Failed`.
        case invalidLifecycleEventHookExecutionStatus = "InvalidLifecycleEventHookExecutionStatusException"
        /// There is no such deployment.
        case deploymentDoesNotExist = "DeploymentDoesNotExistException"
        /// The deployment's id is absent.
        case deploymentIdRequired = "DeploymentIdRequiredException"
        /// The deployment's id has another form than `d-ABCDEF123`.
        case invalidDeploymentId = "InvalidDeploymentIdException"
        /// The deployment is of a kind that has no such hooks.
        case unsupportedActionForDeploymentType = "UnsupportedActionForDeploymentTypeException"

        /// The code of an error that CodeDeploy answered with, also if the deadline came before a retry; `nil` for any other.
        public init?(_ error: AWSError) {
            switch error {
            case .service(let error) where error.service == CodeDeploy.service.id: self.init(rawValue: error.code)
            case .deadlineExceeded(let last?): self.init(last)
            default: return nil
            }
        }
    }
}
