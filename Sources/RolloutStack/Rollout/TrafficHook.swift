/// What CodeDeploy calls before or after it shifts the traffic: `.product("BeforeTraffic")`, a ``Function`` of the stack, or `.arn("…")`.
public protocol TrafficHook {
    /// What is called.
    var trafficHook: TrafficHookTarget { get }
}

extension TrafficHook where Self == TrafficHookTarget {
    /// An executable product of this package, which becomes a function of its own, linked to the function that it guards.
    /// - Parameters:
    ///   - timeout: What the hook may take, at most 15 minutes. Set it well above what it needs.
    ///   - links: Further links.
    public static func product(
        _ name: String, memory: MemorySize = .mebibytes(256), timeout: Duration = .minutes(5), environment: TemplateObject = [:],
        links: [any Linkable] = [], permissions: [Statement] = []
    ) -> TrafficHookTarget {
        .code(.product(name), memory: memory, timeout: timeout, environment: environment, links: links, permissions: permissions)
    }

    /// Other code, which becomes a function of its own, linked to the function that it guards.
    public static func code(
        _ code: FunctionCode, memory: MemorySize = .mebibytes(256), timeout: Duration = .minutes(5), environment: TemplateObject = [:],
        links: [any Linkable] = [], permissions: [Statement] = []
    ) -> TrafficHookTarget {
        TrafficHookTarget(
            kind: .code(
                .init(
                    code: code, memory: memory, timeout: timeout, environment: environment, links: links, permissions: permissions)))
    }

    /// A function that exists. Its role has to be allowed to report to this rollout's deployment group.
    public static func arn(_ arn: String) -> TrafficHookTarget { TrafficHookTarget(kind: .arn(arn)) }
}
