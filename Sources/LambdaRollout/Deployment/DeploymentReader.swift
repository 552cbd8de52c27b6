import AWSClient

/// Asks CodeDeploy about a deployment, and the environment about what CodeDeploy does not tell.
struct DeploymentReader: Sendable {
    let codeDeploy: @Sendable () throws(AWSError) -> CodeDeploy
    let identity: HookIdentity
    let variables: DeploymentVariables
    let deadline: Deadline?

    /// What can be known of a deployment.
    ///
    /// - Throws: ``DeploymentError`` where CodeDeploy tells nothing and the environment neither.
    nonisolated(nonsending) func read(_ deploymentId: String) async throws(DeploymentError) -> Rollout.Deployment {
        var deployment = Rollout.Deployment(deploymentId: deploymentId)
        var (deploysFunction, isAmbiguous) = (true, false)
        do throws(AWSError) {
            let info = try await codeDeploy().getDeployment(deploymentId, deadline: deadline)
            (deploysFunction, isAmbiguous) = await read(info, into: &deployment)
        } catch {
            let failure = failure(error, of: deployment)
            guard variables.areSet else { throw failure }
            deployment.problem = failure
        }
        if Task.isCancelled { throw DeploymentError(.call(.cancelled)) }
        // A variable says the same in every phase, so it can't tell the phases of one function apart.
        variables.fill(&deployment, setsPhase: !isAmbiguous)
        if let application = deployment.applicationName, let group = deployment.deploymentGroupName {
            deployment.deploymentGroupARN = identity.codeDeployARN("deploymentgroup:\(application)/\(group)")
        }
        let hasFunction = !deploysFunction || deployment.function.isComplete
        if deployment.phase != nil, deployment.applicationName != nil, deployment.deploymentGroupName != nil, hasFunction {
            deployment.problem = nil
        } else if deployment.problem == nil {
            deployment.problem = DeploymentError(
                .appSpec(AppSpecError("its function lacks one of Name, Alias, CurrentVersion, TargetVersion.")))
        }
        return deployment
    }

    /// Takes over what the deployment's AppSpec says and, where that is not enough, its target.
    ///
    /// - Returns: Whether a Lambda function is deployed, and whether it is open which of its phases the hook runs in.
    private nonisolated(nonsending) func read(
        _ info: CodeDeploy.DeploymentInfo, into deployment: inout Rollout.Deployment
    ) async -> (deploysFunction: Bool, isAmbiguous: Bool) {
        deployment.applicationName = info.applicationName
        deployment.deploymentGroupName = info.deploymentGroupName
        deployment.creator = info.creator.map(Rollout.Deployment.Creator.init)

        var appSpec: AppSpec?
        do throws(DeploymentError) { appSpec = try await self.appSpec(of: info, deployment) } catch { deployment.problem = error }
        deployment.function = appSpec?.function ?? TestedFunction()
        var phases = appSpec.map { identity.phases(in: $0.hooks) } ?? []
        let deploysFunction = info.computePlatform.map { $0 == "Lambda" } ?? (appSpec == nil || appSpec?.function != nil)

        if phases.count != 1 || (deploysFunction && !deployment.function.isComplete) {
            do throws(AWSError) {
                if let target = try await target(of: deployment.deploymentId) {
                    deployment.function = deployment.function.filled(from: TestedFunction(target))
                    phases = Self.running(target.lifecycleEvents, among: phases)
                }
            } catch {
                deployment.problem =
                    deployment.problem ?? failure(error, of: deployment, includesTargets: true, isAmbiguous: phases.count > 1)
            }
        }
        if phases.count == 1 {
            deployment.phase = phases.first
        } else if deployment.problem == nil {
            deployment.problem =
                phases.isEmpty
                ? DeploymentError(.notAHook(identity.function?.name)) : DeploymentError(.ambiguousPhase(phases), isCuredByVariables: false)
        }
        return (deploysFunction, phases.count > 1)
    }

    private nonisolated(nonsending) func appSpec(
        of info: CodeDeploy.DeploymentInfo, _ deployment: Rollout.Deployment
    ) async throws(DeploymentError) -> AppSpec {
        var content = info.revision?.content
        if content == nil, let application = info.applicationName, let revision = info.revision, revision.isKeptByCodeDeploy {
            do throws(AWSError) {
                content = try await codeDeploy().getApplicationRevision(
                    applicationName: application, revision: revision, deadline: deadline
                ).content
            } catch {
                throw failure(error, of: deployment)
            }
        }
        guard let content else { throw DeploymentError(.appSpecElsewhere) }
        do throws(AppSpecError) { return try AppSpec(parsing: content) } catch { throw DeploymentError(.appSpec(error)) }
    }

    /// The first target; a deployment of a Lambda function has no other.
    private nonisolated(nonsending) func target(of deploymentId: String) async throws(AWSError) -> CodeDeploy.DeploymentTarget? {
        let codeDeploy = try codeDeploy()
        guard let id = try await codeDeploy.listDeploymentTargets(deploymentId: deploymentId, deadline: deadline).first else { return nil }
        return try await codeDeploy.getDeploymentTarget(deploymentId: deploymentId, targetId: id, deadline: deadline)
    }

    /// Which of the phases may be the one that runs now; without candidates, any phase.
    static func running(_ events: [CodeDeploy.LifecycleEvent], among candidates: [Rollout.Phase]) -> [Rollout.Phase] {
        let steps = events.compactMap { event in Rollout.Phase(rawValue: event.name).map { (phase: $0, status: event.status) } }
            .filter { candidates.isEmpty || candidates.contains($0.phase) }
        let running = steps.filter { $0.status == .inProgress }
        if running.count == 1 { return running.map(\.phase) }
        // A hook whose step is over does not run.
        let open = candidates.filter { candidate in !steps.contains { $0.phase == candidate && $0.status.isOver } }
        return open.isEmpty ? candidates : open
    }

    private func failure(
        _ error: AWSError, of deployment: Rollout.Deployment, includesTargets: Bool = false, isAmbiguous: Bool = false
    ) -> DeploymentError {
        guard error.isAccessDenied else { return DeploymentError(.call(error), isCuredByVariables: !isAmbiguous) }
        let statement = PolicyStatement(
            identity: identity, applicationName: deployment.applicationName ?? variables.environment["ROLLOUT_APPLICATION"],
            deploymentGroupName: deployment.deploymentGroupName ?? variables.environment["ROLLOUT_DEPLOYMENT_GROUP"],
            includesTargets: includesTargets)
        return DeploymentError(.call(error), policyStatement: statement.text, isCuredByVariables: !isAmbiguous)
    }
}

extension Rollout.Deployment {
    fileprivate var function: TestedFunction {
        get { TestedFunction(name: functionName, alias: alias, currentVersion: currentVersion, targetVersion: targetVersion) }
        set {
            (functionName, alias, currentVersion, targetVersion) = (
                newValue.name, newValue.alias, newValue.currentVersion, newValue.targetVersion
            )
        }
    }
}

extension TestedFunction {
    fileprivate init(_ target: CodeDeploy.DeploymentTarget) {
        self.init(
            name: target.functionName, alias: target.functionAlias, currentVersion: target.currentVersion,
            targetVersion: target.targetVersion)
    }
}
