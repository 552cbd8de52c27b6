/// What `Stack.function` was given, beyond the rollout.
struct FunctionSettings {
    var code: FunctionCode
    var handler: String?
    var runtime = "provided.al2023"
    var memory = MemorySize.mebibytes(256)
    var timeout = Duration.seconds(20)
    var architecture = Architecture.x86_64
    var environment: TemplateObject = [:]
    var links: [any Linkable] = []
    var permissions: [Statement] = []
    var url: FunctionURL = false
    var vpc: VPC?
    var layers: [TemplateValue] = []
    var logs = LogRetention.days(30)
    var reservedConcurrency: Int?
    var provisionedConcurrency: Int?
    var deadLetters: Destination?
    var asynchronous: AsynchronousInvocation?
    var tags: TemplateObject = [:]
    var group: String?
}
