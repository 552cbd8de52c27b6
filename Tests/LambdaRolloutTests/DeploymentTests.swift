import AWSClient
import JSONValue
import TestSupport
import Testing

@testable import LambdaRollout

@Suite("The deployment of an event")
struct DeploymentTests {
    static let arn = "arn:aws:lambda:eu-west-1:111122223333:function:before"

    /// Reads as a hook of this name does.
    private func read(
        _ codeDeploy: FakeCodeDeploy, as arn: String = DeploymentTests.arn, name: String = "", _ environment: AWSEnvironment = [:]
    ) async throws(DeploymentError) -> Rollout.Deployment {
        let reader = DeploymentReader(
            codeDeploy: { () throws(AWSError) in try codeDeploy.client() },
            identity: HookIdentity(invokedFunctionARN: arn, functionName: name),
            variables: DeploymentVariables(environment: environment), deadline: nil)
        return try await reader.read("d-ABCDEF123")
    }

    @Test("is told by GetDeployment and GetApplicationRevision")
    func complete() async throws {
        let codeDeploy = FakeCodeDeploy.deploying(hooks: [("BeforeAllowTraffic", "before"), ("AfterAllowTraffic", "after")])
        let deployment = try await read(codeDeploy)
        #expect(deployment.deploymentId == "d-ABCDEF123" && deployment.phase == .beforeAllowTraffic)
        #expect(deployment.applicationName == "shop" && deployment.deploymentGroupName == "api")
        #expect(deployment.deploymentGroupARN == "arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/api")
        #expect(deployment.functionName == "shop-api" && deployment.alias == "live")
        #expect(deployment.currentVersion == "41" && deployment.targetVersion == "42")
        #expect(deployment.creator == .user && !deployment.isRollback && deployment.problem == nil)
        #expect(try deployment.required(\.targetVersion) == "42")
        #expect(codeDeploy.operations == ["GetDeployment", "GetApplicationRevision"])
        #expect(codeDeploy.input(of: "GetDeployment") == ["deploymentId": "d-ABCDEF123"])
        #expect(codeDeploy.input(of: "GetApplicationRevision") == ["applicationName": "shop", "revision": FakeCodeDeploy.revision])
    }

    @Test("is told by GetDeployment alone where it brings the AppSpec along", arguments: ["appSpecContent", "string"])
    func contentAtOnce(member: String) async throws {
        let codeDeploy = FakeCodeDeploy([
            "GetDeployment": FakeCodeDeploy.deployment(revision: FakeCodeDeploy.content(AppSpecTests.lambda, inMember: member))
        ])
        let deployment = try await read(codeDeploy, as: "arn:aws-cn:lambda:cn-north-1:111122223333:function:CodeDeployHook_before:3")
        #expect(deployment.phase == .beforeAllowTraffic && deployment.targetVersion == "42" && deployment.problem == nil)
        #expect(deployment.deploymentGroupARN == "arn:aws-cn:codedeploy:cn-north-1:111122223333:deploymentgroup:shop/api")
        #expect(codeDeploy.operations == ["GetDeployment"])
    }

    @Test(
        "knows its creator, rollbacks among them",
        arguments: [("codeDeployRollback", true), ("CloudFormationRollback", true), ("CloudFormation", false), ("somebodyNew", false)])
    func creators(name: String, isRollback: Bool) async throws {
        let deployment = try await read(.deploying(hooks: [("BeforeAllowTraffic", "before")], creator: name))
        #expect(deployment.creator?.description == name && deployment.isRollback == isRollback)
        #expect((deployment.creator == .unknown(name)) == (name == "somebodyNew"))
    }

    @Test(
        "has the phase that is in progress where the function is the hook of two",
        arguments: [
            ([("BeforeAllowTraffic", "InProgress"), ("AfterAllowTraffic", "Pending")], Rollout.Phase.beforeAllowTraffic),
            (
                [("BeforeAllowTraffic", "Succeeded"), ("AllowTraffic", "Succeeded"), ("AfterAllowTraffic", "InProgress")],
                .afterAllowTraffic
            ),
            // Not yet marked as begun, but the other is over.
            ([("BeforeAllowTraffic", "Succeeded"), ("AllowTraffic", "InProgress"), ("AfterAllowTraffic", "Pending")], .afterAllowTraffic),
        ])
    func twoPhases(events: [(String, String)], phase: Rollout.Phase) async throws {
        let codeDeploy = FakeCodeDeploy.deploying(
            hooks: [("BeforeAllowTraffic", "before"), ("AfterAllowTraffic", Self.arn)], events: events)
        let deployment = try await read(codeDeploy, ["ROLLOUT_PHASE": "AfterInstall"])
        #expect(deployment.phase == phase && deployment.problem == nil)
        #expect(codeDeploy.input(of: "GetDeploymentTarget") == ["deploymentId": "d-ABCDEF123", "targetId": "shop-api:live"])
    }

