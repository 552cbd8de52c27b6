import HTTPTransport
import JSONValue
import TestSupport
import Testing

@testable import AWSClient

// Skipped where Python cannot import botocore: `python3 -m venv .build/venv && .build/venv/bin/pip install botocore`.
@Suite("botocore's data", .enabled(if: Python.has("botocore"), "Python cannot import botocore"))
struct BotocoreTests {
    @Test("has the same endpoint as we for every region, with FIPS and dual-stack, of CodeDeploy and Lambda")
    func endpoints() async throws {
        let services = ["codedeploy": CodeDeploy.service, "lambda": AWSService(id: "Lambda", endpointPrefix: "lambda")]
        let endpoints = try await BotocoreFacts.load().endpoints
        #expect(endpoints.count > 300)
        for expected in endpoints {
            var configuration = try AWSConfiguration(environment: ["AWS_REGION": expected.region])
            configuration.usesFIPS = expected.fips
            configuration.usesDualStack = expected.dual
            let service = try #require(services[expected.service])
            #expect(try configuration.endpoint(of: service).url == expected.url)
        }
    }

    @Test("has the same error codes as we for throttling and for faults that pass")
    func retryableCodes() async throws {
        let facts = try await BotocoreFacts.load()
        #expect(Set(facts.throttling) == AWSServiceError.throttlingCodes)
        #expect(Set(facts.transient).subtracting(facts.throttling) == AWSServiceError.transientCodes)
    }

    @Test("has the model by which we call PutLifecycleEventHookExecutionStatus")
    func model() async throws {
        let facts = try await BotocoreFacts.load()
        let operation = facts.putLifecycleEventHookExecutionStatus
        let service = FakeService(FakeService.respond(200, #"{"lifecycleEventHookExecutionId":"hook-1"}"#))
        #expect(try await service.codeDeploy().report() == "hook-1")
        let request = try #require(service.requests.first)
        let input = try #require(JSON(parsing: request.body ?? []).object)

        #expect(request.method.rawValue == operation.method && request.url.hasSuffix(".amazonaws.com" + operation.uri))
        #expect(input.map(\.key).sorted() == operation.input)
        #expect(operation.output == ["lifecycleEventHookExecutionId"])
        let prefix = try #require(facts.metadata["targetPrefix"])
        #expect(request.headers["X-Amz-Target"] == "\(prefix).PutLifecycleEventHookExecutionStatus")
        let version = try #require(facts.metadata["jsonVersion"])
        #expect(facts.metadata["protocol"] == "json" && request.headers["Content-Type"] == "application/x-amz-json-\(version)")
        #expect(facts.metadata["endpointPrefix"] == CodeDeploy.service.endpointPrefix)
        #expect((facts.metadata["signingName"] ?? "codedeploy") == CodeDeploy.service.signingName)
        #expect(facts.metadata["serviceId"] == CodeDeploy.service.id)
        let statuses = try #require(operation.enums["status"])
        #expect(Set(CodeDeploy.HookStatus.allCases.map(\.rawValue)).isSubset(of: statuses))
        #expect(Set(CodeDeploy.ErrorCode.allCases.map(\.rawValue)) == Set(operation.errors))
    }
}
