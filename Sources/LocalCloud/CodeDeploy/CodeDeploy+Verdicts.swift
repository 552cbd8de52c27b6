internal import Foundation
internal import JSONValue

/// What hooks report, be they of a deployment or run by somebody else (`rollout invoke` does).
extension CodeDeploy {
    /// One run of a hook in one deployment.
    public struct HookExecution: Sendable, Hashable {
        /// The id of the deployment, such as `d-ABCDEF123`.
        public let deploymentID: String
        /// The id of the hook's run, which says nothing to the hook.
        public let id: String

        /// A run with these ids, such as those of a recorded event.
        public init(deploymentID: String, id: String) {
            self.deploymentID = deploymentID
            self.id = id
        }

        /// A run in a new deployment, with ids of the form that the service gives them.
        public init() {
            self.init(deploymentID: "d-" + Random.text(9, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
        }

        /// A run in a deployment.
        init(deploymentID: String) {
            // The run's id is Base64 of JSON that the service encrypted for itself.
            let id: JSON = [
                "encryptedData": .string(Data(Random.bytes(96)).base64EncodedString()),
                "ivParameterSpec": .string(Data(Random.bytes(12)).base64EncodedString()), "materialSetSerial": 1,
            ]
            self.init(deploymentID: deploymentID, id: Data(id.serialized()).base64EncodedString())
        }

        /// The event that CodeDeploy sends to the hook, as JSON.
        public var event: [UInt8] {
            (["DeploymentId": .string(deploymentID), "LifecycleEventHookExecutionId": .string(id)] as JSON).serialized()
        }
    }

    /// What a hook has reported.
    public enum Verdict: String, Sendable {
        /// The deployment may go on.
        case succeeded = "Succeeded"
        /// The deployment must be stopped.
        case failed = "Failed"
    }

    /// What the hook has reported; `nil` when it hasn't.
    public func verdict(of execution: HookExecution) -> Verdict? {
        let run = records.deployments[execution.deploymentID]?.hooks.first { $0.execution == execution.id }
        return run?.report.flatMap(Verdict.init)
    }

    struct VerdictInput: Decodable {
        var deploymentId: String?
        var lifecycleEventHookExecutionId: String?
        var status: String?
    }

    /// [PutLifecycleEventHookExecutionStatus](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html).
    func putLifecycleEventHookExecutionStatus(_ input: VerdictInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let deployment = try deployment(input.deploymentId)
        try authorize(call, "PutLifecycleEventHookExecutionStatus", deployment)
        let (execution, verdict) = try report(input, of: deployment)
        try records.deployments.modify(deployment.id) { row throws(AWSError) in
            // A hook whose event is over is not heard any more: the deployment went on, or ended, without it.
            guard let index = row?.hooks.firstIndex(where: { $0.execution == execution.id }), row?.hooks[index].isOpen == true,
                row?.hooks[index].report == nil
            else { throw Self.alreadyCompleted }
            row?.hooks[index].report = verdict.rawValue
        }
        ring(deployment.id)
        return ["lifecycleEventHookExecutionId": .string(execution.id)]
    }

    private static let alreadyCompleted = AWSError(
        "LifecycleEventAlreadyCompletedException", "The lifecycle event has its status already.")

    /// What is reported, and about which of the deployment's hooks.
    private func report(_ input: VerdictInput, of deployment: Deployment) throws(AWSError) -> (HookExecution, Verdict) {
        guard let status = input.status, let verdict = Verdict(rawValue: status) else {
            throw AWSError("InvalidLifecycleEventHookExecutionStatusException", "The status must be Succeeded or Failed.")
        }
        let execution = HookExecution(deploymentID: deployment.id, id: input.lifecycleEventHookExecutionId ?? "")
        guard deployment.hooks.contains(where: { $0.execution == execution.id }) else {
            throw AWSError(
                "InvalidLifecycleEventHookExecutionIdException", "The lifecycle event hook execution ID is not of this deployment.")
        }
        return (execution, verdict)
    }
}
