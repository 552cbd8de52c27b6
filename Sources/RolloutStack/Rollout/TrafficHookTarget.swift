/// What a ``TrafficHook`` stands for.
public struct TrafficHookTarget: TrafficHook {
    /// A function that the rollout makes.
    struct Code {
        let code: FunctionCode
        let memory: MemorySize
        let timeout: Duration
        let environment: TemplateObject
        let links: [any Linkable]
        let permissions: [Statement]
    }

    enum Kind {
        case function(Function)
        case code(Code)
        case arn(String)
    }

    let kind: Kind

    /// The target itself.
    public var trafficHook: TrafficHookTarget { self }
}
