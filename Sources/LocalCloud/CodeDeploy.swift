internal import Foundation
internal import JSONValue
internal import Synchronization

/// The part of [CodeDeploy](https://docs.aws.amazon.com/codedeploy/latest/APIReference/Welcome.html) that hooks talk to: it knows which hooks
/// run, and takes their verdicts.
public final class CodeDeploy: Sendable {
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
            // The run's id is Base64 of JSON that the service encrypted for itself.
            let id: JSON = [
                "encryptedData": .string(Data(Random.bytes(96)).base64EncodedString()),
                "ivParameterSpec": .string(Data(Random.bytes(12)).base64EncodedString()), "materialSetSerial": 1,
            ]
            self.init(
                deploymentID: "d-" + Random.text(9, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
                id: Data(id.serialized()).base64EncodedString())
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

    private struct State {
        var deployments: Set<String> = []
        var running: Set<HookExecution> = []
        var verdicts: [HookExecution: Verdict] = [:]
    }

    private let state = Mutex(State())

    /// Takes the verdict of this hook from now on.
    public func expectVerdict(of execution: HookExecution) {
        state.withLock { state in
            state.deployments.insert(execution.deploymentID)
            state.running.insert(execution)
        }
    }

    /// What the hook has reported; `nil` when it hasn't.
    public func verdict(of execution: HookExecution) -> Verdict? {
        state.withLock { $0.verdicts[execution] }
    }

    /// [PutLifecycleEventHookExecutionStatus](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html).
    func putLifecycleEventHookExecutionStatus(_ input: JSON) throws(AWSError) -> JSON {
        guard let deploymentID = input["deploymentId"]?.string, !deploymentID.isEmpty else {
            throw AWSError("DeploymentIdRequiredException", "The deployment ID must be specified.")
        }
        let status = input["status"]?.string
        let id = input["lifecycleEventHookExecutionId"]?.string
        return try state.withLock { state throws(AWSError) in
            guard state.deployments.contains(deploymentID) else {
                guard Self.isDeploymentID(deploymentID) else {
                    throw AWSError("InvalidDeploymentIdException", "The deployment ID is not of the form d-ABCDEF123.")
                }
                throw AWSError("DeploymentDoesNotExistException", "The deployment \(deploymentID) could not be found.")
            }
            guard let status, let verdict = Verdict(rawValue: status) else {
                throw AWSError("InvalidLifecycleEventHookExecutionStatusException", "The status must be Succeeded or Failed.")
            }
            guard let id, state.running.contains(HookExecution(deploymentID: deploymentID, id: id)) else {
                throw AWSError(
                    "InvalidLifecycleEventHookExecutionIdException", "The lifecycle event hook execution ID is not of this deployment.")
            }
            let execution = HookExecution(deploymentID: deploymentID, id: id)
            guard state.verdicts[execution] == nil else {
                throw AWSError("LifecycleEventAlreadyCompletedException", "The lifecycle event has its status already.")
            }
            state.verdicts[execution] = verdict
            return ["lifecycleEventHookExecutionId": .string(id)]
        }
    }

    private static func isDeploymentID(_ text: String) -> Bool {
        text.utf8.count == 11 && text.hasPrefix("d-") && text.dropFirst(2).allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
    }
}

extension CodeDeploy: AWSService {
    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        switch operation {
        case "PutLifecycleEventHookExecutionStatus": return try putLifecycleEventHookExecutionStatus(input)
        default:
            throw AWSError("UnsupportedActionForDeploymentTypeException", "The local CodeDeploy does not know \(operation) yet.")
        }
    }
}
