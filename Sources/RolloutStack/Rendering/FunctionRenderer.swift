/// Makes the resources of one function.
struct FunctionRenderer {
    let function: Function
    let renderer: Renderer

    var id: String { function.logicalID }
    var settings: FunctionSettings { function.settings }
    var stack: Stack { function.stack }

    init(_ function: Function, _ renderer: Renderer) {
        self.function = function
        self.renderer = renderer
    }

    func render() {
        check()
        addLogs()
        addFunction()
        if let alias = function.alias {
            if let rollout = function.rollout {
                addVersions(alias: alias, rollout: rollout)
                addRollout(alias: alias, rollout: rollout)
            } else {
                report(
                    "the rollout of \"\(function.name)\" was deferred and never configured: nothing would move its live alias. Call addRollout, or give the rollout where the function is declared"
                )
            }
        }
        addURLs()
        addAsynchronousInvocation()
    }

    func report(_ message: String) { renderer.report(message, at: function.location) }

    func add(_ resource: TemplateResource) { renderer.add(resource, owner: id, at: function.location) }

    // MARK: The function

    private func addLogs() {
        var properties: TemplateObject = ["LogGroupName": .string(logGroup)]
        properties["RetentionInDays"] = settings.logs.days.map { .int($0) }
        add(
            TemplateResource(
                id + "Logs", type: "AWS::Logs::LogGroup", properties: properties, deletionPolicy: "Delete", updateReplacePolicy: "Delete"))
    }

    private var logGroup: String { "/aws/lambda/\(function.physicalName)" }

    private func addFunction() {
        let environment = FunctionEnvironment(function, report: report)
        let code = renderer.code(of: function, links: environment.fileLinks)
        var properties: TemplateObject = [
            "FunctionName": .string(function.physicalName),
            "Runtime": .string(settings.runtime),
            "Handler": .string(handler),
            "Architectures": [.string(settings.architecture.rawValue)],
            "MemorySize": .int(settings.memory.mebibytes),
            "Timeout": .int(settings.timeout.wholeSeconds ?? 0),
            "Role": .getAtt(id + "Role", "Arn"),
            "Code": code,
            "LoggingConfig": ["LogGroup": .string(logGroup)],
        ]
        if !environment.variables.isEmpty { properties["Environment"] = ["Variables": .object(environment.variables.sorted)] }
        if let vpc = settings.vpc { properties["VpcConfig"] = ["SubnetIds": vpc.subnets, "SecurityGroupIds": vpc.securityGroups] }
        if !settings.layers.isEmpty { properties["Layers"] = .array(settings.layers) }
        properties["ReservedConcurrentExecutions"] = settings.reservedConcurrency.map { .int($0) }
        properties["DeadLetterConfig"] = settings.deadLetters.map { ["TargetArn": $0.arn] }
        if !settings.tags.isEmpty {
            properties["Tags"] = .array(settings.tags.sorted.elements.map { ["Key": .string($0.key), "Value": $0.value] })
        }
        add(
            TemplateResource(id, type: "AWS::Lambda::Function", properties: properties, dependsOn: [id + "Logs"]))
        addRole(links: environment.links)
    }

    private var handler: String {
        if let handler = settings.handler { return handler }
        if case .product(let product) = settings.code.kind { return product }
        return "bootstrap"
    }

    private func addRole(links: [Link]) {
        var statements = settings.permissions + links.flatMap(\.statements) + function.sourceStatements
        statements.append(
            .allow("logs:CreateLogStream", "logs:PutLogEvents", on: .arn("logs", "log-group:\(logGroup):*")))
        if settings.vpc != nil {
            // EC2 knows no resource for these that a role could be held to; see AWSLambdaVPCAccessExecutionRole.
            statements.append(
                .allow(
                    "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
                    "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses", on: "*"))
        }
        for destination in [settings.deadLetters, settings.asynchronous?.onSuccess, settings.asynchronous?.onFailure] {
            if let statement = destination?.statement { statements.append(statement) }
        }
        let groups = renderer.groups(calling: function)
        if !groups.isEmpty {
            let application = stack.applicationName
            statements.append(
                .allow(
                    [
                        "codedeploy:GetDeployment", "codedeploy:GetDeploymentTarget", "codedeploy:ListDeploymentTargets",
                        "codedeploy:PutLifecycleEventHookExecutionStatus",
                    ], on: groups.map { .arn("codedeploy", "deploymentgroup:\(application)/\($0)") }))
            statements.append(
                .allow("codedeploy:GetApplicationRevision", on: .arn("codedeploy", "application:\(application)")))
        }
        add(.role(id + "Role", service: "lambda.amazonaws.com", statements: statements))
    }

