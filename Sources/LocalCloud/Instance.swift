internal import Foundation
internal import Processes
internal import SigV4

/// One process of a function, with a Runtime API on a port of its own, so that no process can answer for another.
final class Instance: Sendable {
    /// How much of its log is kept, in bytes.
    static let logLimit = 16 * 1024 * 1024

    let api: RuntimeAPI

    private let configuration: FunctionConfiguration
    private let cloud: Cloud
    private let log: @Sendable (String) -> Void
    private let process = ProcessGroup()
    private let ended = Gate()

    init(_ configuration: FunctionConfiguration, _ cloud: Cloud, log: @escaping @Sendable (String) -> Void) {
        self.configuration = configuration
        self.cloud = cloud
        self.log = log
        api = RuntimeAPI(configuration, clock: cloud.clock) { [process] in process.kill() }
    }

    var hasEnded: Bool { api.hasEnded }

    /// Starts the process and waits until it has ended.
    func run() async {
        do {
            try await LoopbackServer.run(api.respond) { port in
                await runProcess(environment: environment(runtimeAPIPort: port))
            }
        } catch {
            api.processDidNotStart("no port could be opened for its Runtime API: \(error)")
        }
        ended.open()
    }

    /// Ends the process and waits until it is gone.
    func stop() async {
        process.kill()
        await ended.wait()
    }

    private func runProcess(environment: [String: String]) async {
        var lines = LineSplitter(limit: Self.logLimit)
        api.processStarts()
        do {
            let ending = try await process.run(
                configuration.executable, environment: environment, workingDirectory: configuration.taskRoot
            ) { lines.append($0, log) }
            lines.finish(log)
            api.processEnded(ending)
        } catch is CancellationError {
            api.processEnded(.signaled(SIGKILL))
        } catch {
            api.processDidNotStart("\(configuration.executable) could not be started: \(error)")
        }
    }

    /// What Lambda sets for a custom runtime.
    /// See [Defined runtime environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
    private func environment(runtimeAPIPort port: Int) -> [String: String] {
        let day = Date().formatted(.iso8601.year().month().day().dateSeparator(.dash)).replacing("-", with: "/")
        let platform = [
            "AWS_ACCESS_KEY_ID": cloud.credentials.accessKeyID,
            "AWS_DEFAULT_REGION": Cloud.region,
            "AWS_ENDPOINT_URL": cloud.endpoint,
            "AWS_ENDPOINT_URL_CODEDEPLOY": cloud.endpoint,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(configuration.memory),
            "AWS_LAMBDA_FUNCTION_NAME": configuration.name,
            "AWS_LAMBDA_FUNCTION_VERSION": configuration.version,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(configuration.name)",
            "AWS_LAMBDA_LOG_STREAM_NAME": "\(day)/[\(configuration.version)]\(Random.hexadecimal(32))",
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:\(port)",
            "AWS_REGION": Cloud.region,
            "AWS_SECRET_ACCESS_KEY": cloud.credentials.secretAccessKey,
            "AWS_SESSION_TOKEN": cloud.credentials.sessionToken ?? "",
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
            "LAMBDA_TASK_ROOT": configuration.taskRoot,
            "LANG": "en_US.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/bin",
            "TZ": ":UTC",
            "_HANDLER": configuration.handler,
        ]
        return platform.merging(configuration.environment) { _, own in own }
    }
}
