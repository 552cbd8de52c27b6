import JSONValue
import Synchronization
import TestSupport
import Testing

/// `rollout report`, as users run it.
struct ReportTests {
    private static let ids = ["--deployment", "d-ABCDEF123", "--execution", "exec-1"]

    /// Runs it against a CodeDeploy that answers so; returns what that was told, too.
    private func report(
        _ arguments: [String], answer: ScriptedServer.Reaction, input: String? = nil
    ) async throws -> (RolloutTool.Outcome, told: [JSON]) {
        final class Desk: Sendable { let told = Mutex<[JSON]>([]) }
        let desk = Desk()
        let server = try ScriptedServer { request in
            if let json = try? JSON(parsing: request.body) { desk.told.withLock { $0.append(json) } }
            return answer
        }
        defer { server.stop() }
        let outcome = try await RolloutTool.run(
            ["report"] + arguments,
            environment: [
                "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL_CODEDEPLOY": server.url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "topsecret",
            ], input: input)
        return (outcome, desk.told.withLock { $0 })
    }

    @Test("CodeDeploy is told the verdict that was given, and the command ends with 0", arguments: ["succeeded", "failed"])
    func told(verdict: String) async throws {
        let (outcome, told) = try await report(Self.ids + [verdict], answer: .respond(200, "{}"))
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            told == [
                [
                    "deploymentId": "d-ABCDEF123", "lifecycleEventHookExecutionId": "exec-1",
                    "status": verdict == "failed" ? "Failed" : "Succeeded",
                ]
            ])
    }

    @Test("the ids can come as the hook's event on standard input")
    func event() async throws {
        let event = #"{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"exec-1"}"#
        let (outcome, told) = try await report(["--event", "-", "--json", "succeeded"], answer: .respond(200, "{}"), input: event)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try outcome.json() == ["verdict": "Succeeded", "reported": true])
        #expect(told.first?["deploymentId"] == "d-ABCDEF123")
    }

    @Test("a verdict that CodeDeploy had before is an error that says so")
    func tooLate() async throws {
        let body = #"{"__type":"LifecycleEventAlreadyCompletedException","message":"done"}"#
        let (outcome, _) = try await report(Self.ids + ["succeeded"], answer: .respond(400, body))
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("had a verdict for this hook before"))
    }

    @Test("a refused permission prints the statement to add, and no secret")
    func denied() async throws {
        let arn = "arn:aws:codedeploy:eu-central-1:123456789012:deploymentgroup:shop/Api"
        let body =
            #"{"__type":"AccessDeniedException","message":"User: me is not authorized to perform: codedeploy:PutLifecycleEventHookExecutionStatus on resource: \#(arn) because no policy allows it"}"#
        let (outcome, _) = try await report(Self.ids + ["succeeded"], answer: .respond(400, body))
        #expect(outcome.status == 1)
        #expect(outcome.error.contains(#""Action":"codedeploy:PutLifecycleEventHookExecutionStatus","Resource":"\#(arn)""#))
        #expect(!outcome.error.contains("topsecret"))
    }

    @Test("without both ids the command says what to give, and ends with 64")
    func incomplete() async throws {
        let (outcome, told) = try await report(["--deployment", "d-1", "succeeded"], answer: .respond(200, "{}"))
        #expect(outcome.status == 64 && told.isEmpty)
        #expect(outcome.error.contains("--execution"))
    }
}
