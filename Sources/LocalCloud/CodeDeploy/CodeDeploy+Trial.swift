internal import JSONValue

/// Deployments of hooks that run outside of the cloud's Lambda.
extension CodeDeploy {
    /// A deployment that is under way as far as one of its hooks, which `rollout invoke` runs. Whatever a hook asks about
    /// it, CodeDeploy answers; it goes no further by itself.
    public struct TrialDeployment: Sendable {
        /// Where in a deployment a hook runs.
        public enum Phase: String, Sendable {
            /// Before traffic is shifted.
            case before = "BeforeAllowTraffic"
            /// When all traffic has been shifted.
            case after = "AfterAllowTraffic"
        }

        /// The name of the hook's function.
        public var hook: String
        /// Which hook of the deployment it is.
        public var phase: Phase
        /// The name of the function that is deployed.
        public var function: String
        /// The alias whose traffic is shifted.
        public var alias: String
        /// The number of the version that had the traffic.
        public var currentVersion: String
        /// The number of the version that is deployed.
        public var targetVersion: String
        /// The name of the application.
        public var application: String

        /// A deployment of version 2 of a function.
        public init(
            hook: String = "Hook", phase: Phase = .before, function: String = "Function", alias: String = "live",
            currentVersion: String = "1", targetVersion: String = "2", application: String = "rollout-invoke"
        ) {
            self.hook = hook
            self.phase = phase
            self.function = function
            self.alias = alias
            self.currentVersion = currentVersion
            self.targetVersion = targetVersion
            self.application = application
        }

        var appSpec: String {
            let spec: JSON = [
                "version": 0.0,
                "Resources": [
                    [
                        "Function": [
                            "Type": "AWS::Lambda::Function",
                            "Properties": [
                                "Name": .string(function), "Alias": .string(alias), "CurrentVersion": .string(currentVersion),
                                "TargetVersion": .string(targetVersion),
                            ],
                        ]
                    ]
                ],
                "Hooks": [[phase.rawValue: .string(hook)]],
            ]
            return spec.description
        }
    }

    /// Makes a deployment up, with its application, group and revision, and takes the verdict of its hook from now on.
    ///
    /// - Parameter execution: The ids that the hook's event has.
    /// - Throws: When its names are too long for an AppSpec.
    public func start(_ trial: TrialDeployment, for execution: HookExecution) throws {
        let application =
            records.application(named: trial.application)
            ?? Application(id: Random.hexadecimal(32), name: trial.application, platform: .lambda, created: now, tags: [:])
        let name = "\(trial.function)-\(trial.alias)"
        let group =
            records.group(named: name, of: application)
            ?? DeploymentGroup(
                id: Random.hexadecimal(32), application: application.id, name: name, config: "CodeDeployDefault.LambdaAllAtOnce",
                role: "arn:aws:iam::\(Cloud.account):role/rollout-invoke", triggers: [], tags: [:])
        var deployment = Deployment(
            id: execution.deploymentID, application: application.id, group: group.id, applicationName: application.name,
            groupName: group.name, config: group.config, routing: .allAtOnce, revision: try .appSpec(trial.appSpec), previousRevision: nil,
            description: nil, creator: .user, autoRollback: nil, overrideAlarms: nil, alarms: nil, created: now)
        deployment.started = now
        deployment.status = .inProgress
        deployment.target = Deployment.Target(
            function: trial.function, alias: trial.alias, currentVersion: trial.currentVersion, targetVersion: trial.targetVersion,
            hooks: [trial.phase.rawValue: trial.hook], weight: trial.phase == .after ? 1 : 0, status: .inProgress, updated: now)
        deployment.hooks = [
            Deployment.HookRun(event: trial.phase.event, execution: execution.id, function: trial.hook, started: now)
        ]
        for name in LifecycleEvent.Name.allCases.prefix(while: { $0 != trial.phase.event }) {
            deployment.change(name) { [now] event in
                event.status = name == .beforeAllowTraffic ? .skipped : .succeeded
                (event.started, event.ended) = (now, now)
            }
        }
        deployment.change(trial.phase.event) { [now] event in
            event.status = .inProgress
            event.started = now
            event.diagnostics = .init(scriptName: trial.hook)
        }
        // They may be there from an earlier trial.
        try? records.add(application)
        try? records.add(group)
        records.deployments.modify(deployment.id) { [deployment] in $0 = deployment }
        use(deployment)
    }
}

extension CodeDeploy.TrialDeployment.Phase {
    fileprivate var event: CodeDeploy.LifecycleEvent.Name { self == .before ? .beforeAllowTraffic : .afterAllowTraffic }
}
