public import AWSClient

/// Why a hook can't be told all about its deployment.
public struct DeploymentError: Error, Sendable, CustomStringConvertible {
    /// What is in the way.
    public enum Cause: Sendable {
        /// A call to CodeDeploy did not succeed.
        case call(AWSError)
        /// The AppSpec can't be read.
        case appSpec(AppSpecError)
        /// The AppSpec lies in S3 or on GitHub, and CodeDeploy's list of targets does not tell the rest either.
        case appSpecElsewhere
        /// The function is the hook of all these phases, and CodeDeploy does not say which of them runs.
        case ambiguousPhase([Rollout.Phase])
        /// The AppSpec names this function as none of its hooks, and CodeDeploy does not say which phase runs.
        case notAHook(String?)
        /// The deployment has no such thing: one of an ECS service has no Lambda function.
        case notInDeployment
        /// A variable has a value that it can't have; the text says which it may have.
        case variable(String)
    }

    /// What is in the way.
    public let cause: Cause
    /// The statement that the policy of the hook's role lacks, as JSON; `nil` where permissions are not the matter.
    public let policyStatement: String?

    private let isCuredByVariables: Bool

    init(_ cause: Cause, policyStatement: String? = nil, isCuredByVariables: Bool = true) {
        self.cause = cause
        self.policyStatement = policyStatement
        self.isCuredByVariables = isCuredByVariables
    }

    /// The cause and the cure.
    public var description: String {
        var text = "The hook cannot be told all about its deployment: "
        switch cause {
        case .call(let error): text += policyStatement == nil ? "\(error)" : error.summary
        case .appSpec(let error): text += "\(error)"
        case .appSpecElsewhere: text += "its AppSpec is not kept by CodeDeploy. Deploy it as AppSpecContent."
        case .ambiguousPhase(let phases):
            text +=
                "the function is its hook of \(phases.map(\.rawValue).joined(separator: " and ")), and CodeDeploy does not say which runs."
            text += " Make two functions of it, or try again."
        case .notAHook(let name):
            text += "its AppSpec names no hook \(name ?? "of this function, whose name is not known (AWS_LAMBDA_FUNCTION_NAME is unset)")."
        case .notInDeployment: text += "it has no such property; a deployment to ECS, for example, has no function and no versions."
        case .variable(let problem): text += problem
        }
        if let policyStatement { text += " Add this statement to the policy of the hook's role: \(policyStatement)" }
        guard isCuredByVariables else { return text }
        return text + " What CodeDeploy does not tell may be set: \(DeploymentVariables.names.joined(separator: ", "))."
    }
}
