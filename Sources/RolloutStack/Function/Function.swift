/// A Lambda function of the stack.
public final class Function: Linkable, TrafficHook {
    /// Its name in the stack.
    public let name: String
    let stack: Stack
    let settings: FunctionSettings
    let location: SourceLocation
    let logicalID: String
    let physicalName: String
    /// The live alias, where there is a rollout or one is to come.
    let alias: String?
    private let isDeferred: Bool
    private let asksForLatestURL: Bool?
    private(set) var rollout: Rollout?
    /// What sources of events ask of its role.
    var sourceStatements: [Statement] = []

    init(_ name: String, stack: Stack, settings: FunctionSettings, plan: RolloutPlan, location: SourceLocation) {
        self.name = name
        self.stack = stack
        self.settings = settings
        self.location = location
        logicalID = LogicalID.of(name)
        physicalName = stack.physicalName(name, limit: 64)
        asksForLatestURL = plan.latestURL
        switch plan.kind {
        case .none:
            alias = nil
            isDeferred = false
        case .deferred:
            alias = plan.alias
            isDeferred = true
        case .settings(let settings):
            alias = plan.alias
            isDeferred = false
            configure(settings, at: location)
        }
    }

    /// Says how new versions of a function go out whose rollout was deferred. Hooks that are linked to the function can be made before it.
    /// - Parameters:
    ///   - shift: How the traffic goes over.
    ///   - alarms: What stops the rollout.
    ///   - beforeTraffic: Called before the first shift.
    ///   - afterTraffic: Called after the last shift.
    ///   - onConflict: What a deploy does that finds the one before still running.
    ///   - wait: Whether a deploy waits for the end.
    ///   - notifications: Messages to topics.
    ///   - rollbackEvents: What makes CodeDeploy roll back.
    public func addRollout(
        _ shift: TrafficShift, alarms: [RolloutAlarm] = [], beforeTraffic: (any TrafficHook)? = nil, afterTraffic: (any TrafficHook)? = nil,
        onConflict: ConflictPolicy = .cancel, wait: Wait = .automatic, notifications: [Notification] = [],
        rollbackEvents: [RollbackEvent] = RollbackEvent.allCases, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        let location = SourceLocation(filePath, line)
        guard alias != nil else {
            stack.report(
                "Cannot call \"addRollout\" on the \"\(name)\" function without passing \"rollout\" to the constructor first.", at: location
            )
            return
        }
        guard rollout == nil else {
            stack.report("Rollout has already been configured for the \"\(name)\" function.", at: location)
            return
        }
        configure(
            RolloutSettings(
                shift: shift, alarms: alarms, beforeTraffic: beforeTraffic, afterTraffic: afterTraffic, onConflict: onConflict, wait: wait,
                notifications: notifications, rollbackEvents: rollbackEvents), at: location)
    }

    private func configure(_ settings: RolloutSettings, at location: SourceLocation) {
        rollout = Rollout(
            settings, before: hook(settings.beforeTraffic, "BeforeTraffic", at: location),
            after: hook(settings.afterTraffic, "AfterTraffic", at: location), location: location)
    }

    private func hook(_ hook: (any TrafficHook)?, _ phase: String, at location: SourceLocation) -> Rollout.Hook? {
        switch hook?.trafficHook.kind {
        case nil: return nil
        case .function(let function)?: return .function(function)
        case .arn(let arn)?: return .arn(arn)
        case .code(let code)?:
            let settings = FunctionSettings(
                code: code.code, memory: code.memory, timeout: code.timeout, architecture: settings.architecture,
                environment: code.environment, links: [self] + code.links, permissions: code.permissions, vpc: settings.vpc,
                logs: settings.logs, group: group)
            return .function(stack.add(Function(name + phase, stack: stack, settings: settings, plan: false, location: location)))
        }
    }

    /// What ``addRollout(_:alarms:beforeTraffic:afterTraffic:onConflict:wait:notifications:rollbackEvents:filePath:line:)`` and rollouts take as a hook.
    public var trafficHook: TrafficHookTarget { TrafficHookTarget(kind: .function(self)) }

