extension Stack {
    /// Calls a function on a schedule.
    /// - Parameters:
    ///   - expression: When.
    ///   - input: What the function gets; EventBridge's own event unless given.
    public func schedule(
        _ name: String, _ expression: ScheduleExpression, to function: Function, input: TemplateValue? = nil,
        version: TargetVersion = .live,
        filePath: StaticString = #filePath, line: UInt = #line
    ) {
        let location = SourceLocation(filePath, line)
        if let problem = expression.problem { report("the schedule \"\(name)\": \(problem)", at: location) }
        addRule(
            name, ["ScheduleExpression": .string(expression.text)], to: function, input: input, version: version, at: location)
    }

    /// Calls a function for events of EventBridge.
    /// - Parameters:
    ///   - pattern: Which events: `["source": ["aws.codedeploy"]]`.
    ///   - bus: The name of the bus; the default one unless given.
    public func rule(
        _ name: String, pattern: TemplateObject, bus: TemplateValue? = nil, to function: Function, version: TargetVersion = .live,
        filePath: StaticString = #filePath, line: UInt = #line
    ) {
        var properties: TemplateObject = ["EventPattern": .object(pattern)]
        properties["EventBusName"] = bus
        let location = SourceLocation(filePath, line)
        if pattern.isEmpty { report("the rule \"\(name)\" has an empty pattern, which EventBridge refuses", at: location) }
        addRule(name, properties, to: function, input: nil, version: version, at: location)
    }

    private func addRule(
        _ name: String, _ properties: TemplateObject, to function: Function, input: TemplateValue?, version: TargetVersion,
        at location: SourceLocation
    ) {
        declare { renderer in
            let id = LogicalID.of(name)
            let target = function.target(version)
            var entry: TemplateObject = ["Id": .string(String(function.physicalName.prefix(64))), "Arn": target.arn]
            entry["Input"] = input.map { .string($0.json) }
            var properties = properties
            properties["Targets"] = [.object(entry)]
            renderer.add(TemplateResource(id, type: "AWS::Events::Rule", properties: properties), owner: id, at: location)
            renderer.permit(
                id + "Permission", service: "events.amazonaws.com", source: .getAtt(id, "Arn"), target: target, owner: id, at: location)
        }
    }

    /// An HTTP API of API Gateway, with its own address.
    /// - Parameter cors: Which pages in browsers may call it.
    public func httpAPI(_ name: String, cors: CORS? = nil, filePath: StaticString = #filePath, line: UInt = #line) -> HTTPAPI {
        let api = HTTPAPI(name, stack: self, cors: cors, location: SourceLocation(filePath, line))
        declare { api.render($0) }
        return api
    }

    /// A REST API of API Gateway, with its own address and one stage, which is named as the stack's.
    public func restAPI(_ name: String, filePath: StaticString = #filePath, line: UInt = #line) -> RESTAPI {
        let api = RESTAPI(name, stack: self, location: SourceLocation(filePath, line))
        declare { api.render($0) }
        return api
    }

    /// CloudFront in front of functions, by host and path. It signs its requests, so that no request gets past it.
    /// - Parameter certificate: The ARN of a certificate in us-east-1 for the hosts that its routes name.
    public func router(
        _ name: String, certificate: TemplateValue? = nil, filePath: StaticString = #filePath, line: UInt = #line
    ) -> Router {
        let router = Router(name, stack: self, certificate: certificate, location: SourceLocation(filePath, line))
        declare { router.render($0) }
        return router
    }

    /// A rule of a load balancer's listener that leads to a function.
    /// - Parameters:
    ///   - listener: The listener's ARN.
    ///   - priority: 1 to 50,000; the smallest comes first.
    ///   - hosts: As `api.shop.example`, with `*` and `?`.
    ///   - paths: As `/orders/*`.
    public func listenerRule(
        _ name: String, listener: TemplateValue, priority: Int, hosts: [String] = [], paths: [String] = [], to function: Function,
        version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        let rule = ListenerRule(
            name: name, listener: listener, priority: priority, hosts: hosts, paths: paths, function: function, version: version,
            location: SourceLocation(filePath, line))
        declare { rule.render($0, self) }
    }

    /// A user pool of Cognito.
    /// - Parameter removal: What becomes of the users when the pool leaves the stack.
    public func userPool(
        _ name: String, removal: Removal = .retain, filePath: StaticString = #filePath, line: UInt = #line
    ) -> UserPool {
        let pool = UserPool(name, stack: self, removal: removal, location: SourceLocation(filePath, line))
        declare { pool.render($0) }
        return pool
    }
}
