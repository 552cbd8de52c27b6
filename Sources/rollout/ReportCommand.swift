import ArgumentParser
import AWSClient
import Foundation
import JSONValue
import LambdaRollout

/// `rollout report`: gives the verdict that a hook has left to somebody else.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Tell CodeDeploy the verdict of a hook that has left it to you.",
        discussion: """
            A hook that calls Rollout.defer(event) leaves its verdict open for up to an hour after its start; this command, or \
            Rollout.report in another process, settles it.

            Region, endpoint and credentials come from the environment: AWS_REGION, AWS_ENDPOINT_URL_CODEDEPLOY, AWS_ACCESS_KEY_ID, \
            AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. Profiles and single sign-on are the AWS CLI's: \
            eval "$(aws configure export-credentials --format env)" puts what it has into the environment.

            EXAMPLES:
              rollout report --deployment d-ABCDEF123 --execution eyJ… succeeded
              rollout report --event event.json failed

            EXIT STATUS: 0 when CodeDeploy has taken the verdict; 1 when it has not, or had another before.
            """)

    @Option(help: ArgumentHelp("The DeploymentId of the hook's event.", valueName: "id"))
    var deployment: String?

    @Option(help: ArgumentHelp("The LifecycleEventHookExecutionId of the hook's event.", valueName: "id"))
    var execution: String?

    @Option(
        help: ArgumentHelp(
            "The hook's event, instead of both ids: a file, JSON itself, or - for standard input.", valueName: "file-or-json"))
    var event: String?

    @Option(help: ArgumentHelp("The region of the deployment; AWS_REGION unless given.", valueName: "region"))
    var region: String?

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    @Argument(help: "The verdict.")
    var verdict: GivenVerdict

    func validate() throws {
        let ids = [deployment, execution].compactMap(\.self)
        guard ids.allSatisfy({ !$0.isEmpty }) else { throw ValidationError("An id is empty.") }
        guard event == nil ? ids.count == 2 : ids.isEmpty else {
            throw ValidationError("Give --deployment and --execution, or --event.")
        }
    }

    func run() async throws {
        let console = Console(isQuiet: json)
        let failure = await report(console)
        if let failure { console.printError("\(failure)") }
        if json {
            var object: JSON.Object = ["verdict": .string(verdict.status.rawValue), "reported": .bool(failure == nil)]
            if let failure { object["error"] = .string("\(failure)") }
            console.printJSON(.object(object))
        } else if failure == nil {
            console.print("CodeDeploy has taken the verdict \(verdict.status.rawValue).")
        }
        throw ExitCode(failure == nil ? 0 : 1)
    }

    /// Tells CodeDeploy. Returns why that failed.
    private func report(_ console: Console) async -> (any Error)? {
        do {
            let (deployment, execution) = try ids()
            guard region != nil || AWSEnvironment.process["AWS_REGION"] != nil || AWSEnvironment.process["AWS_DEFAULT_REGION"] != nil else {
                throw Failure("No AWS region: give --region, such as eu-central-1, or set AWS_REGION.")
            }
            let configuration = try AWSConfiguration(region: region)
            for warning in configuration.warnings { console.printError(warning) }
            let codeDeploy = try CodeDeploy(configuration)
            console.showProgress("Telling CodeDeploy …")
            defer { console.clearProgress() }
            do throws(AWSError) {
                try await codeDeploy.putLifecycleEventHookExecutionStatus(
                    deploymentId: deployment, lifecycleEventHookExecutionId: execution, status: verdict.status)
                return nil
            } catch {
                if CodeDeploy.ErrorCode(error) == .lifecycleEventAlreadyCompleted {
                    return Failure("CodeDeploy had a verdict for this hook before, or the hour was over. Yours changes nothing.")
                }
                return RolloutError.reportFailed(error, deploymentGroupARN: nil)
            }
        } catch {
            return error
        }
    }

    private func ids() throws -> (deployment: String, execution: String) {
        if let deployment, let execution { return (deployment, execution) }
        guard let event, let ids = try HookEvent(argument: event).ids else {
            throw Failure("The event lacks DeploymentId or LifecycleEventHookExecutionId.")
        }
        return ids
    }
}

/// `succeeded` or `failed`.
enum GivenVerdict: String, ExpressibleByArgument, CaseIterable {
    case succeeded, failed

    init?(argument: String) { self.init(rawValue: argument.lowercased()) }

    /// What CodeDeploy is told.
    var status: CodeDeploy.HookStatus { self == .succeeded ? .succeeded : .failed }
}