    @Test("has no phase where nobody can tell which of two it is, whatever the environment says")
    func ambiguous() async throws {
        let codeDeploy = FakeCodeDeploy.deploying(
            hooks: [("BeforeAllowTraffic", "before"), ("AfterAllowTraffic", "before")],
            events: [("BeforeAllowTraffic", "Pending"), ("AfterAllowTraffic", "Pending")])
        let deployment = try await read(codeDeploy, ["ROLLOUT_PHASE": "BeforeAllowTraffic"])
        #expect(deployment.phase == nil && deployment.targetVersion == "42")
        let error = #expect(throws: DeploymentError.self) { try deployment.required(\.phase) }
        #expect(error?.description.contains("BeforeAllowTraffic and AfterAllowTraffic") == true && error?.policyStatement == nil)
        codeDeploy.answer("ListDeploymentTargets", with: nil)
        let statement = try #require(try await read(codeDeploy, ["ROLLOUT_PHASE": "BeforeAllowTraffic"]).problem?.policyStatement)
        #expect(
            try JSON(parsing: statement) == [
                "Effect": "Allow",
                "Action": [
                    "codedeploy:GetDeployment", "codedeploy:GetApplicationRevision", "codedeploy:ListDeploymentTargets",
                    "codedeploy:GetDeploymentTarget",
                ],
                "Resource": [
                    "arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/api",
                    "arn:aws:codedeploy:eu-west-1:111122223333:application:shop",
                ],
            ])
    }

    @Test("is told by its target where the AppSpec is a file in S3, or can't be read, or may not be")
    func byTarget() async throws {
        let s3: JSON = ["revisionType": "S3", "s3Location": ["bucket": "b", "key": "appspec.yml", "bundleType": "YAML"]]
        let events = [("BeforeAllowTraffic", "InProgress"), ("AfterAllowTraffic", "Pending")]
        for revision in [s3, FakeCodeDeploy.content("a: &b c"), FakeCodeDeploy.revision] {
            let codeDeploy = FakeCodeDeploy.deploying(hooks: [], events: events)
            codeDeploy.answer("GetDeployment", with: FakeCodeDeploy.deployment(revision: revision))
            codeDeploy.answer("GetApplicationRevision", with: nil)
            let deployment = try await read(codeDeploy)
            #expect(deployment.phase == .beforeAllowTraffic && deployment.functionName == "shop-api" && deployment.alias == "live")
            #expect(deployment.currentVersion == "41" && deployment.targetVersion == "42" && deployment.problem == nil)
        }
    }

    @Test("of an ECS service has no function, and one of five phases")
    func ecs() async throws {
        let codeDeploy = FakeCodeDeploy([
            "GetDeployment": FakeCodeDeploy.deployment(revision: FakeCodeDeploy.content(AppSpecTests.ecs), platform: "ECS")
        ])
        let deployment = try await read(codeDeploy, as: "", name: "three")
        #expect(deployment.phase == .afterAllowTestTraffic && deployment.functionName == nil && deployment.problem == nil)
        #expect(deployment.deploymentGroupARN == nil && codeDeploy.operations == ["GetDeployment"])
        let error = #expect(throws: DeploymentError.self) { try deployment.required(\.targetVersion) }
        #expect(error?.description.contains("ECS") == true)
    }

    @Test("is told in part by the environment where permission is missing")
    func environment() async throws {
        let variables: AWSEnvironment = [
            "ROLLOUT_PHASE": "afterallowtraffic", "ROLLOUT_FUNCTION_NAME": "shop-api", "ROLLOUT_ALIAS": "live",
            "ROLLOUT_APPLICATION": "shop",
            "ROLLOUT_DEPLOYMENT_GROUP": "api",
        ]
        let deployment = try await read(FakeCodeDeploy(), variables)
        #expect(deployment.phase == .afterAllowTraffic && deployment.functionName == "shop-api" && deployment.alias == "live")
        #expect(deployment.deploymentGroupARN == "arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/api")
        #expect(deployment.targetVersion == nil && deployment.creator == nil && !deployment.isRollback)
        let error = #expect(throws: DeploymentError.self) { try deployment.required(\.targetVersion) }
        #expect(error?.policyStatement?.contains("deploymentgroup:shop/api") == true)
    }

    @Test("is an error that shows the statement to add where permission is missing and the environment says nothing")
    func accessDenied() async throws {
        for (arn, prefix) in [
            (Self.arn, "arn:aws:codedeploy:eu-west-1:111122223333:"),
            ("arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:f:1", "arn:aws-us-gov:codedeploy:us-gov-west-1:111122223333:"),
            ("", nil),
        ] {
            let resources: JSON? = prefix.map { [.string($0 + "deploymentgroup:*"), .string($0 + "application:*")] }
            let error = await #expect(throws: DeploymentError.self) { try await read(FakeCodeDeploy(), as: arn, name: "f") }
            let statement = try #require(error?.policyStatement)
            let actions: JSON = ["codedeploy:GetDeployment", "codedeploy:GetApplicationRevision"]
            #expect(try JSON(parsing: statement) == ["Effect": "Allow", "Action": actions, "Resource": resources ?? "*"])
            #expect(error?.description.contains(statement) == true && error?.description.contains("ROLLOUT_PHASE") == true)
        }
    }

    @Test("is an error without a statement where something else is the matter")
    func otherErrors() async throws {
        let codeDeploy = FakeCodeDeploy([
            "GetDeployment": (400, ["__type": "DeploymentDoesNotExistException", "message": "no such deployment"])
        ])
        let error = await #expect(throws: DeploymentError.self) { try await read(codeDeploy) }
        #expect(error?.policyStatement == nil && error?.description.contains("DeploymentDoesNotExistException") == true)
    }

    @Test("names the cause where no hook is this function, and takes the phase from the environment")
    func notAHook() async throws {
        let codeDeploy = FakeCodeDeploy.deploying(hooks: [("BeforeAllowTraffic", "another")])
        let deployment = try await read(codeDeploy)
        #expect(deployment.phase == nil && deployment.targetVersion == "42")
        #expect(deployment.problem?.description.contains("no hook before") == true)
        let set = try await read(codeDeploy, ["ROLLOUT_PHASE": "BeforeAllowTraffic"])
        #expect(set.phase == .beforeAllowTraffic && set.problem == nil)
        let wrong = try await read(codeDeploy, ["ROLLOUT_PHASE": "before"])
        #expect(wrong.phase == nil && wrong.problem?.description.contains("ROLLOUT_PHASE is none of") == true)
    }

    @Test("names the cause where the AppSpec and the target tell too little")
    func incomplete() async throws {
        let codeDeploy = FakeCodeDeploy.deploying(hooks: [])
        codeDeploy.answer("GetApplicationRevision", with: FakeCodeDeploy.revision("Hooks: [{BeforeAllowTraffic: before}]"))
        codeDeploy.answer("ListDeploymentTargets", with: (200, ["targetIds": []]))
        let deployment = try await read(codeDeploy)
        #expect(deployment.phase == .beforeAllowTraffic && deployment.targetVersion == nil)
        #expect(deployment.problem?.description.contains("TargetVersion") == true)
    }

    @Test("is told over the wire", .timeLimit(.minutes(1)))
    func overTheWire() async throws {
        let server = try ScriptedServer { request in
            switch request.headers["x-amz-target"] {
            case "CodeDeploy_20141006.GetDeployment":
                .respond(200, "\(FakeCodeDeploy.deployment(revision: FakeCodeDeploy.content(AppSpecTests.lambda)).body)")
            default: .respond(400, #"{"__type":"AccessDeniedException"}"#)
            }
        }
        defer { server.stop() }
        let environment: AWSEnvironment = [
            "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL_CODEDEPLOY": server.url,
        ]
        let lookup = DeploymentLookup(
            codeDeploy: { () throws(AWSError) in try CodeDeploy(AWSConfiguration(environment: environment)) },
            environment: ["AWS_LAMBDA_FUNCTION_NAME": "CodeDeployHook_after"])
        let deployment = try await lookup.deployment("d-ABCDEF123")
        #expect(deployment.phase == .afterAllowTraffic && deployment.targetVersion == "42")
    }
}
