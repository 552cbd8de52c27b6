import AWSClient
import HTTPTransport
import JSONValue
import SigV4
import Synchronization

@testable import LambdaRollout

/// Stands in for CodeDeploy: answers operations by name, and takes down the calls.
final class FakeCodeDeploy: Sendable {
    /// An answer's status and body.
    typealias Answer = (status: Int, body: JSON)

    static let revision: JSON = ["revisionType": "AppSpecContent", "appSpecContent": ["sha256": "0a"]]

    private let answers: Mutex<[String: Answer]>
    private let calls = Mutex<[(operation: String, input: JSON)]>([])
    private let gate: @Sendable () async -> Void

    /// Knows these operations, and refuses all others as IAM does; every call waits for `gate` first.
    init(_ answers: [String: Answer] = [:], gate: @escaping @Sendable () async -> Void = {}) {
        self.answers = Mutex(answers)
        self.gate = gate
    }

    /// A CodeDeploy that deploys version 42 of shop-api, with these hooks.
    static func deploying(
        hooks: [(String, String)], creator: String = "user", events: [(String, String)] = []
    ) -> FakeCodeDeploy {
        let spec = AppSpecTests.json(hooks, currentVersion: "41", targetVersion: "42")
        return FakeCodeDeploy([
            "GetDeployment": deployment(creator: creator), "GetApplicationRevision": revision(spec),
            "ListDeploymentTargets": (200, ["targetIds": ["shop-api:live"]]), "GetDeploymentTarget": target(events),
        ])
    }

    static func deployment(revision: JSON = FakeCodeDeploy.revision, creator: String = "user", platform: JSON = "Lambda") -> Answer {
        let info: JSON = [
            "deploymentId": "d-ABCDEF123", "applicationName": "shop", "deploymentGroupName": "api", "creator": .string(creator),
            "computePlatform": platform, "revision": revision, "createTime": 1700000000.123,
        ]
        return (200, ["deploymentInfo": info])
    }

    static func revision(_ appSpec: String, inMember member: String = "appSpecContent") -> Answer {
        (200, ["applicationName": "shop", "revision": content(appSpec, inMember: member), "revisionInfo": [:]])
    }

    static func content(_ appSpec: String, inMember member: String = "appSpecContent") -> JSON {
        .object(["revisionType": .string(member == "string" ? "String" : "AppSpecContent"), member: ["content": .string(appSpec)]])
    }

    static func target(_ events: [(String, String)]) -> Answer {
        let function: JSON = ["functionName": "shop-api", "functionAlias": "live", "currentVersion": "41", "targetVersion": "42"]
        let target: JSON = [
            "lifecycleEvents": .array(events.map { ["lifecycleEventName": .string($0.0), "status": .string($0.1)] }),
            "lambdaFunctionInfo": function,
        ]
        return (200, ["deploymentTarget": ["deploymentTargetType": "LambdaTarget", "lambdaTarget": target]])
    }

    /// Answers differently from now on; `nil` for a refusal.
    func answer(_ operation: String, with answer: Answer?) { answers.withLock { $0[operation] = answer } }

    /// The operations that were called.
    var operations: [String] { calls.withLock { $0.map(\.operation) } }

    /// What an operation was called with last.
    func input(of operation: String) -> JSON? { calls.withLock { $0.last { $0.operation == operation }?.input } }

    func client() throws(AWSError) -> CodeDeploy {
        let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
        return try CodeDeploy(
            AWSConfiguration(
                environment: ["AWS_REGION": "eu-west-1", "AWS_MAX_ATTEMPTS": "1"], credentials: credentials,
                transport: { [self] request async throws(HTTPError) in
                    let operation = String(request.headers["X-Amz-Target"]?.split(separator: ".").last ?? "")
                    let input = (try? JSON(parsing: request.body ?? [])) ?? .null
                    calls.withLock { $0.append((operation, input)) }
                    await gate()
                    if Task.isCancelled { throw HTTPError(kind: .cancelled, url: request.url, cause: "as the test wants it") }
                    let refusal: JSON = ["__type": "AccessDeniedException", "message": .string("not authorized: codedeploy:\(operation)")]
                    let (status, body) = answers.withLock { $0[operation] } ?? (400, refusal)
                    return HTTPResponse(status: status, headers: [:], body: body.serialized())
                }))
    }

    /// An event whose deployment is looked up here.
    func event(
        environment: AWSEnvironment = ["AWS_LAMBDA_FUNCTION_NAME": "before"],
        verdict: Verdict = Verdict(messenger: Messenger(loop: .shared) { _, _, _ throws(AWSError) in })
    ) -> Rollout.Event {
        Rollout.Event(
            deploymentId: "d-ABCDEF123", lifecycleEventHookExecutionId: "exec-1", verdict: verdict,
            lookup: DeploymentLookup(codeDeploy: { () throws(AWSError) in try self.client() }, environment: environment))
    }
}
