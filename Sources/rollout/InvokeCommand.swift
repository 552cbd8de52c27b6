import ArgumentParser
import Foundation
import LocalCloud

/// `rollout invoke`: one hook, one event, one verdict, on this machine; or one function, one event, one answer.
struct InvokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke",
        abstract: "Run a CodeDeploy hook on this machine and tell its verdict, or any function and print its answer.",
        discussion: """
            Starts the hook as Lambda would, against a Runtime API and a CodeDeploy of its own on 127.0.0.1, sends it one event, shows its \
            log (without the time and request id that runtimes begin a line with), and waits until it has answered. No AWS account is \
            needed, and none of your AWS variables reach the hook. CodeDeploy knows the deployment: of the first function that --function \
            links, alias live, from the version of --stable (else the one before it) to the new one.

            Functions that the hook tests run beside it, each behind a Function URL, and are linked as SST links them: with --function \
            Api=Api:2 the hook finds latestUrl and url of version 2 in SST_RESOURCE_Api. With --stable Api=Api:1 url is version 1, which \
            has the traffic; with --phase after, when the traffic has been shifted, it is version 2 again.

            A function that is no hook gets an event of its own with --event: its answer is then all that stands on standard output, and \
            its log goes to standard error.

            EXAMPLES:
              rollout invoke BeforeTraffic --function Api=Api:2
              rollout invoke AfterTraffic --phase after --function Api=Api:2 --json
              rollout invoke hooks.zip --handler BeforeTraffic
              rollout invoke Orders --event '{"order": 7}'

            EXIT STATUS, OF A HOOK: 0 for Succeeded; 1 for Failed; 2 when there is no verdict: the hook returned without reporting, failed, \
            timed out, ended, or could not be built or started. OF ANOTHER FUNCTION: 0 when it answered; 1 when it failed, timed out or \
            ended; 2 when it could not be built or started. 64 for a wrong argument, 130 after Ctrl-C and 143 after SIGTERM, with nothing \
            on standard output.
            """)

    @Argument(
        help:
            "The hook or function: an executable product of the package, an executable file, or a folder or zip with a `bootstrap`."
    )
    var hook: String

    @Option(
        help: ArgumentHelp(
            "The event to send: a file, JSON itself, or - for standard input. That of a hook is made up when absent; what lacks a hook's ids is for a function that is no hook.",
            valueName: "file-or-json"))
    var event: String?

    @Option(help: ArgumentHelp("The function's handler: of several products in a zip or folder, the one to run.", valueName: "name"))
    var handler = "bootstrap"

    @Option(help: ArgumentHelp("A variable for the hook and for the functions. Can be repeated.", valueName: "name=value"))
    var env: [EnvironmentVariable] = []

    @Option(
        help: ArgumentHelp(
            "How long the hook, and each request to a function, may take, such as 500ms, 3s or 2m; 15m at most.", valueName: "time"))
    var timeout = Timeout(duration: .seconds(3))

    @Option(help: "Which hook of the deployment it is: before or after the traffic is shifted.")
    var phase = Phase.before

    @Option(
        help: ArgumentHelp(
            "A function to link: its new version (1 if not given). Can be repeated.", valueName: "name=product-or-path[:version]"),
        transform: FunctionArgument.init)
    var function: [FunctionArgument] = []

    @Option(
        help: ArgumentHelp(
            "The version of a linked function that has the traffic before it is shifted.", valueName: "name=product-or-path[:version]"),
        transform: FunctionArgument.init)
    var stable: [FunctionArgument] = []

    @Option(help: ArgumentHelp("The package that the products belong to.", valueName: "folder"))
    var packagePath = "."

    @Option(help: "The configuration to build the products in.")
    var configuration = BuildConfiguration.debug

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func validate() throws {
        for (option, names) in [("--function", function.map(\.name)), ("--stable", stable.map(\.name))] {
            guard Set(names).count == names.count else { throw ValidationError("\(option) was given twice for the same name.") }
        }
        if let lone = stable.first(where: { stable in !function.contains { $0.name == stable.name } }) {
            throw ValidationError("--stable \(lone.name) needs the new version beside it: --function \(lone.name)=…")
        }
    }

    func run() async throws {
        var console = Console(isQuiet: json)
        // After Ctrl-C, too: the shell's prompt begins a line.
        defer { console.clearProgress() }
        let report: Report
        do {
            // Before signals are caught: Ctrl-C ends a wait for standard input at once.
            let event = try event.map { try HookEvent(argument: $0) }
            if !json, event?.isForHook == false { console = Console(isQuiet: false, text: .standardError) }
            let run = HookRun(command: self, console: console, event: event)
            report = try await Interruptible.run { await run.report() }
        } catch let failure as Failure {
            report = Report(lifecycleEvent: phase.lifecycleEvent, obstacle: failure.description)
        }
        if json {
            console.printJSON(report.json)
        } else if report.isOfHook {
            console.printVerdict(report)
        } else {
            console.printAnswer(report)
        }
        throw ExitCode(report.exitCode)
    }
}

/// `--phase`.
enum Phase: String, ExpressibleByArgument, CaseIterable {
    case before, after

    /// The phase in CodeDeploy's terms.
    var trial: CodeDeploy.TrialDeployment.Phase { self == .before ? .before : .after }

    /// The lifecycle event's name in CodeDeploy.
    var lifecycleEvent: String { trial.rawValue }
}

/// `--configuration`.
enum BuildConfiguration: String, ExpressibleByArgument, CaseIterable {
    case debug, release
}
