internal import JSONValue

/// How a deployment ends, and what comes of that.
extension CodeDeploy.DeploymentRun {
    typealias Deployment = CodeDeploy.Deployment

    func ending(after interruption: Interruption) -> Deployment.Ending {
        var ending: Deployment.Ending
        let event: CodeDeploy.AutoRollbackConfiguration.Event
        switch interruption {
        case .fault(let fault):
            ending = .init(status: .failed, error: .init(code: fault.code, message: fault.message), diagnostics: fault.diagnostics)
            event = .failure
        case .alarm(let fault):
            ending = .init(status: .stopped, error: .init(code: fault.code, message: fault.message))
            event = .alarm
        case .stopped, .cancelled:
            ending = .init(status: .stopped, error: .init(code: .manualStop, message: "The deployment was stopped on request."))
            event = .request
        }
        guard let row = try? row, row.creator == .user else { return ending }
        let isWanted = event == .request ? row.stop?.rollsBack == true : row.autoRollback?.applies(to: event) == true
        guard isWanted else { return ending }
        if service.records.groups[row.group] == nil {
            ending.rollbackMessage = "The deployment can't be rolled back: its deployment group was deleted."
        } else if row.target == nil || row.event(.start).status != .succeeded {
            ending.rollbackMessage = "The deployment has moved no traffic; there is nothing to roll back."
        } else {
            ending.rollback = service.newDeploymentID()
        }
        return ending
    }

    /// Ends the deployment as it is written down. All of it may be done again.
    func finish() async throws(Interruption) {
        let row = try row
        guard let ending = row.ending else { return }
        let isNew = !row.status.isFinal
        if isNew {
            let rollback = ending.rollback.flatMap { self.rollback($0, of: row) }
            if let rollback { service.use(rollback) }
            complete(row, ending, rollback)
            note(ending.status)
            log("\(ending.status.rawValue)\(ending.error.map { ": \($0.code.rawValue), \($0.message)" } ?? "")")
            if let rollback { log("is rolled back by \(rollback.id)") }
            if let rollback { service.carryOut(rollback.id) }
        }
        switch ending.status {
        case .succeeded: await announce(.deploymentSuccess)
        case .stopped: await announce(.deploymentStop)
        default: await announce(.deploymentFailure)
        }
        if ending.rollback != nil { await announce(.deploymentRollback) }
        change { $0.isSettled = true }
    }

    /// A line in the cloud's log.
    func log(_ text: String) { service.log(text, about: id) }

    private func complete(_ row: Deployment, _ ending: Deployment.Ending, _ rollback: Deployment?) {
        let now = service.now
        service.records.end(row, rollback: rollback) { deployment in
            deployment.status = ending.status
            deployment.error = ending.error
            deployment.completed = now
            if ending.rollback != nil || ending.rollbackMessage != nil {
                deployment.rollbackInfo = .init(
                    rollbackDeploymentId: ending.rollback,
                    rollbackMessage: ending.rollbackMessage ?? "The deployment is being rolled back.")
            }
            let hasBegun = deployment.event(.start).status == .succeeded
            deployment.target?.updated = now
            deployment.target?.status =
                ending.status == .succeeded ? .succeeded : hasBegun ? .failed : ending.status == .failed ? .failed : .skipped
            for index in deployment.hooks.indices { deployment.hooks[index].isOpen = false }
            for index in deployment.events.indices {
                switch deployment.events[index].status {
                case .pending: deployment.events[index].status = .skipped
                case .inProgress:
                    deployment.events[index].status = .failed
                    deployment.events[index].ended = now
                    var diagnostics = ending.diagnostics ?? .init(errorCode: .unknownError, message: ending.error?.message)
                    let before = deployment.events[index].diagnostics
                    diagnostics.scriptName = diagnostics.scriptName ?? before?.scriptName
                    diagnostics.logTail = diagnostics.logTail ?? before?.logTail
                    deployment.events[index].diagnostics = diagnostics
                default: break
                }
            }
        }
    }

    /// Tells the group, and the deployment that was rolled back, how this one ended.
    private func note(_ status: Deployment.Status) {
        guard let row = try? row else { return }
        let last = CodeDeploy.DeploymentGroup.LastDeployment(
            deploymentId: row.id, status: status.rawValue, endTime: row.completed, createTime: row.created)
        service.records.groups.change(row.group) { group in
            group.lastAttempted = last
            guard status == .succeeded else { return }
            group.lastSuccessful = last
            group.target = row.revision
        }
        guard let origin = row.rollbackInfo?.rollbackTriggeringDeploymentId else { return }
        service.records.deployments.change(origin) { deployment in
            deployment.rollbackInfo?.rollbackMessage =
                status == .succeeded
                ? "The deployment was rolled back by \(row.id)."
                : "The rollback by \(row.id) ended as \(status.rawValue): the alias is as it was left."
        }
    }

    /// The deployment that moves the alias back to where it came from, at once and without hooks: those are about the version that goes.
    private func rollback(_ id: String, of failed: Deployment) -> Deployment? {
        guard let target = failed.target else { return nil }
        let now = service.now
        var rollback = Deployment(
            id: id, application: failed.application, group: failed.group, applicationName: failed.applicationName,
            groupName: failed.groupName, config: CodeDeploy.DeploymentConfig.standard, routing: .allAtOnce,
            revision: lastGoodRevision(target, failed), previousRevision: failed.revision,
            description: "Rolls \(failed.id) back.", creator: .codeDeployRollback, autoRollback: nil, overrideAlarms: nil, alarms: nil,
            created: now)
        rollback.rollbackInfo = .init(
            rollbackTriggeringDeploymentId: failed.id, rollbackMessage: failed.ending?.error?.message ?? "The deployment was stopped.")
        rollback.target = Deployment.Target(
            function: target.function, alias: target.alias, currentVersion: target.targetVersion, targetVersion: target.currentVersion,
            hooks: [:], updated: now)
        return rollback
    }

    /// What was last deployed with success, where that is what the alias goes back to; else an AppSpec that says so.
    private func lastGoodRevision(_ target: Deployment.Target, _ failed: Deployment) -> CodeDeploy.RevisionLocation {
        if let good = service.records.groups[failed.group]?.target, let content = good.content,
            let spec = try? CodeDeploy.AppSpec(parsing: content), spec.function == target.function, spec.alias == target.alias,
            spec.targetVersion == target.currentVersion
        {
            return good
        }
        let spec: JSON = [
            "version": 0.0,
            "Resources": [
                .object([
                    target.function: [
                        "Type": "AWS::Lambda::Function",
                        "Properties": [
                            "Name": .string(target.function), "Alias": .string(target.alias),
                            "CurrentVersion": .string(target.targetVersion),
                            "TargetVersion": .string(target.currentVersion),
                        ],
                    ]
                ])
            ],
        ]
        return (try? .appSpec(spec.description)) ?? failed.revision
    }
}
