import ArgumentParser
import Foundation
import JSONValue
import LocalCloud
import SigV4
import Synchronization

/// `rollout local`: a cloud on this machine, until Ctrl-C.
struct LocalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "local",
        abstract: "Run Lambda, CodeDeploy, CloudWatch, SNS, IAM, STS and S3 on this machine, for any AWS client.",
        discussion: """
            It listens on 127.0.0.1 only. Any AWS client works with it: set the variables that it prints, or those of --env-file. Ctrl-C \
            ends it, and every process that runs in it. Deployments, their traffic and refusals are told between the functions' logs, which \
            are shown without the time and request id that runtimes begin a line with: the time at the left is the cloud's. With --data \
            everything is there again the next time, the values of the variables included.

            Times in answers are the cloud's, which runs ahead at a speed above 1. A script that asks CloudWatch for a time by its own \
            clock, such as GetMetricData from now - 5 minutes to now, then finds nothing: let it take its times from the cloud's answers, \
            such as a deployment's createTime, or run at speed 1.

            EXAMPLES:
              rollout local
              rollout local --data ./cloud --speed 60 --env-file cloud.env
                and in another terminal, once the file is there: . ./cloud.env
                or: eval "$(cat cloud.env)"
              rollout local --port 0 --json

            EXIT STATUS: 130 after Ctrl-C and 143 after SIGTERM, which are the ways to end it; 1 when the port or the folder is in use or \
            can't be used, with the reason; 64 for a wrong argument.
            """)

    @Option(parsing: .unconditional, help: "The port to listen on; 0 for one that is free.")
    var port = 4577

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How fast the time goes for what waits: 1 is real time, 60 sixty times as fast (0.001 to 100000), max leaves waits out, those for a hook's later report too.",
            valueName: "speed"))
    var speed = Speed(cloudSpeed: .times(1))

    @Option(help: ArgumentHelp("Where to keep everything for the next run. Nothing is kept when absent.", valueName: "folder"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "A file to write the variables to once it runs, as export lines for a shell, readable by you alone; removed at the end, but not by kill -9.",
            valueName: "file"))
    var envFile: String?

    @Flag(help: "Print JSON on standard output: an object once it runs, then one a line of the log.")
    var json = false

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535.") }
        guard data != "" else { throw ValidationError("--data needs the path of a folder.") }
        guard envFile != "" else { throw ValidationError("--env-file needs the path of a file.") }
    }

    func run() async throws {
        let console = Console(isQuiet: json)
        do {
            try await Interruptible.run { try await serve(console) }
        } catch let code as ExitCode {
            console.print(data.map { "Ended. What was made is kept in \($0)." } ?? "Ended.")
            throw code
        } catch {
            console.printError("Error: \(error)")
            throw ExitCode.failure
        }
    }

    private func serve(_ console: Console) async throws {
        let file = envFile.map(EnvironmentFile.init)
        try file?.check()
        // What is logged before the greeting is shown after it: scripts read the greeting first.
        let early = Mutex<[LogLine]?>([])
        let configuration = CloudConfiguration(port: port, speed: speed.cloudSpeed, data: data)
        try await Cloud.run(configuration) { line in
            let isEarly = early.withLock { early in
                early?.append(line)
                return early != nil
            }
            if !isEarly { show(line, console) }
        } _: { cloud in
            let variables = [
                ("AWS_ENDPOINT_URL", cloud.endpoint), ("AWS_REGION", Cloud.region), ("AWS_DEFAULT_REGION", Cloud.region),
                ("AWS_ACCESS_KEY_ID", cloud.credentials.accessKeyID), ("AWS_SECRET_ACCESS_KEY", cloud.credentials.secretAccessKey),
                ("AWS_SESSION_TOKEN", cloud.credentials.sessionToken ?? ""),
            ]
            try file?.write(variables)
            defer { file?.remove(variables) }
            if json {
                var environment = JSON.Object()
                for (name, value) in variables { environment[name] = .string(value) }
                console.printJSON([
                    "endpoint": .string(cloud.endpoint), "account": .string(Cloud.account), "environment": .object(environment),
                    "speed": .string(speed.description), "data": data.map { .string($0) } ?? .null,
                ])
            }
            console.print("The local cloud runs at \(cloud.endpoint), at speed \(speed).")
            console.print("Its time is \(cloud.time.date.formatted(.iso8601)), as in answers and in the log. For its clients:\n")
            if let file {
                console.print(file.command)
            } else {
                for (name, value) in variables { console.print("export \(name)=\(value)") }
            }
            console.print()
            console.print(data.map { "What is made is kept in \($0)." } ?? "Nothing is kept; --data FOLDER would.")
            console.print(console.styled("Ctrl-C ends it.", .dim))
            let lines = early.withLock { early in
                defer { early = nil }
                return early ?? []
            }
            for line in lines { show(line, console) }
            // Ends with the task.
            for await _ in AsyncStream<Never>.makeStream().stream {}
        }
    }

    private func show(_ line: LogLine, _ console: Console) {
        if json {
            console.printJSON([
                "function": .string(line.function), "version": .string(line.version), "origin": .string(line.origin.rawValue),
                "date": .string(line.date.formatted(.iso8601)), "message": .string(line.message),
            ])
            return
        }
        let name = line.version.isEmpty ? line.function : "\(line.function):\(line.version)"
        let time = console.styled(line.date.formatted(.iso8601.time(includingFractionalSeconds: false)), .dim)
        // One clock a line: the cloud's.
        let message = line.origin == .process ? LogPrinter.withoutPrefix(line.message) : console.styled(line.message, .dim)
        console.print("\(time) \(console.styled(name, .cyan)) \(message)")
    }
}

/// `--speed`: a number from 0.001 to 100000, or `max`.
struct Speed: ExpressibleByArgument, CustomStringConvertible {
    let cloudSpeed: CloudSpeed

    init(cloudSpeed: CloudSpeed) { self.cloudSpeed = cloudSpeed }

    init?(argument: String) {
        if argument == "max" {
            cloudSpeed = .max
        } else {
            guard let rate = Double(argument), (0.001...100_000).contains(rate) else { return nil }
            cloudSpeed = .times(rate)
        }
    }

    var description: String {
        switch cloudSpeed {
        case .max: "max"
        case .times(let rate): rate == rate.rounded() ? String(Int(rate)) : String(rate)
        }
    }

    var defaultValueDescription: String { description }
}
