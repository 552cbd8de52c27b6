public import JSONValue
public import Logging
import Surroundings

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What Lambda says about one invocation, and about the function it invokes.
///
/// The fields follow the [Runtime API's headers](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next) and
/// [Lambda's environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime).
public struct LambdaContext: Sendable {
    private let invocation: Invocation
    private var settings: RuntimeSettings { invocation.settings }

    init(_ invocation: Invocation) { self.invocation = invocation }

    /// A context made by hand, for tests of handlers.
    ///
    /// - Parameters:
    ///   - requestID: The id of the invocation.
    ///   - timeout: How long from now on the invocation may take.
    ///   - environment: The variables that Lambda would set, such as `AWS_LAMBDA_FUNCTION_NAME`.
    ///   - invokedFunctionARN: The ARN that was invoked.
    ///   - traceID: The X-Ray tracing header.
    ///   - tenantID: The tenant, in functions with tenant isolation.
    ///   - clientContext: The client's own data.
    ///   - cognitoIdentity: Who the Amazon Cognito identity is.
    ///   - log: Takes each line of ``logger``, with its line break; standard error unless given.
    public init(
        requestID: String, timeout: Duration = .seconds(3), environment: [String: String] = [:], invokedFunctionARN: String = "",
        traceID: String? = nil, tenantID: String? = nil, clientContext: JSON? = nil, cognitoIdentity: JSON? = nil,
        log: (@Sendable (String) -> Void)? = nil
    ) {
        var headers = ["Lambda-Runtime-Invoked-Function-Arn": invokedFunctionARN]
        headers["Lambda-Runtime-Trace-Id"] = traceID
        headers["Lambda-Runtime-Aws-Tenant-Id"] = tenantID
        headers["Lambda-Runtime-Client-Context"] = clientContext.map { "\($0)" }
        headers["Lambda-Runtime-Cognito-Identity"] = cognitoIdentity.map { "\($0)" }
        let (seconds, attoseconds) = timeout.components
        let milliseconds = Int(clamping: seconds).multipliedReportingOverflow(by: 1000).partialValue
        invocation = Invocation(
            requestID: requestID, deadline: Self.now &+ milliseconds &+ Int(attoseconds / 1_000_000_000_000_000), event: [],
            header: { [headers] in headers["\($0)"] },
            settings: RuntimeSettings(api: "", environment: Environment(environment), writeLog: log ?? StandardError.write))
    }

    /// The id of this invocation, the same that Lambda writes to the log.
    public var requestID: String { invocation.requestID }

    /// When Lambda ends the invocation, in milliseconds since 1970-01-01T00:00:00Z.
    public var deadline: Int { invocation.deadline }

    /// How long the invocation may still take, to the millisecond; zero when the time is over.
    public var remainingTime: Duration { .milliseconds(max(0, deadline &- Self.now)) }

    /// The ARN that was invoked, with the version or alias where the caller named one.
    public var invokedFunctionARN: String { invocation.header("Lambda-Runtime-Invoked-Function-Arn") ?? "" }

    /// The [X-Ray tracing header](https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).
    public var traceID: String? { invocation.traceID }

    /// The client's own data, from AWS Mobile SDKs; `nil` when there is none or it isn't JSON.
    public var clientContext: JSON? { invocation.json("Lambda-Runtime-Client-Context") }

    /// Who the Amazon Cognito identity is, from AWS Mobile SDKs; `nil` when there is none or it isn't JSON.
    public var cognitoIdentity: JSON? { invocation.json("Lambda-Runtime-Cognito-Identity") }

    /// The tenant, in functions with [tenant isolation](https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html).
    public var tenantID: String? { invocation.header("Lambda-Runtime-Aws-Tenant-Id") }

    /// The function's name.
    public var functionName: String { settings.environment["AWS_LAMBDA_FUNCTION_NAME"] ?? "" }

    /// The function's version: a number, or `$LATEST`.
    public var functionVersion: String { settings.environment["AWS_LAMBDA_FUNCTION_VERSION"] ?? "" }

    /// The function's memory in MB; `nil` outside Lambda.
    public var memoryLimit: Int? { settings.environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"].flatMap { Int($0) } }

    /// The CloudWatch log group.
    public var logGroup: String { settings.environment["AWS_LAMBDA_LOG_GROUP_NAME"] ?? "" }

    /// The CloudWatch log stream of this instance.
    public var logStream: String { settings.environment["AWS_LAMBDA_LOG_STREAM_NAME"] ?? "" }

    /// A logger whose lines carry the request id, in the format and at the level that the function is configured for.
    public var logger: Logger {
        Logger(label: "Lambda") { _ in LambdaLogHandler(settings: settings.logging, requestID: requestID, output: settings.writeLog) }
    }

    /// The time in which deadlines count: milliseconds since 1970.
    package static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int(time.tv_sec) &* 1000 &+ Int(time.tv_nsec) / 1_000_000
    }
}
