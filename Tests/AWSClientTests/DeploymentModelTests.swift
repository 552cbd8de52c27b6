import Foundation
import HTTPTransport
import JSONValue
import TestSupport
import Testing

@testable import AWSClient

@Suite("botocore's model of deployments", .enabled(if: Python.has("botocore"), "Python cannot import botocore"))
struct DeploymentModelTests {
    private func samples() async throws -> JSON {
        let script = Python.packageRoot.appending(path: "Tests/AWSClientTests/Support/codedeploy_samples.py").path
        return try JSON(parsing: Array(await Python.output(of: [script])))
    }

    /// The operation's sample of an output as an answer, and what it was called with.
    private func call<Output>(
        _ operation: String, _ body: (CodeDeploy) async throws -> Output
    ) async throws -> (output: Output, input: JSON) {
        let description = try #require(await samples()["operations"]?[operation])
        let service = FakeService(FakeService.respond(200, "\(try #require(description["output"]))"))
        let output = try await body(service.codeDeploy())
        let request = try #require(service.requests.first)
        #expect(request.headers["X-Amz-Target"] == "CodeDeploy_20141006.\(operation)")
        let input = try JSON(parsing: request.body ?? [])
        let sent = Set(try #require(input.object).keys)
        #expect(sent.isSubset(of: description["input"]?.array?.compactMap(\.string) ?? []))
        #expect(sent.isSuperset(of: description["required"]?.array?.compactMap(\.string) ?? []))
        return (output, input)
    }

    @Test("has what we read of GetDeployment")
    func getDeployment() async throws {
        let (info, input) = try await call("GetDeployment") { try await $0.getDeployment("d-ABCDEF123") }
        #expect(input == ["deploymentId": "d-ABCDEF123"])
        #expect(info.applicationName == "deploymentInfo.applicationName")
        #expect(info.deploymentGroupName == "deploymentInfo.deploymentGroupName")
        #expect(info.creator == "user" && info.computePlatform == "Server")
        #expect(info.revision?.content == "deploymentInfo.revision.appSpecContent.content")
    }

    @Test("has what we read of GetApplicationRevision, and takes the revision that GetDeployment names")
    func getApplicationRevision() async throws {
        let location: JSON.Object = ["revisionType": "String", "string": ["sha256": "0a"]]
        let (revision, input) = try await call("GetApplicationRevision") {
            try await $0.getApplicationRevision(applicationName: "shop", revision: CodeDeploy.Revision(location))
        }
        #expect(input == ["applicationName": "shop", "revision": .object(location)])
        #expect(revision.content == "revision.appSpecContent.content")
        var older = revision.location
        older["appSpecContent"] = nil
        #expect(CodeDeploy.Revision(older).content == "revision.string.content")
    }

    @Test("has what we read of ListDeploymentTargets")
    func listDeploymentTargets() async throws {
        let (ids, input) = try await call("ListDeploymentTargets") { try await $0.listDeploymentTargets(deploymentId: "d-ABCDEF123") }
        #expect(input == ["deploymentId": "d-ABCDEF123"] && ids == ["targetIds"])
    }

    @Test("has what we read of GetDeploymentTarget")
    func getDeploymentTarget() async throws {
        let (target, input) = try await call("GetDeploymentTarget") {
            try await $0.getDeploymentTarget(deploymentId: "d-ABCDEF123", targetId: "t")
        }
        let path = "deploymentTarget.lambdaTarget"
        #expect(input == ["deploymentId": "d-ABCDEF123", "targetId": "t"])
        #expect(target.functionName == path + ".lambdaFunctionInfo.functionName")
        #expect(target.functionAlias == path + ".lambdaFunctionInfo.functionAlias")
        #expect(target.currentVersion == path + ".lambdaFunctionInfo.currentVersion")
        #expect(target.targetVersion == path + ".lambdaFunctionInfo.targetVersion")
        #expect(target.lifecycleEvents.map(\.name) == [path + ".lifecycleEvents.lifecycleEventName"])
        #expect(target.lifecycleEvents.map(\.status) == [.pending])
    }

    @Test("has the same values as we")
    func enums() async throws {
        let enums = try #require(await samples()["enums"])
        func values(_ name: String) -> Set<String> { Set(enums[name]?.array?.compactMap(\.string) ?? []) }
        #expect(values("LifecycleEventStatus") == Set(CodeDeploy.LifecycleEvent.Status.allCases.map(\.rawValue)))
        #expect(values("RevisionLocationType") == ["S3", "GitHub", "String", "AppSpecContent"])
        #expect(values("ComputePlatform").isSuperset(of: ["Server", "Lambda", "ECS"]))
        for type in ["S3", "GitHub", "String", "AppSpecContent"] {
            #expect(CodeDeploy.Revision(["revisionType": .string(type)]).isKeptByCodeDeploy == ["String", "AppSpecContent"].contains(type))
        }
    }

    @Test("has no answer without its main member", arguments: ["getDeployment", "getApplicationRevision", "getDeploymentTarget"])
    func empty(call: String) async throws {
        let codeDeploy = try FakeService(FakeService.respond(200)).codeDeploy()
        let error = await #expect(throws: AWSError.self) {
            switch call {
            case "getDeployment": _ = try await codeDeploy.getDeployment("d")
            case "getApplicationRevision":
                _ = try await codeDeploy.getApplicationRevision(applicationName: "a", revision: CodeDeploy.Revision([:]))
            default: _ = try await codeDeploy.getDeploymentTarget(deploymentId: "d", targetId: "t")
            }
        }
        guard case .invalidResponse = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
