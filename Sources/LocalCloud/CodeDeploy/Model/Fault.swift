extension CodeDeploy {
    /// The [codes](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html) of errors that end Lambda deployments.
    enum ErrorCode: String, ModelEnumeration {
        case alarmActive = "ALARM_ACTIVE"
        case deploymentGroupMissing = "DEPLOYMENT_GROUP_MISSING"
        case hookExecutionFailure = "HOOK_EXECUTION_FAILURE"
        case iamRoleMissing = "IAM_ROLE_MISSING"
        case iamRolePermissions = "IAM_ROLE_PERMISSIONS"
        case internalError = "INTERNAL_ERROR"
        case invalidLambdaConfiguration = "INVALID_LAMBDA_CONFIGURATION"
        case invalidLambdaFunction = "INVALID_LAMBDA_FUNCTION"
        case invalidRevision = "INVALID_REVISION"
        case manualStop = "MANUAL_STOP"
        case revisionMissing = "REVISION_MISSING"
        case throttled = "THROTTLED"
        case timeout = "TIMEOUT"
    }

    /// Why a deployment cannot go on.
    struct Fault: Error, Codable, Sendable {
        let code: ErrorCode
        let message: String
        var diagnostics: LifecycleEvent.Diagnostics?

        init(_ code: ErrorCode, _ message: String, diagnostics: LifecycleEvent.Diagnostics? = nil) {
            self.code = code
            self.message = message
            self.diagnostics = diagnostics
        }

        /// An AppSpec that was read and can't be carried out, in AWS's words as far as they are known.
        static func configuration(_ reason: String) -> Fault {
            Fault(
                .invalidLambdaConfiguration,
                "The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration. \(reason)"
            )
        }
    }
}
