import Foundation
import JSONValue
import Synchronization
import Testing

@testable import LocalCloud

@Suite("A deployment")
struct DeploymentTests {
    @Test("a canary takes its first share at once, the rest after its interval, and both hooks report")
    func canary() async throws {
        try await CloudWorld.run { world in
            world.lambda.hooks.withLock {
                $0["before"] = FakeLambda.reports("Succeeded")
                $0["after"] = FakeLambda.reports("Succeeded")
            }
            try await world.makeGroup()
            let id = try await world.deploy(CloudWorld.deployment(hooks: CloudWorld.bothHooks))
            #expect(id.wholeMatch(of: /d-[A-Z0-9]{9}/) != nil)
            let info = try await world.finished(id)
            #expect(info["status"] == "Succeeded")
            #expect(info["deploymentOverview"]?["Succeeded"] == 1)
            #expect(try world.events(id) == Array(repeating: "Succeeded", count: 5))
            #expect(
                world.lambda.moves == [
                    .init(seconds: 0, version: "1", weights: ["2": 0.1]), .init(seconds: 300, version: "2"),
                ])
            let invocations = world.lambda.state.withLock(\.invocations)
            #expect(invocations.map(\.function) == ["before", "after"])
            #expect(
                invocations.allSatisfy { $0.caller == .service("codedeploy", role: "arn:aws:iam::123456789012:role/deployer") })
            let diagnostics = try #require(try world.event(id, .beforeAllowTraffic).diagnostics)
            #expect(diagnostics.errorCode == .success && diagnostics.scriptName == "before")
            #expect(diagnostics.logTail == "START\nreported Succeeded\nEND\n")
        }
    }

    @Test("a hook that says nothing is waited for an hour; its error is told at once and in the end, and what it logged is kept")
    func silence() async throws {
        let lines = Mutex<[String]>([])
        try await CloudWorld.run(log: { line in lines.withLock { $0.append(line.message) } }) { world in
            world.lambda.hooks.withLock { $0["before"] = FakeLambda.isSilent(error: "Unhandled") }
            try await world.makeGroup()
            let id = try await world.deploy(CloudWorld.deployment(hooks: ["BeforeAllowTraffic": "before"]))
            try await world.pass(.seconds(3590))
            #expect(try await world.info(id)["status"] == "InProgress")
            let waiting = try #require(try world.event(id, .beforeAllowTraffic).diagnostics)
            #expect(waiting.errorCode == .scriptFailed && waiting.logTail == "silence")
            let told =
                "hears nothing of its hook before, which has failed (Runtime.ExitError: signal: aborted): somebody may report until 2027-01-15T09:00:00Z"
            #expect(lines.withLock { $0.contains { $0.hasSuffix(told) } })
            let info = try await world.finished(id)
            let event = try world.event(id, .beforeAllowTraffic)
            let wait = try #require(event.ended) - (try #require(event.started))
            #expect(abs(wait - 3600) < 0.001)
            #expect(event.diagnostics?.errorCode == .scriptTimedOut && event.diagnostics?.logTail == "silence")
            let message = try #require(info["errorInformation"]?["message"]?.string)
            #expect(message.contains("PutLifecycleEventHookExecutionStatus"))
            #expect(message.hasSuffix("Its function ended with an error: Runtime.ExitError: signal: aborted"))
        }
    }

    @Test("a report counts for its own run, once, and not after the event is over")
    func reports() async throws {
        try await CloudWorld.run { world in
            world.lambda.hooks.withLock { $0["before"] = FakeLambda.isSilent() }
            try await world.makeGroup()
            let id = try await world.deploy(CloudWorld.deployment(hooks: ["BeforeAllowTraffic": "before"]))
            try await world.until { !world.codeDeploy.records.deployments.all.flatMap(\.row.hooks).isEmpty }
            let run = try #require(world.codeDeploy.records.deployments[id]?.hooks.first)
            func code(_ execution: String, _ status: String) async -> String? {
                do throws(AWSError) {
                    try await world.report(CodeDeploy.HookExecution(deploymentID: id, id: execution), status)
                    return nil
                } catch {
                    return error.code
                }
            }
            #expect(await code(run.execution, "Pending") == "InvalidLifecycleEventHookExecutionStatusException")
            #expect(await code("another", "Succeeded") == "InvalidLifecycleEventHookExecutionIdException")
            #expect(await code(run.execution, "Succeeded") == nil)
            #expect(await code(run.execution, "Failed") == "LifecycleEventAlreadyCompletedException")
            #expect(try await world.finished(id)["status"] == "Succeeded")
            #expect(await code(run.execution, "Failed") == "LifecycleEventAlreadyCompletedException")
        }
    }

    @Test("a group carries out one deployment at a time, and its rollback before any other")
    func conflict() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup(more: ["autoRollbackConfiguration": ["enabled": true, "events": ["DEPLOYMENT_STOP_ON_REQUEST"]]])
            let id = try await world.deploy()
            try await world.until { world.lambda.moves.count == 1 }
            do throws(AWSError) {
                try await world.call("CreateDeployment", CloudWorld.deployment(to: "3"))
                Issue.record("a second deployment was taken")
            } catch {
                #expect(error.code == "DeploymentLimitExceededException")
                #expect(error.message == "The Deployment Group 'live' already has an active Deployment '\(id)'")
            }
            let stop: JSON = ["deploymentId": .string(id)]
            try await world.call("StopDeployment", stop)
            // Not for a moment is the group free before the traffic is back.
            while await world.code("CreateDeployment", CloudWorld.deployment(to: "3")) != nil {
                try await world.pass(.milliseconds(1))
            }
            #expect(world.lambda.moves[1].version == "1" && world.lambda.moves[1].weights.isEmpty)
            #expect(await world.code("StopDeployment", stop) == "DeploymentAlreadyCompletedException")
            let info = try await world.info(id)
            let rollback = try #require(info["rollbackInfo"]?["rollbackDeploymentId"]?.string)
            #expect(info["rollbackInfo"]?["rollbackMessage"]?.string == "The deployment was rolled back by \(rollback).")
            let back = try await world.info(rollback)
            #expect(back["rollbackInfo"]?["rollbackTriggeringDeploymentId"]?.string == id)
            #expect(back["status"] == "Succeeded" && back["creator"] == "codeDeployRollback")
            #expect(try world.events(rollback) == ["Succeeded", "Skipped", "Succeeded", "Skipped", "Succeeded"])
        }
    }

    @Test("stopping with and without rollback is as the request says, whatever the configuration says")
    func stopping() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup(more: ["autoRollbackConfiguration": ["enabled": true, "events": ["DEPLOYMENT_STOP_ON_REQUEST"]]])
            let id = try await world.deploy()
            try await world.until { world.lambda.moves.count == 1 }
            try await world.call("StopDeployment", ["deploymentId": .string(id), "autoRollbackEnabled": false])
            let info = try await world.finished(id)
            #expect(info["status"] == "Stopped" && info["rollbackInfo"] == nil)
            #expect(world.lambda.live?.weights == ["2": 0.1])
            // The alias is left weighted, and the next deployment fails on that.
            let next = try await world.deploy(CloudWorld.deployment(to: "3"))
            let error = try await world.finished(next)["errorInformation"]
            #expect(error?["code"] == "INVALID_LAMBDA_CONFIGURATION")
            let text = "The Lambda function alias version does not match the current version in AppSpec file"
            #expect(error?["message"]?.string?.contains(text) == true)
        }
    }

    @Test("an alarm ends the deployment as it goes off; nobody deploys during the rollback, nor with the alarm on")
    func alarm() async throws {
        try await CloudWorld.run { world in
            world.around.watch.set("errors", "OK")
            let alarms: JSON = ["enabled": true, "alarms": [["name": "errors"]]]
            try await world.makeGroup(more: [
                "alarmConfiguration": alarms, "autoRollbackConfiguration": ["enabled": true, "events": ["DEPLOYMENT_STOP_ON_ALARM"]],
            ])
            let id = try await world.deploy()
            try await world.until { world.seconds >= 62 }
            world.around.watch.set("errors", "ALARM")
            let moment = world.seconds
            world.codeDeploy.alarmChanged("errors")
            let info = try await world.finished(id)
            #expect(info["errorInformation"]?["message"]?.string?.hasSuffix("Activated alarms: <errors>") == true)
            #expect(info["completeTime"]?.double == CloudWorld.birth.timeIntervalSince1970 + Double(moment))

            let rollback = try #require(info["rollbackInfo"]?["rollbackDeploymentId"]?.string)
            let refusal = await #expect(throws: AWSError.self) { try await world.deploy(CloudWorld.deployment(to: "3")) }
            #expect(refusal?.message == "The Deployment Group 'live' already has an active Deployment '\(rollback)'")
            #expect(try await world.finished(rollback)["status"] == "Succeeded")
            #expect(world.lambda.moves.last == .init(seconds: moment + 10, version: "1"))

            let blocked = try await world.finished(try await world.deploy(CloudWorld.deployment(to: "3")))
            #expect(blocked["errorInformation"]?["code"] == "ALARM_ACTIVE" && blocked["status"] == "Stopped")
            let override: JSON = ["enabled": false, "alarms": []]
            let fix = try await world.deploy(CloudWorld.deployment(to: "3", more: ["overrideAlarmConfiguration": override]))
            #expect(try await world.finished(fix)["status"] == "Succeeded")
        }
    }

    @Test("alarms that can't be seen are ignored where that is asked for")
    func blindness() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup(more: [
                "alarmConfiguration": ["enabled": true, "ignorePollAlarmFailure": true, "alarms": [["name": "gone"]]]
            ])
            world.around.authorizer.denied.withLock { _ = $0.insert("cloudwatch:DescribeAlarms") }
            #expect(try await world.finished(try await world.deploy())["status"] == "Succeeded")
        }
    }

    @Test(
        "an AppSpec that can't be carried out fails the deployment with a code for it and says what is wrong",
        arguments: [
            ("not a map", "no map"), ("version: 0.0\nHooks: []", "0 resources"), ("version: 1.0\nResources: []", "version"),
            ("version: 0.0\nResources: []", "0 resources"),
            ("version: 0.0\nResources:\n - F:\n    Type: AWS::ECS::Service", "AWS::Lambda::Function"),
            (spec(current: "$LATEST"), "CurrentVersion"), (spec(target: "latest"), "TargetVersion"),
            (spec() + "Hooks:\n - BeforeInstall: f", "BeforeInstall"),
            (spec() + "Hooks:\n - AfterAllowTraffic: f\n - AfterAllowTraffic: g", "two hooks"),
            (spec() + "Hooks:\n - AfterAllowTraffic:\n", "cannot be null or empty"), (spec() + "\tx: 1", "not well-formed"),
        ])
    func badAppSpec(text: String, reason: String) async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup()
            let revision: JSON = ["revisionType": "AppSpecContent", "appSpecContent": ["content": .string(text)]]
            let id = try await world.deploy(CloudWorld.deployment(more: ["revision": revision]))
            #expect(await world.code("ListDeploymentTargets", ["deploymentId": .string(id)]) == "DeploymentNotStartedException")
            let error = try await world.finished(id)["errorInformation"]
            #expect(error?["code"] == (reason == "not well-formed" ? "INVALID_REVISION" : "INVALID_LAMBDA_CONFIGURATION"))
            #expect(error?["message"]?.string?.contains(reason) == true, "\(error?["message"]?.string ?? "")")
            #expect(world.lambda.moves.isEmpty)
        }
    }

    private static func spec(current: String = "1", target: String = "2") -> String {
        """
        version: 0.0
        Resources:
          - Function:
              Type: AWS::Lambda::Function
              Properties:
                Name: arn:aws:lambda:us-east-1:123456789012:function:shop
                Alias: live
                CurrentVersion: \(current)
                TargetVersion: "\(target)"

        """
    }

    @Test("an AppSpec that names another account's function moves none of ours")
    func otherAccount() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup()
            let function = "arn:aws:lambda:us-east-1:210987654321:function:shop"
            let info = try await world.finished(try await world.deploy(CloudWorld.deployment(function: function)))
            #expect(info["errorInformation"]?["code"] == "INVALID_LAMBDA_CONFIGURATION")
            #expect(world.lambda.moves.isEmpty)
        }
    }

    @Test(
        "with the current version as the target, all at once succeeds, and what shifts step by step fails",
        arguments: [
            ("LambdaAllAtOnce", "Succeeded"), ("LambdaCanary10Percent5Minutes", "Failed"), ("LambdaLinear10PercentEvery1Minute", "Failed"),
        ])
    func sameVersion(config: String, status: String) async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup(config: "CodeDeployDefault." + config)
            let info = try await world.finished(try await world.deploy(CloudWorld.deployment(from: "1", to: "1")))
            #expect(info["status"]?.string == status)
            #expect(info["errorInformation"]?["code"] == (status == "Failed" ? "INVALID_LAMBDA_CONFIGURATION" : nil))
            #expect(world.lambda.live?.version == "1" && world.lambda.live?.weights == [:])
        }
    }

    @Test("an AppSpec comes out of S3, in YAML too")
    func s3() async throws {
        try await CloudWorld.run { world in
            world.around.s3.objects.withLock { $0["spec"] = Self.spec() }
            try await world.makeGroup()
            func deploy(key: String, eTag: String = "abc", bundleType: String = "YAML") async throws -> JSON {
                let revision: JSON = [
                    "revisionType": "S3",
                    "s3Location": ["bucket": "b", "key": .string(key), "bundleType": .string(bundleType), "eTag": .string(eTag)],
                ]
                return try await world.finished(try await world.deploy(CloudWorld.deployment(more: ["revision": revision])))
            }
            #expect(try await deploy(key: "none")["errorInformation"]?["code"] == "REVISION_MISSING")
            #expect(try await deploy(key: "spec", eTag: "old")["errorInformation"]?["code"] == "REVISION_MISSING")
            #expect(try await deploy(key: "spec")["status"] == "Succeeded")
            #expect(world.lambda.live?.version == "2")
            for bundleType in ["yaml", "json", "JSON"] {
                world.lambda.change { $0.aliases["shop:live"] = FakeLambda.Alias(version: "1") }
                #expect(try await deploy(key: "spec", bundleType: bundleType)["status"] == "Succeeded")
            }
            let asked = world.around.authorizer.asked.withLock { $0 }
            #expect(asked.contains("s3:GetObject arn:aws:s3:::b/spec"))
        }
    }

    @Test("the target shows what is moved, how far, and its events with their times")
    func target() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup()
            let id = try await world.deploy()
            try await world.until { world.lambda.moves.count == 1 }
            let input: JSON = ["deploymentId": .string(id)]
            #expect(try await world.call("ListDeploymentTargets", input) == ["targetIds": ["shop:live"]])
            let target = try await world.call("GetDeploymentTarget", ["deploymentId": .string(id), "targetId": "shop:live"])
            let batch = try await world.call("BatchGetDeploymentTargets", ["deploymentId": .string(id), "targetIds": ["shop:live"]])
            #expect(batch["deploymentTargets"]?[0] == target["deploymentTarget"])
            let lambda = try #require(target["deploymentTarget"]?["lambdaTarget"])
            #expect(
                lambda["lambdaFunctionInfo"] == [
                    "functionName": "shop", "functionAlias": "live", "currentVersion": "1", "targetVersion": "2",
                    "targetVersionWeight": 0.1,
                ])
            #expect(lambda["status"] == "InProgress")
            #expect(
                lambda["lifecycleEvents"]?.array?.compactMap { $0["lifecycleEventName"]?.string } == [
                    "Start", "BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic", "End",
                ])
            let failed: JSON = ["deploymentId": .string(id), "targetFilters": ["TargetStatus": ["Failed"]]]
            #expect(try await world.call("ListDeploymentTargets", failed) == ["targetIds": []])
            #expect(
                await world.code("GetDeploymentTarget", ["deploymentId": .string(id), "targetId": "other"])
                    == "DeploymentTargetDoesNotExistException")
            try await world.finished(id)
        }
    }

    @Test("topics are told of start, end and rollback, in AWS's form")
    func triggers() async throws {
        try await CloudWorld.run { world in
            let topic: JSON = "arn:aws:sns:us-east-1:123456789012:news"
            func trigger(_ name: JSON, _ events: JSON) -> JSON {
                ["triggerName": name, "triggerTargetArn": topic, "triggerEvents": events]
            }
            world.lambda.hooks.withLock { $0["after"] = FakeLambda.reports("Failed") }
            try await world.makeGroup(more: [
                "triggerConfigurations": [
                    trigger("ends", ["DeploymentSuccess", "DeploymentFailure", "DeploymentStop", "DeploymentRollback"]),
                    trigger("starts", ["DeploymentStart", "DeploymentReady"]),
                ], "autoRollbackConfiguration": ["enabled": true, "events": ["DEPLOYMENT_FAILURE"]],
            ])
            let id = try await world.deploy(CloudWorld.deployment(hooks: ["AfterAllowTraffic": "after"]))
            let rollback = try #require(try await world.finished(id)["rollbackInfo"]?["rollbackDeploymentId"]?.string)
            try await world.finished(rollback)
            let messages = world.around.sns.messages.withLock { $0 }
            func told(_ deployment: String) -> [String] {
                messages.filter { $0["deploymentId"]?.string == deployment }
                    .map { "\($0["eventTriggerName"]?.string ?? "") \($0["status"]?.string ?? "")" }
            }
            #expect(told(id) == ["starts InProgress", "ends Failed", "ends Failed"])
            #expect(told(rollback) == ["starts InProgress", "ends Succeeded"])
            let failure = try #require(messages.first { $0["status"] == "Failed" })
            #expect(
                failure.object?.keys == [
                    "region", "accountId", "eventTriggerName", "applicationName", "deploymentId", "deploymentGroupName", "createTime",
                    "completeTime", "deploymentOverview", "status", "errorInformation",
                ])
            #expect(failure["createTime"] == "1800000000.000" && failure["completeTime"] == "1800000300.000")
            #expect(failure["deploymentOverview"]?["Failed"] == "1")
            #expect(failure["errorInformation"]?["ErrorCode"] == "HOOK_EXECUTION_FAILURE")
            let asked = world.around.authorizer.asked.withLock { $0 }
            #expect(asked.contains("sns:Publish arn:aws:sns:us-east-1:123456789012:news"))
        }
    }

    @Test("a thousand linear deployments of ninety minutes with hooks and alarms all succeed and leave nothing running")
    func thousand() async throws {
        try await CloudWorld.run { world in
            world.lambda.hooks.withLock {
                $0["before"] = FakeLambda.reports("Succeeded")
                $0["after"] = FakeLambda.reports("Succeeded")
            }
            world.around.watch.set("errors", "OK")
            var ids: [String] = []
            for number in 0..<1000 {
                let function = "shop-\(number)"
                world.lambda.change { state in
                    state.versions[function] = ["1", "2"]
                    state.aliases["\(function):live"] = .init(version: "1")
                }
                try await world.makeGroup(
                    function, config: "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes",
                    more: number < 100 ? ["alarmConfiguration": ["enabled": true, "alarms": [["name": "errors"]]]] : [:])
                ids.append(
                    try await world.deploy(CloudWorld.deployment(function: function, hooks: CloudWorld.bothHooks, group: function)))
            }
            for id in ids { #expect(try await world.finished(id)["status"] == "Succeeded") }
            #expect(world.lambda.moves.count == 10_000)
            let running = world.codeDeploy.bells.withLock { $0.count }
            #expect(running == 0)
        }
    }
}
