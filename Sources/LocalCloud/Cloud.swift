internal import Foundation
internal import LambdaPackage
public import SigV4

/// Lambda and CodeDeploy on this machine, for the length of a closure: when that is over, every process has ended and every port is closed.
///
/// ```swift
/// try await Cloud.run { cloud in
///     let hook = cloud.function(FunctionConfiguration(name: "BeforeTraffic", executable: path))
///     let execution = CodeDeploy.HookExecution()
///     try cloud.codeDeploy.start(CodeDeploy.TrialDeployment(hook: "BeforeTraffic"), for: execution)
///     let invocation = try await hook.invoke(execution.event)
///     print(invocation.duration, cloud.codeDeploy.verdict(of: execution))
/// }
/// ```
///
/// It listens on 127.0.0.1 only, on ports that were free, and answers only requests that name this machine as their host.
public final class Cloud: Sendable {
    /// The region that it plays.
    public static let region = "us-east-1"
    /// The account that it plays.
    public static let account = "123456789012"

    /// Where its AWS API is: `http://127.0.0.1:<port>`, for `AWS_ENDPOINT_URL`.
    public let endpoint: String
    /// The account's credentials, the same from run to run where what is made is kept. Functions without a role get them too.
    public let credentials: Credentials
    /// CodeDeploy.
    public let codeDeploy: CodeDeploy

    /// The time that goes by in it.
    package let time: CloudClock
    let clock: any Clock<Duration>
    let log: @Sendable (LogLine) -> Void
    /// For what processes leave behind; goes away with the cloud where that keeps nothing.
    let folder: URL
    let servers: TaskScope
    let processes: TaskScope

    private init(
        port: Int, folder: URL, credentials: Credentials, codeDeploy: CodeDeploy, time: CloudClock, clock: any Clock<Duration>,
        log: @escaping @Sendable (LogLine) -> Void,
        servers: TaskScope, processes: TaskScope
    ) {
        endpoint = "http://127.0.0.1:\(port)"
        self.credentials = credentials
        self.codeDeploy = codeDeploy
        self.time = time
        self.clock = clock
        self.log = log
        self.folder = folder
        self.servers = servers
        self.processes = processes
    }

    /// Runs a cloud for the length of the closure.
    ///
    /// - Parameters:
    ///   - configuration: Its port, its speed, and where it keeps things.
    ///   - clock: What the timeouts of functions are measured by.
    ///   - log: Is called with each line of each function's log as it arrives, by several tasks at a time.
    /// - Throws: What the closure throws, why no port could be opened, or why the folder of its data can't be used.
    public static func run<Result>(
        _ configuration: CloudConfiguration = CloudConfiguration(), clock: any Clock<Duration> = ContinuousClock(),
        log: @escaping @Sendable (LogLine) -> Void = { _ in }, _ body: (Cloud) async throws -> Result
    ) async throws -> Result {
        let storage = try Storage(folder: configuration.data.map { URL(filePath: $0).absoluteURL })
        defer { storage.close() }
        let gateway = Gateway()
        return try await LoopbackServer.run(port: configuration.port, isLight: true, gateway.respond) { port in
            try await TaskScope.run { servers in
                // The processes end first, and their servers when nobody is left to ask them.
                try await TaskScope.run { processes in
                    let time = CloudClock(speed: configuration.speed)
                    let context = try CloudContext(
                        clock: time, storage: storage, tasks: processes, endpoint: "http://127.0.0.1:\(port)", log: log)
                    let services = try Services(context)
                    _ = processes.start { await storage.keepTrying { context.log($0, from: "storage") } }
                    // Time never goes back: rows of the last run may be of a date that jumps have led to.
                    time.goOn(from: storage.latestDate)
                    gateway.open(context)
                    await services.start()
                    return try await body(
                        Cloud(
                            port: port, folder: storage.folder, credentials: context.credentials.ofAccount(),
                            codeDeploy: services.codeDeploy, time: time,
                            clock: clock,
                            log: log, servers: servers, processes: processes))
                }
            }
        }
    }

    /// Unpacks a function's zip as Lambda does, for a function that runs from there.
    ///
    /// - Parameter folder: A folder to make.
    /// - Throws: Why it is no zip that Lambda would take, or why it can't be unpacked.
    public static func unpack(_ zip: [UInt8], into folder: String) throws {
        try CodeStore.write(try ZipReader.entries(of: zip), to: URL(filePath: folder))
    }

    /// A version of a function. Its process starts with its first event.
    public func function(_ configuration: FunctionConfiguration) -> Function {
        Function(configuration, in: self)
    }
}
