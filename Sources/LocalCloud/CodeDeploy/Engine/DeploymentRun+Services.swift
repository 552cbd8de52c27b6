internal import JSONValue

/// Calls to other services, in the group's role.
extension CodeDeploy.DeploymentRun {
    typealias Fault = CodeDeploy.Fault
    typealias AliasState = CodeDeploy.AliasState
    typealias LifecycleEvent = CodeDeploy.LifecycleEvent

    /// Calls an operation that the group's role must allow.
    func call(
        _ service: String, _ operation: String, _ input: JSON, action: String, on resource: String
    ) async throws(AWSError) -> JSON {
        let group: CodeDeploy.DeploymentGroup
        do { group = try self.group } catch { throw AWSError("DeploymentGroupDoesNotExistException", "The deployment group was deleted.") }
        let context = self.service.context
        let call = AWSCall.service(ServiceName.codeDeploy, role: group.role)
        try context.authorize(call, action, on: resource)
        return try await context.service(service).call(operation, input, call)
    }

    func lambda(_ operation: String, _ input: JSON, on arn: String) async throws(AWSError) -> JSON {
        try await call(ServiceName.lambda, operation, input, action: "lambda:\(operation)", on: arn)
    }

    /// What an error of a call means for the deployment, in AWS's words where they are known.
    func fault(_ error: AWSError, of service: String, otherwise code: CodeDeploy.ErrorCode) -> Fault {
        switch error.code {
        case let code where code.hasPrefix("AccessDenied"):
            let role = (try? group.role) ?? "of the deployment group"
            return Fault(
                .iamRolePermissions,
                "The IAM role \(role) does not give you permission to perform operations in the following AWS service: \(service). Contact your AWS administrator if you need help. If you are an AWS administrator, you can grant permissions to your users or groups by creating IAM policies. \(error.message)"
            )
        case "NoSuchEntity", "NoSuchEntityException":
            let name = (try? group.name) ?? ""
            return Fault(.iamRoleMissing, "IAM Role is missing for deployment group: \(name). \(error.message)")
        case "TooManyRequestsException", "ThrottlingException", "Throttling":
            return Fault(.throttled, "\(service) was called too often. \(error.message)")
        case "DeploymentGroupDoesNotExistException": return Fault(.deploymentGroupMissing, error.message)
        default: return Fault(code, error.message)
        }
    }

    static func functionARN(_ function: String) -> String {
        function.hasPrefix("arn:") ? function : "arn:aws:lambda:\(Cloud.region):\(Cloud.account):function:\(function)"
    }
}
