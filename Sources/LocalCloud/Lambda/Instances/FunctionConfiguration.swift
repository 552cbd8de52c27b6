/// A version of a Lambda function that runs here: its code, and what Lambda would be told about it.
public struct FunctionConfiguration: Sendable {
    /// The name of the function.
    public var name: String
    /// The version, a published number or `$LATEST`: `AWS_LAMBDA_FUNCTION_VERSION` in its environment.
    public var version: String
    /// The absolute path of its executable, which speaks the
    /// [Runtime API](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
    public var executable: String
    /// The folder of its code: `LAMBDA_TASK_ROOT`, and where the process starts.
    public var taskRoot: String
    /// What Lambda calls the handler: `_HANDLER`.
    public var handler: String
    /// Variables of its own. They win over those that the local cloud sets.
    public var environment: [String: String]
    /// How long one event may take.
    public var timeout: Duration
    /// How long it may take from the start of the process until it asks for its first event.
    public var initializationTimeout: Duration
    /// Memory in MB: only told to the process, not enforced.
    public var memory: Int

    /// A function with Lambda's defaults: 3 seconds for an event, 10 seconds to start, 128 MB.
    ///
    /// - Parameter taskRoot: `nil` for the folder of the executable.
    public init(
        name: String, version: String = "$LATEST", executable: String, taskRoot: String? = nil, handler: String = "bootstrap",
        environment: [String: String] = [:], timeout: Duration = .seconds(3), initializationTimeout: Duration = .seconds(10),
        memory: Int = 128
    ) {
        self.name = name
        self.version = version
        self.executable = executable
        self.taskRoot = taskRoot ?? executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? "."
        self.handler = handler
        self.environment = environment
        self.timeout = timeout
        self.initializationTimeout = initializationTimeout
        self.memory = memory
    }

    /// The ARN of its role, whose credentials it gets; `nil` for those of the cloud.
    var role: String?

    /// As the function is named in Lambda's API: `$LATEST` goes without a qualifier.
    var arn: String {
        let function = "arn:aws:lambda:\(Cloud.region):\(Cloud.account):function:\(name)"
        return version == "$LATEST" ? function : "\(function):\(version)"
    }
}
