internal import Foundation
internal import Processes
internal import SigV4
internal import Synchronization

/// One process of a function, with a Runtime API on a port of its own, so that no process can answer for another.
final class Instance: Sendable {
    let log = InstanceLog()
    let configuration: FunctionConfiguration

    private let host: FunctionHost
    private let api: RuntimeAPI
    private let logStream: String
    private let process: ProcessGroup
    private let pipe = Mutex<LogPipe?>(nil)
    private let ended = Gate()

    init(_ configuration: FunctionConfiguration, _ host: FunctionHost) {
        self.configuration = configuration
        self.host = host
        let day = host.date().formatted(.iso8601.year().month().day().dateSeparator(.dash)).replacing("-", with: "/")
        logStream = "\(day)/[\(configuration.version)]\(Random.hexadecimal(32))"
        // No function can have another name there, and no two instances have the same.
        process = ProcessGroup(mark: "AWS_LAMBDA_LOG_STREAM_NAME=\(logStream)")
        api = RuntimeAPI(configuration, clock: host.clock) { [log] event in
            log.begin(requestID: event.requestID, version: configuration.version)
        } tell: { [host] message in
            host.log(LogLine(configuration, .platform, host.date(), message))
        } killProcess: { [process] in
            process.kill()
        } pauseProcess: { [process] isPaused in
            if isPaused { process.pause() } else { process.resume() }
        }
    }

    var hasEnded: Bool { api.hasEnded }

    /// Whether the process waits for an event.
    var isAsking: Bool { api.isAsked }

    /// Sends an event to the process and waits for what becomes of it. All that the process has logged until then is in the log.
    func invoke(_ event: RuntimeAPI.Event) async -> RuntimeAPI.Answer {
        let answer = await api.invoke(event)
        if case .answered(let invocation) = answer {
            pipe.withLock { $0 }?.drain()
            log.end(invocation, memory: configuration.memory)
        }
        return answer
    }

    /// Starts the process and waits until it has ended.
    func run() async {
        do {
            // Between an event and its answer a runtime may say nothing for a quarter of an hour.
            let address = Self.address()
            try await LoopbackServer.run(address: address, idleTime: nil, isLight: true, api.respond) { port in
                await runProcess(runtimeAPI: "\(address ?? "127.0.0.1"):\(port)")
            }
        } catch {
            api.processDidNotStart("no port could be opened for its Runtime API: \(error)")
        }
        ended.open()
    }

    /// Kills the process.
    func kill() { process.kill() }

    /// Ends the process and waits until it is gone.
    func stop() async {
        process.kill()
        await ended.wait()
    }

    /// An address that no web page can guess along with the port. (A secret in the path would do, but runtimes take `HOST:PORT` apart.)
    /// `nil` where 127.0.0.1 is the only one, as on macOS.
    private static func address() -> String? {
        #if os(Linux)
            "127.\(Int.random(in: 1...255)).\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        #else
            nil
        #endif
    }

    private func runProcess(runtimeAPI: String) async {
        let temporaryFolder = host.folder.appending(path: "rollout-instance-" + Random.hexadecimal(16))
        defer { try? FileManager.default.removeItem(at: temporaryFolder) }
        guard access(configuration.executable, X_OK) == 0 else {
            let cause = String(cString: strerror(errno)).lowercased()
            return api.processDidNotStart("Couldn't find valid bootstrap(s): [\(configuration.executable)] (\(cause))")
        }
        do {
            let pipe = try LogPipe(limit: host.logLimit) { [log, host, configuration] line in
                log.append(line)
                host.log(LogLine(configuration, .process, host.date(), line))
            }
            self.pipe.withLock { $0 = pipe }
            defer { self.pipe.withLock { $0 = nil } }
            try FileManager.default.createDirectory(
                at: temporaryFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            api.processStarts()
            let ending = try await process.run(
                configuration.executable, environment: environment(runtimeAPI: runtimeAPI, temporaryFolder: temporaryFolder.path),
                workingDirectory: configuration.taskRoot, output: pipe.input)
            pipe.finish()
            api.processEnded(ending)
        } catch is CancellationError {
            api.processEnded(.signaled(SIGKILL))
        } catch {
            api.processDidNotStart("\(configuration.executable) could not be started: \(error)")
        }
    }

    /// What Lambda sets for a custom runtime, and where the cloud is.
    /// See [Defined runtime environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
    private func environment(runtimeAPI: String, temporaryFolder: String) -> [String: String] {
        let credentials = host.credentials(configuration)
        let root = configuration.taskRoot
        var platform = [
            "AWS_ACCESS_KEY_ID": credentials.accessKeyID,
            "AWS_DEFAULT_REGION": Cloud.region,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(configuration.memory),
            "AWS_LAMBDA_FUNCTION_NAME": configuration.name,
            "AWS_LAMBDA_FUNCTION_VERSION": configuration.version,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(configuration.name)",
            "AWS_LAMBDA_LOG_STREAM_NAME": logStream,
            "AWS_LAMBDA_RUNTIME_API": runtimeAPI,
            "AWS_REGION": Cloud.region,
            "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
            "AWS_SESSION_TOKEN": credentials.sessionToken ?? "",
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
            "LAMBDA_TASK_ROOT": root,
            "LANG": "en_US.UTF-8",
            // Without Lambda's own folders: this machine's libraries are where its loader knows them.
            "LD_LIBRARY_PATH": "\(root):\(root)/lib",
            "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/bin",
            // Lambda's only writable folder is /tmp, and no two instances share it.
            "TMPDIR": temporaryFolder,
            "TZ": ":UTC",
            "_HANDLER": configuration.handler,
        ]
        if let endpoint = host.endpoint() {
            for suffix in ["", "_CLOUDWATCH", "_CODEDEPLOY", "_IAM", "_LAMBDA", "_S3", "_SNS", "_STS"] {
                platform["AWS_ENDPOINT_URL" + suffix] = endpoint
            }
        }
        return platform.merging(configuration.environment) { _, own in own }
    }
}

extension LogLine {
    init(_ configuration: FunctionConfiguration, _ origin: Origin, _ date: Date, _ message: String) {
        self.init(function: configuration.name, version: configuration.version, origin: origin, date: date, message: message)
    }
}
