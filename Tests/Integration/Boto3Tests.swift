import Foundation
import JSONValue
import LocalCloud
import SigV4
import TestSupport
import Testing

@Suite("boto3 against the local cloud", .enabled(if: Python.has("boto3"), "boto3 is not installed"))
struct Boto3Tests {
    @Test("boto3 reports a hook's status once, and gets the model's errors as its own exceptions")
    func report() async throws {
        try await Cloud.run { cloud in
            let hook = CodeDeploy.HookExecution()
            try cloud.codeDeploy.start(.init(), for: hook)
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Support/report_with_boto3.py")
            let credentials = cloud.credentials
            let output = try await Python.output(
                of: [script.path, hook.deploymentID, hook.id],
                environment: [
                    "AWS_ENDPOINT_URL_CODEDEPLOY": cloud.endpoint, "AWS_REGION": Cloud.region, "AWS_DEFAULT_REGION": Cloud.region,
                    "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
                    "AWS_SESSION_TOKEN": credentials.sessionToken ?? "", "AWS_EC2_METADATA_DISABLED": "true",
                ])
            let result = try JSON(parsing: Array(output))
            #expect(result["pending"] == "InvalidLifecycleEventHookExecutionStatusException")
            #expect(result["unknown"] == "DeploymentDoesNotExistException")
            #expect(result["malformed"] == "InvalidDeploymentIdException")
            #expect(result["execution"] == "InvalidLifecycleEventHookExecutionIdException")
            #expect(result["first"]?.string == hook.id)
            #expect(result["second"] == "LifecycleEventAlreadyCompletedException")
            #expect(result["wrong_secret"] == "InvalidSignatureException")
            #expect(result["other"] == "UnsupportedActionForDeploymentTypeException")
            #expect(cloud.codeDeploy.verdict(of: hook) == .succeeded)
        }
    }
}