    /// Changes the function's resources as they are about to stand in the template: the function itself, its role, log group, versions, aliases,
    /// alarms, deployment group.
    /// - Parameter type: Only resources of this type, as `AWS::Lambda::Function`; all of the function's without it.
    public func transform(_ type: String? = nil, _ change: @escaping (inout TemplateResource) -> Void) {
        stack.transforms.append(Transform(owner: logicalID, type: type, change: change))
    }

    // MARK: What others refer to

    /// Its address: the live alias' where there is a rollout.
    public var url: TemplateValue {
        if settings.url.access == .none {
            stack.report("the function \"\(name)\" has no URL. Pass \"url: true\" where it is declared", at: location)
        }
        return .getAtt(logicalID + "Url", "FunctionUrl")
    }

    /// The address of the newest version.
    public var latestURL: TemplateValue {
        if alias == nil {
            stack.report("\"latestUrl\" is only available when rollout is configured. Use \"url\" instead.", at: location)
        } else if !hasLatestURL {
            stack.report("Latest function URL is not enabled. Set \"latestUrl\" in the rollout config.", at: location)
        }
        return .getAtt(logicalID + "LatestUrl", "FunctionUrl")
    }

    /// What events are to call: the live alias' ARN, the function's where there is no rollout.
    public var targetARN: TemplateValue { target(.live).arn }
    /// The ARN of the alias of the newest version, the function's where there is no rollout.
    public var latestTargetARN: TemplateValue { target(.latest).arn }
    /// The live alias, `$LATEST` where there is no rollout.
    public var qualifier: TemplateValue { .string(target(.live).qualifier) }
    /// The alias of the newest version, `$LATEST` where there is no rollout.
    public var latestQualifier: TemplateValue { .string(target(.latest).qualifier) }
    /// Its name on AWS.
    public var functionName: String { physicalName }
    /// Its role's ARN.
    public var roleARN: TemplateValue { .getAtt(logicalID + "Role", "Arn") }

    // MARK: For the rendering

    var timeout: Duration { settings.timeout }
    var hasURL: Bool { settings.url.access != .none }

    /// The nested stack that it is in, if there are any: the one that was asked for, or one of thirty-two that its name decides.
    var group: String { settings.group ?? "Functions" + SHA256.twoDigits(of: name, below: 32) }

    /// The alias that follows each published version.
    static let latestAlias = "latest"

    var hasLatestURL: Bool {
        alias != nil && hasURL && (asksForLatestURL ?? (rollout?.before != nil))
    }

    /// Whether ``latestURL`` was asked for in so many words.
    var insistsOnLatestURL: Bool { asksForLatestURL == true }

    /// An ARN in text, which depends on nothing in the template.
    func textARN(_ qualifier: String? = nil) -> TemplateValue {
        .arn("lambda", "function:\(physicalName)" + (qualifier.map { ":\($0)" } ?? ""))
    }

    func target(_ version: TargetVersion) -> Target {
        guard let alias else {
            return Target(arn: .getAtt(logicalID, "Arn"), qualifier: "$LATEST", aliasID: nil, textARN: textARN())
        }
        let (id, qualifier) = version == .live ? (logicalID + "Live", alias) : (logicalID + "Latest", Self.latestAlias)
        return Target(arn: .ref(id), qualifier: qualifier, aliasID: id, textARN: textARN(qualifier))
    }

    /// What is called: an alias, or the function where there is none.
    struct Target {
        let arn: TemplateValue
        let qualifier: String
        let aliasID: String?
        let textARN: TemplateValue
    }

    /// The functions that are linked find its name and its addresses, and may invoke it.
    public var link: Link {
        var values: TemplateObject = ["name": .string(physicalName)]
        if hasURL { values["url"] = url }
        if alias != nil {
            values["qualifier"] = qualifier
            if hasLatestURL { values["latestUrl"] = latestURL }
            values["latestQualifier"] = latestQualifier
        }
        let arns = alias == nil ? [textARN()] : [target(.live).textARN, target(.latest).textARN]
        let actions = ["lambda:InvokeFunction"] + (settings.url.access == .iam ? ["lambda:InvokeFunctionUrl"] : [])
        return Link(name, type: "sst.aws.Function", values: values, statements: [.allow(actions, on: arns)])
    }
}
