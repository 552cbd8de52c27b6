import Testing

@testable import RolloutStack

/// How rollouts come out.
@Suite("Rollouts")
struct RolloutTests {
    private func group(_ plan: RolloutPlan) throws -> TemplateObject {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), url: true, rollout: plan)
        return try stack.template().properties("ApiGroup")
    }

    @Test("a shift that CodeDeploy has a configuration for uses it")
    func predefined() throws {
        #expect(try group(.canary())["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent10Minutes")
        #expect(try group(.linear(duration: .minutes(1)))["DeploymentConfigName"] == "CodeDeployDefault.LambdaLinear10PercentEvery1Minute")
        #expect(try group(.linear())["DeploymentConfigName"] == "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes")
        #expect(try group(.allAtOnce())["DeploymentConfigName"] == "CodeDeployDefault.LambdaAllAtOnce")
        #expect(try group(.shifting(.configuration("Ours")))["DeploymentConfigName"] == "Ours")
    }

    @Test("any other shift makes a configuration with its values in its name, one for all functions that share it")
    func custom() throws {
        let stack = Stack("shop")
        for name in ["A", "B"] { stack.function(name, code: .product(name), rollout: .canary(percentage: 10, duration: .minutes(7))) }
        let configuration = try stack.template().only("AWS::CodeDeploy::DeploymentConfig")
        #expect(configuration["DeploymentConfigName"] == "shop-prod-canary-10pct-7min")
        #expect(
            configuration["TrafficRoutingConfig"]
                == ["Type": "TimeBasedCanary", "TimeBasedCanary": ["CanaryPercentage": 10, "CanaryInterval": 7]])
    }

    @Test("a rollout takes 10 % and 10 minutes unless told otherwise")
    func defaults() {
        #expect(TrafficShift.canary() == .canary(percentage: 10, duration: .minutes(10)))
        #expect(TrafficShift.linear() == .linear(percentage: 10, duration: .minutes(10)))
    }

    @Test("each schedule is drawn")
    func schedules() {
        let draw = { (shift: TrafficShift, before: Bool, after: Bool) in
            RolloutSchedule(shift: shift, hasHookBefore: before, hasHookAfter: after).description
        }
        #expect(draw(.canary(), true, true) == "10 % at 0:00, 100 % at 0:10, hooks before and after, latest end 2:10")
        #expect(draw(.allAtOnce, false, false) == "100 % at 0:00, latest end 0:00")
        #expect(
            draw(.linear(percentage: 33, duration: .minutes(30)), true, false)
                == "33 % at 0:00, 66 % at 0:30, 99 % at 1:00, 100 % at 1:30, hook before, latest end 2:30")
        #expect(draw(.linear(), false, true) == "10 % at 0:00, 20 % at 0:10, 30 % at 0:20, …, 100 % at 1:30, hook after, latest end 2:30")
        #expect(
            draw(.configuration("CodeDeployDefault.LambdaCanary10Percent5Minutes"), false, false)
                == "10 % at 0:00, 100 % at 0:05, latest end 0:05")
        #expect(draw(.configuration("Ours"), true, false) == "as the account's configuration says, hook before")
    }

    @Test(
        "a shift that CodeDeploy would refuse is an error",
        arguments: [
            (.canary(percentage: 0), "1 to 99 percent"), (.canary(percentage: 100), "1 to 99 percent"),
            (.canary(percentage: .min), "1 to 99 percent"), (.linear(percentage: 100), "1 to 99 percent"),
            (.canary(duration: .seconds(90)), "whole minutes"), (.canary(duration: .zero), "whole minutes"),
            (.canary(duration: .seconds(-60)), "whole minutes"), (.canary(duration: .minutes(2881)), "2,880 minutes"),
            (.linear(percentage: 10, duration: .minutes(321)), "2,880 minutes"),
            (.linear(percentage: 1, duration: .days(40)), "2,880 minutes"),
            (.linear(percentage: 1, duration: .seconds(Int64.max / 60 * 60)), "2,880 minutes"),
            (.configuration("CodeDeployDefault.LambdaCanary10Percent7Minutes"), "no configuration"),
            (.configuration(""), "1 to 100 characters"),
        ] as [(TrafficShift, String)])
    func refused(shift: TrafficShift, message: String) {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), rollout: .shifting(shift))
        #expect(stack.problemTexts.count == 1)
        #expect(stack.problemTexts.first?.contains(message) == true, "\(stack.problemTexts)")
    }

    @Test(
        "a shift at the limit is none",
        arguments: [
            .canary(percentage: 1, duration: .minutes(2880)), .canary(percentage: 99), .linear(percentage: 10, duration: .minutes(320)),
            .linear(percentage: 99, duration: .minutes(2880)),
        ]
            as [TrafficShift])
    func allowed(shift: TrafficShift) {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), rollout: .shifting(shift))
        #expect(stack.problemTexts == [])
    }

    @Test("a deployment group has its alarm configuration also when it is empty, and rolls back by itself")
    func emptyAlarms() throws {
        let group = try group(.canary())
        #expect(group["AlarmConfiguration"] == ["Enabled": false, "Alarms": []])
        #expect(
            group["AutoRollbackConfiguration"]
                == ["Enabled": true, "Events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]])
        #expect(try self.group(.canary(rollbackEvents: []))["AutoRollbackConfiguration"] == ["Enabled": false])
        #expect(group["DeploymentStyle"] == ["DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"])
    }

    @Test("notifications become triggers, each event under CodeDeploy's name")
    func notifications() throws {
        let stack = Stack("shop")
        let topic = stack.topic("Alerts")
        stack.function(
            "Api", code: .product("Api"),
            rollout: .canary(notifications: [.topic(topic, on: .start, .success, .failure, .stop, .rollback, .ready)]))
        #expect(
            try stack.template().properties("ApiGroup")["TriggerConfigurations"] == [
                [
                    "TriggerName": "Alerts", "TriggerTargetArn": topic.arn,
                    "TriggerEvents": [
                        "DeploymentFailure", "DeploymentReady", "DeploymentRollback", "DeploymentStart", "DeploymentStop",
                        "DeploymentSuccess",
                    ],
                ]
            ])
    }

    @Test("CloudFormation starts the deployments where it is told to, with the hooks by name, and no parameter says what is live")
    func managed() throws {
        let template = try Examples.shop(.managedByCloudFormation).template()
        let live = try #require(template.resources["ApiLive"])
        #expect(
            live["UpdatePolicy"] == [
                "CodeDeployLambdaAliasUpdate": [
                    "ApplicationName": .ref("CodeDeployApplication"), "DeploymentGroupName": .ref("ApiGroup"),
                    "BeforeAllowTrafficHook": "shop-prod-Smoke", "AfterAllowTrafficHook": "shop-prod-Smoke",
                ]
            ])
        #expect(live.properties["FunctionVersion"] == .getAtt("ApiVersion", "Version"))
        #expect(template.root["Parameters"]?.at("ApiLiveVersion") == nil)
        #expect(try Examples.shop().template().resources["ApiLive"]?["UpdatePolicy"] == nil)
    }

    @Test("a function has both aliases, both addresses, and names them")
    func aliases() throws {
        let stack = Stack("shop")
        let api = stack.function("Api", code: .product("Api"), url: true, rollout: .canary(alias: "stable", latestURL: true))
        stack.output("Url", api.url)
        stack.output("LatestUrl", api.latestURL)
        stack.output("Target", api.targetARN)
        stack.output("LatestTarget", api.latestTargetARN)
        stack.output("Qualifier", api.qualifier)
        stack.output("LatestQualifier", api.latestQualifier)
        let template = try stack.template()
        #expect(try template.properties("ApiLive")["Name"] == "stable")
        #expect(try template.properties("ApiUrl")["Qualifier"] == "stable")
        #expect(try template.properties("ApiUrl")["TargetFunctionArn"] == .getAtt("Api", "Arn"))
        #expect(try template.properties("ApiLatestUrl")["Qualifier"] == "latest")
        let outputs = try #require(template.root["Outputs"])
        #expect(outputs.at("Url", "Value") == .getAtt("ApiUrl", "FunctionUrl"))
        #expect(outputs.at("LatestUrl", "Value") == .getAtt("ApiLatestUrl", "FunctionUrl"))
        #expect(outputs.at("Target", "Value") == .ref("ApiLive"))
        #expect(outputs.at("LatestTarget", "Value") == .ref("ApiLatest"))
        #expect(outputs.at("Qualifier", "Value") == "stable")
        #expect(outputs.at("LatestQualifier", "Value") == "latest")
    }

    @Test("a public address has both permissions, on its alias")
    func permissions() throws {
        let template = try Examples.shop().template()
        for (id, alias) in [("Api", "ApiLive"), ("ApiLatest", "ApiLatest")] {
            let address = try template.properties(id + "Public")
            #expect(address["Action"] == "lambda:InvokeFunctionUrl")
            #expect(address["FunctionUrlAuthType"] == "NONE")
            #expect(address["FunctionName"] == .ref(alias))
            let invocation = try template.properties(id + "PublicInvoke")
            #expect(invocation["Action"] == "lambda:InvokeFunction")
            #expect(invocation["InvokedViaFunctionUrl"] == true)
            #expect(invocation["FunctionName"] == .ref(alias))
        }
    }

    @Test("a product as a hook becomes a function, linked to the one that it guards, that is not tried twice")
    func productHook() throws {
        let template = try Examples.small().template()
        let hook = try template.properties("ApiBeforeTraffic")
        #expect(hook["FunctionName"] == "shop-prod-ApiBeforeTraffic")
        #expect(hook["Handler"] == "BeforeTraffic")
        let link = try #require(hook["Environment"]?.at("Variables", "SST_RESOURCE_Api"))
        #expect(link.json.contains("latestUrl") && link.json.contains("ApiLatestUrl.FunctionUrl"))
        let asynchronous = try template.properties("ApiBeforeTrafficHookAsync")
        #expect(asynchronous["MaximumRetryAttempts"] == 0)
        #expect(asynchronous["Qualifier"] == "$LATEST")
    }

    @Test("the metadata says what a deploy needs to know of a rollout")
    func metadata() throws {
        let metadata = try Examples.shop().template().metadata
        #expect(metadata["format"] == 1)
        #expect(metadata["application"] == "shop-prod")
        let api = try #require(metadata["rollouts"]?.at("Api"))
        #expect(api.at("functionName") == "shop-prod-Api")
        #expect(api.at("deploymentGroup") == "shop-prod-Api")
        #expect(api.at("liveVersion") == ["ApiLiveVersion"])
        #expect(api.at("versionResource") == "ApiVersion")
        #expect(api.at("shift", "configuration") == "shop-prod-linear-20pct-every-3min")
        #expect(api.at("shift", "steps")?.array?.count == 5)
        #expect(api.at("hooks") == ["beforeTraffic": "shop-prod-Smoke", "afterTraffic": "shop-prod-Smoke"])
        #expect(api.at("onConflict") == "cancel")
        #expect(api.at("wait") == ["until": "started"])
        #expect(
            api.at("alarms") == ["CheckoutBroken", "shop-prod-Api-errorRate-v{version}", "shop-prod-Api-latency-p99-v{version}"])
        #expect(metadata["rollouts"]?.at("Worker", "wait") == ["until": "end"])
        let code = try #require(metadata["code"]?.at("Api"))
        #expect(code.at("product") == "Api")
        #expect(code.at("parameters") == ["bucket": ["CodeBucket"], "key": ["ApiCodeKey"], "sha256": ["ApiCodeSha256"]])
        // Both hooks are one product, so one zip.
        #expect(metadata["code"]?.at("BeforeTraffic", "functions") == ["Smoke", "WorkerBeforeTraffic"])
    }

    @Test("how a conflict ends and how long a deploy waits goes into the metadata", arguments: [ConflictPolicy.cancel, .rollback, .fail])
    func conflicts(policy: ConflictPolicy) throws {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), rollout: .canary(onConflict: policy, wait: .atMost(.minutes(30))))
        let api = try #require(try stack.template().metadata["rollouts"]?.at("Api"))
        #expect(api.at("onConflict") == .string(policy.rawValue))
        #expect(api.at("wait") == ["until": "end", "seconds": 1800])
    }
}
