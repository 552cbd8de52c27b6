extension FunctionRenderer {
    var versionID: String { id + "Version" }
    private var versionNumber: TemplateValue { .getAtt(versionID, "Version") }

    /// The published version, and both aliases.
    func addVersions(alias: String, rollout: Rollout) {
        add(
            TemplateResource(
                versionID, type: "AWS::Lambda::Version",
                properties: ["FunctionName": .ref(id), "CodeSha256": renderer.hashes[id] ?? ""],
                // The version that has the traffic has to outlive its place in the template.
                deletionPolicy: "Retain", updateReplacePolicy: "Retain"))
        renderer.versions.append((versionID, function))

        var live: TemplateObject = ["FunctionName": .ref(id), "Name": .string(alias)]
        var updatePolicy: TemplateObject?
        switch stack.deployments {
        case .startedByDeploy:
            // CloudFormation would move the alias past CodeDeploy. So the template says at each deploy what the alias has.
            renderer.addParameter(
                liveVersionParameter,
                [
                    "Type": "String", "AllowedPattern": "^(none|[1-9][0-9]*)$",
                    "Description": "The version that the live alias has, or none before there is one; the deploy fills it",
                ], kind: .liveVersion, at: function.location)
            renderer.addCondition(isNewCondition, .equals(.ref(liveVersionParameter), "none"), at: function.location)
            live["FunctionVersion"] = .if(isNewCondition, versionNumber, else: .ref(liveVersionParameter))
        case .managedByCloudFormation:
            live["FunctionVersion"] = versionNumber
            var policy: TemplateObject = ["ApplicationName": .ref(Stack.applicationID), "DeploymentGroupName": .ref(groupID)]
            policy["BeforeAllowTrafficHook"] = rollout.before.map { .string($0.functionName) }
            policy["AfterAllowTrafficHook"] = rollout.after.map { .string($0.functionName) }
            updatePolicy = ["CodeDeployLambdaAliasUpdate": .object(policy)]
        }
        if let provisioned = settings.provisionedConcurrency {
            live["ProvisionedConcurrencyConfig"] = ["ProvisionedConcurrentExecutions": .int(provisioned)]
        }
        add(TemplateResource(id + "Live", type: "AWS::Lambda::Alias", properties: live, updatePolicy: updatePolicy))
        add(
            TemplateResource(
                id + "Latest", type: "AWS::Lambda::Alias",
                properties: ["FunctionName": .ref(id), "FunctionVersion": versionNumber, "Name": .string(Function.latestAlias)]))
    }

    private var liveVersionParameter: String { id + "LiveVersion" }
    private var isNewCondition: String { id + "IsNew" }
    private var groupID: String { id + "Group" }

    /// The deployment group with its role, alarms and configuration.
    func addRollout(alias: String, rollout: Rollout) {
        check(rollout)
        let settings = rollout.settings
        let configuration = configurationName(settings.shift, rollout)
        let alarms = AlarmRenderer(self, alias: alias, location: rollout.location).render(settings.alarms)
        let events = settings.rollbackEvents.map(\.rawValue)
        var properties: TemplateObject = [
            "ApplicationName": .ref(Stack.applicationID),
            "DeploymentGroupName": .string(function.deploymentGroup),
            "DeploymentConfigName": configuration,
            "DeploymentStyle": ["DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"],
            "ServiceRoleArn": .getAtt(id + "GroupRole", "Arn"),
            // Also when it is empty: alarms that left the template would stay on the group.
            "AlarmConfiguration": ["Enabled": .bool(!alarms.isEmpty), "Alarms": .array(alarms.map { ["Name": $0.name] })],
            "AutoRollbackConfiguration": events.isEmpty
                ? ["Enabled": false] : ["Enabled": true, "Events": .strings(Set(events).sorted())],
        ]
        if !settings.notifications.isEmpty {
            properties["TriggerConfigurations"] = .array(
                settings.notifications.map {
                    [
                        "TriggerName": .string($0.name), "TriggerTargetArn": $0.topic,
                        "TriggerEvents": .strings(Set($0.events.map(\.rawValue)).sorted()),
                    ]
                }.sorted { $0.canonicalJSON < $1.canonicalJSON })
        }
        add(TemplateResource(groupID, type: "AWS::CodeDeploy::DeploymentGroup", properties: properties))
        addGroupRole(alias: alias, rollout: rollout, alarms: alarms)
        renderer.rollouts[id] =
            RolloutMetadata(
                function: function, alias: alias, rollout: rollout, alarms: alarms, liveVersionParameter: liveVersionParameter,
                versionID: versionID)
    }

    private func configurationName(_ shift: TrafficShift, _ rollout: Rollout) -> TemplateValue {
        // One that can't be has been reported, and once is enough.
        guard shift.problem == nil else { return "CodeDeployDefault.LambdaAllAtOnce" }
        if let name = shift.predefinedName { return .string(name) }
        let configuration = LogicalID.of(["Config", shift.label])
        renderer.addShared(
            TemplateResource(
                configuration, type: "AWS::CodeDeploy::DeploymentConfig",
                properties: [
                    "DeploymentConfigName": .string(stack.physicalName(shift.label, limit: 100)), "ComputePlatform": "Lambda",
                    "TrafficRoutingConfig": shift.routing,
                ]), at: rollout.location)
        return .ref(configuration)
    }

    /// What CodeDeploy may do for this function, and no other.
    private func addGroupRole(alias: String, rollout: Rollout, alarms: [RenderedAlarm]) {
        var statements: [Statement] = [
            .allow(
                "lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias",
                on: function.textARN(), function.textARN(alias))
        ]
        let hooks = rollout.hooks.map(\.arn)
        if !hooks.isEmpty {
            statements.append(.allow(["lambda:InvokeFunction"], on: Set(hooks).sorted { $0.canonicalJSON < $1.canonicalJSON }))
        }
        if !alarms.isEmpty {
            // CloudWatch shows composite alarms only to those who may see all.
            let arns = alarms.contains { $0.isComposite } ? ["*"] : alarms.map(\.arnPattern)
            statements.append(.allow(["cloudwatch:DescribeAlarms"], on: arns.sorted { $0.canonicalJSON < $1.canonicalJSON }))
        }
        let topics = Set(rollout.settings.notifications.map(\.topic))
        if !topics.isEmpty { statements.append(.allow(["sns:Publish"], on: topics.sorted { $0.canonicalJSON < $1.canonicalJSON })) }
        add(.role(id + "GroupRole", service: "codedeploy.amazonaws.com", statements: statements))
    }

    private func check(_ rollout: Rollout) {
        let name = function.name
        let settings = rollout.settings
        let report = { (message: String) in renderer.report(message, at: rollout.location) }
        if let problem = settings.shift.problem { report("the rollout of \"\(name)\": \(problem)") }
        for case .function(let hook) in rollout.hooks where hook === function {
            report(
                "\"\(name)\" can't be the hook of its own rollout: it would have to say whether it is well itself. Take another function")
        }
        for case .function(let hook) in rollout.hooks where hook.stack !== stack {
            report("the hook \"\(hook.name)\" is a function of another stack: give its ARN")
        }
        for case .arn(let arn) in rollout.hooks where !arn.hasPrefix("arn:") || arn.split(separator: ":").count < 7 {
            report("\"\(arn)\" is no ARN of a function, which reads arn:aws:lambda:REGION:ACCOUNT:function:NAME")
        }
        if settings.alarms.count > 50 {
            report("the rollout of \"\(name)\" has \(settings.alarms.count) alarms; CodeDeploy takes 50 at most")
        }
        if (11...50).contains(settings.alarms.count) {
            renderer.warn(
                "the rollout of \"\(name)\" has \(settings.alarms.count) alarms; accounts with CodeDeploy's older limit take 10",
                at: rollout.location)
        }
        if settings.notifications.count > 10 {
            report("the rollout of \"\(name)\" has \(settings.notifications.count) notifications; CodeDeploy takes 10 at most")
        }
        if Set(settings.notifications.map(\.name)).count < settings.notifications.count {
            report("the rollout of \"\(name)\" has two notifications of one name: put all events for a topic into one")
        }
        for notification in settings.notifications where notification.events.isEmpty {
            report("the notification \"\(notification.name)\" of \"\(name)\" names no event")
        }
        checkPatience(rollout, report)
    }

    /// A deploy that gives up sooner than the rollout can end would call every rollout a failure.
    private func checkPatience(_ rollout: Rollout, _ report: (String) -> Void) {
        guard case .atMost(let patience) = rollout.settings.wait else { return }
        if patience.wholeSeconds.map({ $0 < 1 }) ?? true {
            report("a deploy waits whole seconds for a rollout, at least one, not \(patience)")
        }
        let shifting = rollout.schedule.steps.last?.time ?? .zero
        var timeouts = Duration.zero
        for case .function(let hook) in rollout.hooks {
            // A time-out that Lambda doesn't have is reported elsewhere.
            guard hook.timeout <= .minutes(15) else { continue }
            if hook.timeout > patience {
                report(
                    "the hook \"\(hook.name)\" may take \(hook.timeout), longer than the \(patience) that a deploy waits for the rollout of \"\(function.name)\""
                )
            }
            timeouts += hook.timeout
        }
        if shifting + timeouts > patience {
            report(
                "the rollout of \"\(function.name)\" takes \((shifting + timeouts).clock) with its hooks, but a deploy waits \(patience.clock) for it: every rollout would count as failed"
            )
        }
    }
}

extension Rollout.Hook {
    /// Its ARN, in text.
    fileprivate var arn: TemplateValue {
        switch self {
        case .function(let function): function.textARN()
        case .arn(let arn): .string(arn)
        }
    }

    /// Its name alone, which is what CloudFormation takes.
    var functionName: String {
        switch self {
        case .function(let function): function.physicalName
        case .arn(let arn): arn.split(separator: ":").dropFirst(6).first.map(String.init) ?? arn
        }
    }
}
