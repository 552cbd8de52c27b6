import AWSClient
import LambdaRuntime

/// Which function the hook itself is.
struct HookIdentity: Equatable {
    /// By the ARN that CodeDeploy invoked, else by the name that Lambda gives; `nil` outside Lambda.
    let function: FunctionReference?

    init(invokedFunctionARN: String, functionName: String) {
        function = FunctionReference(invokedFunctionARN) ?? FunctionReference(functionName)
    }

    /// The hooks of an AppSpec that are this function.
    ///
    /// A function may stand there twice under two qualifiers; the one that was invoked is meant.
    func phases(in hooks: [AppSpec.Hook]) -> [Rollout.Phase] {
        guard let function else { return [] }
        let mine = hooks.compactMap { hook in
            FunctionReference(hook.function).flatMap { $0.isSameFunction(as: function) ? (hook.phase, $0.qualifier) : nil }
        }
        let exact = mine.filter { $0.1 == function.qualifier }
        var phases: [Rollout.Phase] = []
        for (phase, _) in exact.isEmpty ? mine : exact where !phases.contains(phase) { phases.append(phase) }
        return phases
    }

    /// The ARN of a resource of CodeDeploy in the hook's own account and region; `nil` where these are not known.
    func codeDeployARN(_ resource: String) -> String? {
        guard let function, let partition = function.partition, let region = function.region, let account = function.account else {
            return nil
        }
        return "arn:\(partition):codedeploy:\(region):\(account):\(resource)"
    }
}
