import AWSClient
import JSONValue

/// The statement that allows a hook to ask CodeDeploy about its deployment, as narrow as is known.
///
/// GetDeployment and the calls about targets are authorised on the deployment group, GetApplicationRevision on the application
/// ([CodeDeploy permissions](https://docs.aws.amazon.com/codedeploy/latest/userguide/auth-and-access-control-permissions-reference.html)).
struct PolicyStatement {
    let identity: HookIdentity
    let applicationName: String?
    let deploymentGroupName: String?
    let includesTargets: Bool

    var text: String {
        var actions: [JSON] = ["codedeploy:GetDeployment", "codedeploy:GetApplicationRevision"]
        if includesTargets { actions += ["codedeploy:ListDeploymentTargets", "codedeploy:GetDeploymentTarget"] }
        let statement: JSON = ["Effect": "Allow", "Action": .array(actions), "Resource": resource]
        return String(decoding: statement.serialized(), as: UTF8.self)
    }

    private var resource: JSON {
        let application = applicationName ?? "*"
        let group = applicationName == nil ? "*" : "\(application)/\(deploymentGroupName ?? "*")"
        guard let group = identity.codeDeployARN("deploymentgroup:\(group)"),
            let application = identity.codeDeployARN("application:\(application)")
        else { return "*" }
        return [.string(group), .string(application)]
    }
}

extension AWSError {
    /// Whether the role lacks a permission, also if the deadline came before a retry.
    var isAccessDenied: Bool {
        switch self {
        case .service(let error): ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"].contains(error.code)
        case .deadlineExceeded(let last?): last.isAccessDenied
        default: false
        }
    }
}