    // MARK: Addresses

    private func addURLs() {
        guard function.hasURL else {
            if function.insistsOnLatestURL { report("\"\(function.name)\" is to have a latest URL, but no URL: pass \"url: true\"") }
            return
        }
        addURL(id + "Url", to: function.target(.live), permission: id)
        if function.hasLatestURL { addURL(id + "LatestUrl", to: function.target(.latest), permission: id + "Latest") }
    }

    private func addURL(_ urlID: String, to target: Function.Target, permission: String) {
        var properties: TemplateObject = [
            "TargetFunctionArn": .getAtt(id, "Arn"),
            "AuthType": settings.url.access == .everyone ? "NONE" : "AWS_IAM",
            "InvokeMode": settings.url.streaming ? "RESPONSE_STREAM" : "BUFFERED",
        ]
        if target.aliasID != nil { properties["Qualifier"] = .string(target.qualifier) }
        if let cors = settings.url.cors { properties["Cors"] = cors.value { report("the URL of \"\(function.name)\": \($0)") } }
        add(
            TemplateResource(
                urlID, type: "AWS::Lambda::Url", properties: properties, dependsOn: target.aliasID.map { [$0] } ?? []))
        guard settings.url.access == .everyone else { return }
        // Lambda asks for both since October 2025: the address, and the invocation that comes through it.
        add(
            TemplateResource(
                permission + "Public", type: "AWS::Lambda::Permission",
                properties: [
                    "FunctionName": target.arn, "Action": "lambda:InvokeFunctionUrl", "Principal": "*", "FunctionUrlAuthType": "NONE",
                ]))
        add(
            TemplateResource(
                permission + "PublicInvoke", type: "AWS::Lambda::Permission",
                properties: [
                    "FunctionName": target.arn, "Action": "lambda:InvokeFunction", "Principal": "*", "InvokedViaFunctionUrl": true,
                ]))
    }

    // MARK: Asynchronous invocation

    private func addAsynchronousInvocation() {
        let isHook = !renderer.groups(calling: function).isEmpty
        // CodeDeploy knows a hook by its name, which means the version that was deployed last. It must not run twice for one event.
        if isHook { addConfiguration(id + "HookAsync", qualifier: "$LATEST", aliasID: nil, retries: 0) }
        guard settings.asynchronous != nil, !(isHook && function.alias == nil) else { return }
        let target = function.target(.live)
        addConfiguration(id + "Async", qualifier: target.qualifier, aliasID: target.aliasID, retries: nil)
        if function.alias != nil {
            addConfiguration(id + "LatestAsync", qualifier: Function.latestAlias, aliasID: id + "Latest", retries: nil)
        }
    }

    private func addConfiguration(_ configurationID: String, qualifier: String, aliasID: String?, retries: Int?) {
        var properties: TemplateObject = ["FunctionName": .ref(id), "Qualifier": .string(qualifier)]
        let asynchronous = settings.asynchronous
        properties["MaximumRetryAttempts"] = (retries ?? asynchronous?.maximumRetries).map { .int($0) }
        properties["MaximumEventAgeInSeconds"] = asynchronous?.maximumAge.flatMap(\.wholeSeconds).map { .int($0) }
        var destinations = TemplateObject()
        destinations["OnSuccess"] = asynchronous?.onSuccess.map { ["Destination": $0.arn] }
        destinations["OnFailure"] = asynchronous?.onFailure.map { ["Destination": $0.arn] }
        if !destinations.isEmpty { properties["DestinationConfig"] = .object(destinations) }
        add(
            TemplateResource(
                configurationID, type: "AWS::Lambda::EventInvokeConfig", properties: properties, dependsOn: aliasID.map { [$0] } ?? []))
    }
}
