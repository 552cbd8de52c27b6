import JSONValue

extension CodeDeploy {
    /// The verdict of a lifecycle hook. CodeDeploy's enumeration has more members but accepts these two from a hook.
    public enum HookStatus: String, Sendable, CaseIterable {
        /// The deployment goes on.
        case succeeded = "Succeeded"
        /// The deployment stops, and rolls back where its group says so.
        case failed = "Failed"
    }

    /// Sets the result of a validation test that CodeDeploy has invoked as a Lambda function:
    /// [PutLifecycleEventHookExecutionStatus](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html).
    ///
    /// - Parameters:
    ///   - deploymentId: The `DeploymentId` of the hook's event.
    ///   - lifecycleEventHookExecutionId: The `LifecycleEventHookExecutionId` of the hook's event.
    ///   - status: The verdict.
    ///   - deadline: By when the call has to be over, retries included.
    /// - Returns: The execution's id, as CodeDeploy repeats it.
    /// - Throws: `AWSError`; `CodeDeploy.ErrorCode` names CodeDeploy's own errors. A retry whose first try did arrive ends in
    ///   `lifecycleEventAlreadyCompleted`.
    @discardableResult
    public nonisolated(nonsending) func putLifecycleEventHookExecutionStatus(
        deploymentId: String, lifecycleEventHookExecutionId: String, status: HookStatus, deadline: Deadline? = nil
    ) async throws(AWSError) -> String? {
        let output = try await client.call(
            "PutLifecycleEventHookExecutionStatus",
            [
                "deploymentId": .string(deploymentId), "lifecycleEventHookExecutionId": .string(lifecycleEventHookExecutionId),
                "status": .string(status.rawValue),
            ], deadline: deadline)
        return output["lifecycleEventHookExecutionId"]?.string
    }
}
