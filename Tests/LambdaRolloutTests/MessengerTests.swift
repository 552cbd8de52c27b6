import AWSClient
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import LambdaRollout

@Suite("A messenger")
struct MessengerTests {
    private func tell(_ variables: [String: String], warn: (String) -> Void) async throws -> Int {
        let requests = Mutex(0)
        let server = try ScriptedServer { _ in
            requests.withLock { $0 += 1 }
            return .respond(200, "{}")
        }
        defer { server.stop() }
        let environment = [
            "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
        ].merging(variables) { $1 }
        let messenger = Messenger(loop: .shared, environment: AWSEnvironment(environment), warn: warn)
        let event = Rollout.Event(deploymentId: "d-ABCDEF123", lifecycleEventHookExecutionId: "exec-1")
        try await messenger.tell(event, .succeeded, .after(.seconds(10)))
        return requests.withLock { $0 }
    }

    @Test(
        "passes over a setting that means nothing, with one warning, and tells the verdict",
        arguments: ["AWS_MAX_ATTEMPTS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"])
    func meaningless(variable: String) async throws {
        var warnings: [String] = []
        #expect(try await tell([variable: "hidden"]) { warnings.append($0) } == 1)
        #expect(warnings.count == 1 && warnings.allSatisfy { $0.contains(variable) && !$0.contains("hidden") })
    }

    @Test("keeps to the region and the endpoint that it is told", arguments: [("AWS_REGION", "a b"), ("AWS_ENDPOINT_URL", "hidden")])
    func unusable(variable: String, value: String) async throws {
        do {
            _ = try await tell([variable: value]) { Issue.record("\($0)") }
            Issue.record("\(variable) was accepted")
        } catch AWSError.configuration(let text) {
            #expect(text.contains(variable) && !text.contains("hidden"))
        } catch {
            Issue.record("\(error)")
        }
    }
}
