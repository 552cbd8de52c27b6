internal import JSONValue

/// `BeforeAllowTraffic` and `AfterAllowTraffic`: a hook is called once, and reports when it likes, within an hour.
extension CodeDeploy.DeploymentRun {
    /// How long a hook may take to report, in seconds.
    static let hookTimeout = 3600.0

    func runHook(_ event: LifecycleEvent.Name) async throws(Interruption) {
        guard try !row.event(event).status.isFinal else { return }
        guard let function = try target.hooks[event.rawValue] else { return finish(event, .skipped) }
        let run = try hookRun(event, function)
        if !run.isAnswered, run.report == nil { callHook(run) }
        let execution = run.execution
        func current(_ row: CodeDeploy.Deployment) -> CodeDeploy.Deployment.HookRun? { row.hooks.first { $0.execution == execution } }
        _ = try await wait(until: run.started + Self.hookTimeout) { row in
            let run = current(row)
            return run?.report != nil || run?.fault != nil
        }
        let result = close(execution)
        // Whoever has reported was called, whatever became of the call.
        if result?.report == nil, let fault = result?.fault { throw .fault(fault) }
        let error = result?.error.map { " Its function ended with an error: \($0)" } ?? ""
        switch result?.report {
        case CodeDeploy.Verdict.succeeded.rawValue: finish(event, message: "Succeeded")
        case nil:
            throw .fault(
                Fault(
                    .hookExecutionFailure,
                    "The hook \(function) of \(event.rawValue) did not report within \(Int(Self.hookTimeout / 60)) minutes: it must call PutLifecycleEventHookExecutionStatus, whatever happens.\(error)",
                    diagnostics: .init(
                        errorCode: .scriptTimedOut, scriptName: function, message: "The hook did not report in time.\(error)")))
        default:
            throw .fault(
                Fault(
                    .hookExecutionFailure, "The hook \(function) of \(event.rawValue) reported Failed.",
                    diagnostics: .init(errorCode: .scriptFailed, scriptName: function, message: "The hook reported Failed.")))
        }
    }

    /// The run that is under way, or a new one.
    private func hookRun(_ event: LifecycleEvent.Name, _ function: String) throws(Interruption) -> CodeDeploy.Deployment.HookRun {
        if let run = try row.hooks.first(where: { $0.event == event }) { return run }
        let run = CodeDeploy.Deployment.HookRun(
            event: event, execution: CodeDeploy.HookExecution(deploymentID: id).id, function: function, started: service.now)
        begin(event)
        change { deployment in
            deployment.hooks.append(run)
            deployment.change(event) { $0.diagnostics = .init(scriptName: function) }
        }
        return run
    }

    /// Takes no report any more.
    private func close(_ execution: String) -> CodeDeploy.Deployment.HookRun? {
        service.records.deployments.modify(id) { row in
            guard let index = row?.hooks.firstIndex(where: { $0.execution == execution }) else { return nil }
            row?.hooks[index].isOpen = false
            return row?.hooks[index]
        }
    }

    /// Calls the hook's function, beside us: its report may come before its answer, and its answer without a report.
    private func callHook(_ run: CodeDeploy.Deployment.HookRun) {
        let call = CodeDeploy.HookCall(deployment: id, run: run, service: service)
        service.context.clock.start(in: service.context.tasks) { worker in await call.carryOut(worker) }
    }
}
