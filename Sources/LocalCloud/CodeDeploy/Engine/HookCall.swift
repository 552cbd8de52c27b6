internal import Foundation
internal import JSONValue

extension CodeDeploy {
    /// One call of a hook's function, in the role of the deployment's group.
    ///
    /// The answer ends nothing: a hook that has returned may still be reported on, by whomever it asked. It only brings the log. That the
    /// function could not be called at all ends the hook at once.
    struct HookCall: Sendable {
        let deployment: String
        let run: Deployment.HookRun
        let service: CodeDeploy

        func carryOut(_ worker: CloudClock.Worker) async {
            // Seconds between attempts while Lambda has no room for another invocation.
            var pauses = [1, 2, 4, 8, 16]
            while true {
                do throws(AWSError) {
                    return answered(try await invoke())
                } catch {
                    // What ends with the cloud is called again by the next run.
                    if Task.isCancelled { return }
                    guard error.code == "TooManyRequestsException", !pauses.isEmpty else { return failed(error) }
                    do { try await worker.sleep(for: .seconds(pauses.removeFirst())) } catch { return }
                }
            }
        }

        private func invoke() async throws(AWSError) -> InvokeOutput {
            guard let row = service.records.deployments[deployment], let group = service.records.groups[row.group] else {
                throw AWSError("DeploymentGroupDoesNotExistException", "The deployment group was deleted.")
            }
            let call = AWSCall.service(ServiceName.codeDeploy, role: group.role)
            try service.context.authorize(call, "lambda:InvokeFunction", on: DeploymentRun.functionARN(run.function))
            let event = HookExecution(deploymentID: deployment, id: run.execution).event
            guard let lambda = try service.context.service(ServiceName.lambda) as? any FunctionInvoker else {
                throw AWSError("ServiceException", "The local cloud runs no functions.")
            }
            return try await lambda.invoke(
                function: run.function, qualifier: nil, payload: event, type: .requestResponse, logTail: true, clientContext: nil,
                call: call)
        }

        private func answered(_ output: InvokeOutput) {
            if Task.isCancelled { return }
            let log = output.logResult.flatMap(Base64.decode).map { String(decoding: $0, as: UTF8.self) }
            let error = output.functionError.map { Self.text(ofError: output.payload) ?? $0 }
            var isReported = true
            note { run, diagnostics in
                run.isAnswered = true
                diagnostics.logTail = log
                isReported = run.report != nil
                guard let error, !isReported else { return }
                run.error = error
                diagnostics.errorCode = .scriptFailed
                diagnostics.message = "The function ended with an error and has not reported: \(error)"
            }
            if isReported { return }
            let end = Date(timeIntervalSince1970: run.started + DeploymentRun.hookTimeout).formatted(.iso8601)
            service.log(
                "hears nothing of its hook \(run.function), which has \(error.map { "failed (\($0))" } ?? "returned"): somebody may report until \(end)",
                about: deployment)
        }

        /// Type and message of what a function answers when it fails.
        private static func text(ofError payload: [UInt8]) -> String? {
            guard let error = try? JSON(parsing: payload), let type = error["errorType"]?.string else { return nil }
            return String("\(type): \(error["errorMessage"]?.string ?? "")".prefix(500))
        }

        private func failed(_ error: AWSError) {
            let function = run.function
            let isDenied = error.code.hasPrefix("AccessDenied")
            let reason = "The hook \(function) of \(run.event.rawValue) could not be called: \(error.message)"
            let code: ErrorCode =
                switch error.code {
                case _ where isDenied: .iamRolePermissions
                case "NoSuchEntity", "NoSuchEntityException": .iamRoleMissing
                case "DeploymentGroupDoesNotExistException": .deploymentGroupMissing
                default: .hookExecutionFailure
                }
            let diagnosis = LifecycleEvent.Diagnostics(
                errorCode: error.code == "ResourceNotFoundException" ? .scriptMissing : .unknownError, scriptName: function, message: reason
            )
            let role = service.records.deployments[deployment].flatMap { service.records.groups[$0.group]?.role } ?? ""
            let message =
                isDenied
                ? "The IAM role \(role) does not give you permission to perform operations in the following AWS service: AWSLambda. \(reason)"
                : reason
            note { run, _ in
                run.isAnswered = true
                run.fault = Fault(code, message, diagnostics: diagnosis)
            }
        }

        private func note(_ change: (inout Deployment.HookRun, inout LifecycleEvent.Diagnostics) -> Void) {
            service.records.deployments.change(deployment) { row in
                guard let index = row.hooks.firstIndex(where: { $0.execution == run.execution }) else { return }
                var diagnostics = row.event(run.event).diagnostics ?? LifecycleEvent.Diagnostics(scriptName: run.function)
                change(&row.hooks[index], &diagnostics)
                row.change(run.event) { $0.diagnostics = diagnostics }
            }
            service.ring(deployment)
        }
    }
}
