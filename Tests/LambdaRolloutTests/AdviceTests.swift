import AWSClient
import Foundation
import Synchronization
import Testing

@testable import LambdaRollout

@Suite("What errors advise")
struct AdviceTests {
    private struct SmokeError: Error {}

    private static let refusal = AWSError.service(
        AWSServiceError(
            service: "CodeDeploy", operation: "PutLifecycleEventHookExecutionStatus", code: "AccessDeniedException",
            message:
                "User: arn:aws:sts::123456789012:assumed-role/hook/hook is not authorized to perform: codedeploy:PutLifecycleEventHookExecutionStatus on resource: arn:aws:codedeploy:eu-central-1:123456789012:deploymentgroup:shop/api because no identity-based policy allows the action",
            status: 400))

    private static let event = Array(#"{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"exec-1"}"#.utf8)

    /// The log of a hook that CodeDeploy refuses, and its error.
    private func refused(
        _ body: @escaping @Sendable (Rollout.Event, LambdaContext) async throws -> Rollout.Status?
    ) async throws -> (log: String, error: any Error) {
        let log = Mutex("")
        let hook = Rollout.Handler(messenger: Messenger(loop: .shared) { (_, _, _) throws(AWSError) in throw Self.refusal }, body)
        let context = LambdaContext(requestID: "r", timeout: .seconds(900), log: { line in log.withLock { $0 += line } })
        let error = try await #require(throws: (any Error).self) { _ = try await hook(Self.event, context: context) }
        return (log.withLock { $0 }, error)
    }

    private func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

    @Test("a refused report is one line of the log, with the statement to add, once")
    func permission() async throws {
        let (log, error) = try await refused { _, _ in .succeeded }
        #expect(count("FATAL", in: log) == 1 && count("\n", in: log) == 1, "\(log)")
        for text in [log, "\(error)"] {
            #expect(count(#""Action":"codedeploy:PutLifecycleEventHookExecutionStatus""#, in: text) == 1)
            #expect(count("deploymentgroup:shop/api\"}", in: text) == 1)
            #expect(!text.contains("Allow the action to the role that calls"))
        }
        // The runtime's own line reminds of it, and does not say it again.
        let reminder = try #require((error as? RolloutError)?.reminder)
        #expect(!reminder.contains("Action"))
    }

    @Test("where the hook throws as well, its error goes to Lambda and the refusal is one line")
    func permissionAfterError() async throws {
        let (log, error) = try await refused { _, _ in throw SmokeError() }
        #expect(error is SmokeError)
        #expect(count("\n", in: log) == 1 && count("Action", in: log) == 1, "\(log)")
    }

    @Test("a refused look-up has one advice, on one line")
    func lookup() {
        let statement = #"{"Effect":"Allow"}"#
        let text = DeploymentError(.call(Self.refusal), policyStatement: statement).description
        #expect(text.hasSuffix("ROLLOUT_DEPLOYMENT_GROUP."))
        #expect(text.contains("the hook's role: \(statement)") && !text.contains("\n") && !text.contains("Allow the action"))
    }

    @Test("a connection that fails has advice about a VPC, one to this machine about what is to listen there")
    func connection() {
        func text(_ url: String) -> String {
            let error = AWSError.transport(HTTPError(kind: .connect, url: url, cause: "refused"))
            return RolloutError.reportFailed(error, deploymentGroupARN: nil).description
        }
        let remote = text("https://codedeploy.eu-central-1.amazonaws.com/")
        #expect(remote.contains("port 443") && !remote.contains("this machine"))
        for host in ["127.0.0.1:4577", "localhost:4577", "[::1]:4577"] {
            let local = text("http://\(host)/")
            #expect(local.contains("`rollout local`") && !local.contains("VPC"), "\(local)")
        }
    }

    @Test("a hook that was too slow hears of the timeout, of invoke's option and of the margin")
    func tooSlow() {
        let text = RolloutError.outOfTime(left: .milliseconds(750)).description
        for advice in ["750 ms", "timeout", "`--timeout`", "watchdogMargin"] { #expect(text.contains(advice)) }
    }

    @Test(
        "an event without an id says what it has instead",
        arguments: [
            (#"{"DeploymentID":"d-1"}"#, #"Missing DeploymentId in event: did you mean "DeploymentID"? "#),
            (#"{"deployment_id":"d-1"}"#, #"did you mean "deployment_id"?"#),
            (#"{"DeploymentId":"d-1","LifecycleEventHookExecutionID":"e"}"#, #"did you mean "LifecycleEventHookExecutionID"?"#),
            (#"{"detail":{},"source":"aws.codedeploy"}"#, "Missing DeploymentId in event: it has detail, source. This handler"),
            (#"{"DeploymentId":17}"#, "Missing DeploymentId in event: it is a number there."),
            (#"{"DeploymentId":""}"#, "Missing DeploymentId in event: it is empty there."),
            (#"[]"#, "Missing DeploymentId in event: it is an array."),
            (#"{}"#, "Missing DeploymentId in event. This handler must be invoked by a CodeDeploy lifecycle hook."),
        ])
    func missing(event: String, text: String) async throws {
        let error = try #require(
            await #expect(throws: RolloutError.self) {
                _ = try await Rollout.handler { _, _ in }(Array(event.utf8), context: LambdaContext(requestID: "r"))
            })
        #expect("\(error)".contains(text), "\(error)")
        #expect(!"\(error)".contains("d-1"))
    }
}
