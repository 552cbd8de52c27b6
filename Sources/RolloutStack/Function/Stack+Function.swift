extension Stack {
    /// A Lambda function, with a role and a log group of its own.
    /// - Parameters:
    ///   - name: Its name in the stack; on AWS it is `<stack>-<stage>-<name>`.
    ///   - code: What it runs.
    ///   - handler: What Lambda calls; the product's name or `bootstrap` unless given.
    ///   - runtime: As Lambda names it.
    ///   - memory: 128 to 10,240 MB.
    ///   - timeout: Whole seconds, at most 15 minutes.
    ///   - architecture: What the code is built for.
    ///   - environment: Variables. Links have their own.
    ///   - links: What the code finds by `LinkedResources` and the role may use.
    ///   - permissions: What else the role may do.
    ///   - url: A Function URL.
    ///   - vpc: Where it has network interfaces.
    ///   - layers: ARNs of versions of layers, at most 5.
    ///   - logs: How long its logs are kept.
    ///   - reservedConcurrency: So many instances at once, and no more.
    ///   - provisionedConcurrency: So many instances of the live version that are always ready.
    ///   - deadLetters: Where events go that it has failed on.
    ///   - asynchronous: What Lambda does with asynchronous events.
    ///   - tags: On the function.
    ///   - group: The nested stack that the function is in; its name decides unless given.
    ///   - rollout: How new versions go out; without it they are live as soon as they are deployed.
    @discardableResult
    public func function(
        _ name: String, code: FunctionCode, handler: String? = nil, runtime: String = "provided.al2023",
        memory: MemorySize = .mebibytes(256),
        timeout: Duration = .seconds(20), architecture: Architecture = .x86_64, environment: TemplateObject = [:],
        links: [any Linkable] = [], permissions: [Statement] = [], url: FunctionURL = false, vpc: VPC? = nil, layers: [TemplateValue] = [],
        logs: LogRetention = .days(30), reservedConcurrency: Int? = nil, provisionedConcurrency: Int? = nil,
        deadLetters: Destination? = nil, asynchronous: AsynchronousInvocation? = nil, tags: TemplateObject = [:], group: String? = nil,
        rollout: RolloutPlan = false, filePath: StaticString = #filePath, line: UInt = #line
    ) -> Function {
        let settings = FunctionSettings(
            code: code, handler: handler, runtime: runtime, memory: memory, timeout: timeout, architecture: architecture,
            environment: environment, links: links, permissions: permissions, url: url, vpc: vpc, layers: layers, logs: logs,
            reservedConcurrency: reservedConcurrency, provisionedConcurrency: provisionedConcurrency, deadLetters: deadLetters,
            asynchronous: asynchronous, tags: tags, group: group)
        return add(Function(name, stack: self, settings: settings, plan: rollout, location: SourceLocation(filePath, line)))
    }

    func add(_ function: Function) -> Function {
        functions.append(function)
        declare { FunctionRenderer(function, $0).render() }
        return function
    }
}
