import Foundation
import JSONValue
import Synchronization
import Testing

@testable import LocalCloud

@Suite("CodeDeploy's operations")
struct OperationTests {
    // MARK: Applications

    @Test("an application is made, found, renamed with its groups and deployments, and deleted")
    func applications() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup()
            #expect(await world.code("CreateApplication", ["applicationName": "shop"]) == "ApplicationAlreadyExistsException")
            let id = try await world.deploy()
            try await world.finished(id)
            try await world.call("UpdateApplication", ["applicationName": "shop", "newApplicationName": "store"])
            #expect(await world.code("GetApplication", ["applicationName": "shop"]) == "ApplicationDoesNotExistException")
            let application = try await world.call("GetApplication", ["applicationName": "store"])["application"]
            #expect(application?["computePlatform"] == "Lambda")
            #expect(application?["createTime"]?.double == CloudWorld.birth.timeIntervalSince1970)
            #expect(try await world.info(id)["applicationName"] == "store")
            let group: JSON = ["applicationName": "store", "deploymentGroupName": "live"]
            let info = try await world.call("GetDeploymentGroup", group)["deploymentGroupInfo"]
            #expect(info?["lastSuccessfulDeployment"]?["deploymentId"]?.string == id)
            #expect(info?["targetRevision"]?["revisionType"] == "AppSpecContent")
            try await world.call("CreateApplication", ["applicationName": "other"])
            #expect(
                await world.code("UpdateApplication", ["applicationName": "other", "newApplicationName": "store"])
                    == "ApplicationAlreadyExistsException")
            try await world.call("DeleteApplication", ["applicationName": "store"])
            #expect(await world.code("GetDeploymentGroup", group) == "ApplicationDoesNotExistException")
            #expect(try await world.info(id)["applicationName"] == "shop")
            #expect(try await world.call("ListApplications") == ["applications": ["other"]])
        }
    }

    /// Operations, inputs, and the errors that they end with.
    static let refusals: [(String, JSON, String)] = {
        let long = JSON.string(String(repeating: "n", count: 101))
        let role: JSON = "arn:aws:iam::123456789012:role/deployer"
        func group(_ more: JSON.Object) -> JSON {
            var input: JSON.Object = ["applicationName": "shop", "deploymentGroupName": "new", "serviceRoleArn": role]
            for (key, value) in more { input[key] = value }
            return .object(input)
        }
        func config(_ routing: JSON?, name: JSON = "mine") -> JSON {
            JSON(members: ["deploymentConfigName": name, "computePlatform": "Lambda", "trafficRoutingConfig": routing])
        }
        func canary(_ percentage: JSON, _ minutes: JSON) -> JSON {
            config(["type": "TimeBasedCanary", "timeBasedCanary": ["canaryPercentage": percentage, "canaryInterval": minutes]])
        }
        func linear(_ percentage: JSON, _ minutes: JSON) -> JSON {
            config(["type": "TimeBasedLinear", "timeBasedLinear": ["linearPercentage": percentage, "linearInterval": minutes]])
        }
        func deployment(_ more: JSON.Object) -> JSON { CloudWorld.deployment(more: more) }
        func trigger(_ name: JSON = "t", _ topic: JSON = "arn:aws:sns:us-east-1:123456789012:news", _ events: JSON = ["DeploymentStart"])
            -> JSON
        {
            ["triggerName": name, "triggerTargetArn": topic, "triggerEvents": events]
        }
        let alarms = JSON.array((1...11).map { ["name": .string("alarm-\($0)")] })
        let tags = JSON.array((1...51).map { ["Key": .string("k\($0)"), "Value": "v"] })
        let application: JSON = ["applicationName": "shop"]
        let arn = "arn:aws:codedeploy:us-east-1:123456789012:"
        return [
            ("CreateApplication", [:], "ApplicationNameRequiredException"),
            ("CreateApplication", ["applicationName": ""], "ApplicationNameRequiredException"),
            ("CreateApplication", ["applicationName": long], "InvalidApplicationNameException"),
            ("CreateApplication", ["applicationName": "a/b"], "InvalidApplicationNameException"),
            ("CreateApplication", ["applicationName": 7], "SerializationException"),
            ("CreateApplication", ["applicationName": "new", "computePlatform": "Edge"], "InvalidComputePlatformException"),
            ("CreateApplication", ["applicationName": "new", "tags": tags], "InvalidTagsToAddException"),
            ("CreateApplication", ["applicationName": "new", "tags": [["Key": "aws:x"]]], "InvalidTagsToAddException"),
            ("GetApplication", [:], "ApplicationNameRequiredException"),
            ("BatchGetApplications", ["applicationNames": []], "ApplicationNameRequiredException"),
            ("BatchGetApplications", ["applicationNames": .array(Array(repeating: "shop", count: 101))], "BatchLimitExceededException"),
            ("BatchGetApplications", ["applicationNames": ["none"]], "ApplicationDoesNotExistException"),
            ("ListApplications", ["nextToken": "abc"], "InvalidNextTokenException"),
            ("UpdateApplication", ["applicationName": "none"], "ApplicationDoesNotExistException"),
            ("CreateDeploymentGroup", ["applicationName": "none"], "ApplicationDoesNotExistException"),
            ("CreateDeploymentGroup", application, "DeploymentGroupNameRequiredException"),
            ("CreateDeploymentGroup", group(["deploymentGroupName": long]), "InvalidDeploymentGroupNameException"),
            ("CreateDeploymentGroup", group(["deploymentGroupName": "live"]), "DeploymentGroupAlreadyExistsException"),
            ("CreateDeploymentGroup", group(["serviceRoleArn": ""]), "RoleRequiredException"),
            ("CreateDeploymentGroup", group(["serviceRoleArn": "deployer"]), "InvalidRoleException"),
            ("CreateDeploymentGroup", group(["deploymentConfigName": "none"]), "DeploymentConfigDoesNotExistException"),
            (
                "CreateDeploymentGroup", group(["deploymentConfigName": "CodeDeployDefault.OneAtATime"]),
                "InvalidDeploymentConfigNameException"
            ),
            (
                "CreateDeploymentGroup",
                group(["deploymentStyle": ["deploymentType": "IN_PLACE", "deploymentOption": "WITH_TRAFFIC_CONTROL"]]),
                "InvalidDeploymentStyleException"
            ),
            ("CreateDeploymentGroup", group(["alarmConfiguration": ["enabled": true]]), "InvalidAlarmConfigException"),
            (
                "CreateDeploymentGroup", group(["alarmConfiguration": ["enabled": true, "alarms": [["name": "a"], ["name": "a"]]]]),
                "InvalidAlarmConfigException"
            ),
            ("CreateDeploymentGroup", group(["alarmConfiguration": ["enabled": true, "alarms": alarms]]), "AlarmsLimitExceededException"),
            ("CreateDeploymentGroup", group(["autoRollbackConfiguration": ["enabled": true]]), "InvalidAutoRollbackConfigException"),
            ("CreateDeploymentGroup", group(["autoRollbackConfiguration": ["events": ["NOW"]]]), "InvalidAutoRollbackConfigException"),
            ("CreateDeploymentGroup", group(["triggerConfigurations": [trigger("")]]), "InvalidTriggerConfigException"),
            ("CreateDeploymentGroup", group(["triggerConfigurations": [trigger("t", "news")]]), "InvalidTriggerConfigException"),
            (
                "CreateDeploymentGroup",
                group(["triggerConfigurations": [trigger("t", "arn:aws:sns:us-east-1:123456789012:a", ["Never"])]]),
                "InvalidTriggerConfigException"
            ),
            (
                "CreateDeploymentGroup", group(["triggerConfigurations": .array((1...11).map { trigger(.string("t\($0)")) })]),
                "TriggerTargetsLimitExceededException"
            ),
            ("CreateDeploymentGroup", group(["ec2TagFilters": [["Key": "a"]]]), "InvalidEC2TagException"),
            ("CreateDeploymentGroup", group(["autoScalingGroups": ["asg"]]), "InvalidAutoScalingGroupException"),
            ("CreateDeploymentGroup", group(["onPremisesInstanceTagFilters": [["Key": "a"]]]), "InvalidTagException"),
            ("CreateDeploymentGroup", group(["onPremisesTagSet": ["onPremisesTagSetList": [[["Key": "a"]]]]]), "InvalidTagException"),
            ("CreateDeploymentGroup", group(["ec2TagSet": ["ec2TagSetList": [[["Key": "a"]]]]]), "InvalidEC2TagException"),
            (
                "CreateDeploymentGroup", group(["loadBalancerInfo": ["elbInfoList": [["name": "a"]], "targetGroupInfoList": []]]),
                "InvalidLoadBalancerInfoException"
            ),
            ("CreateDeploymentGroup", group(["ecsServices": [["serviceName": "a"]]]), "InvalidECSServiceException"),
            (
                "CreateDeploymentGroup", group(["blueGreenDeploymentConfiguration": ["deploymentReadyOption": ["waitTimeInMinutes": 1]]]),
                "InvalidBlueGreenDeploymentConfigurationException"
            ),
            ("CreateDeploymentGroup", group(["terminationHookEnabled": true]), "InvalidInputException"),
            ("CreateDeploymentGroup", group(["outdatedInstancesStrategy": "WAIT"]), "InvalidInputException"),
            ("CreateDeploymentGroup", group(["deploymentStyle": ["deploymentType": "BLUE_GREEN"]]), "InvalidDeploymentStyleException"),
            (
                "UpdateDeploymentGroup",
                ["applicationName": "shop", "currentDeploymentGroupName": "live", "loadBalancerInfo": ["elbInfoList": [["name": "a"]]]],
                "InvalidLoadBalancerInfoException"
            ),
            (
                "UpdateDeploymentGroup",
                ["applicationName": "shop", "currentDeploymentGroupName": "live", "deploymentConfigName": "none"],
                "DeploymentConfigDoesNotExistException"
            ),
            (
                "CreateDeploymentGroup", ["applicationName": "servers", "deploymentGroupName": "g", "serviceRoleArn": role],
                "InvalidInputException"
            ),
            ("GetDeploymentGroup", ["applicationName": "shop", "deploymentGroupName": "none"], "DeploymentGroupDoesNotExistException"),
            ("BatchGetDeploymentGroups", application, "DeploymentGroupNameRequiredException"),
            (
                "UpdateDeploymentGroup",
                ["applicationName": "shop", "currentDeploymentGroupName": "live", "newDeploymentGroupName": "other"],
                "DeploymentGroupAlreadyExistsException"
            ),
            ("ListDeploymentGroups", ["applicationName": "shop", "nextToken": "bm9ib2R5"], "InvalidNextTokenException"),
            ("CreateDeploymentConfig", [:], "DeploymentConfigNameRequiredException"),
            ("CreateDeploymentConfig", config(["type": "AllAtOnce"], name: long), "InvalidDeploymentConfigNameException"),
            (
                "CreateDeploymentConfig", config(["type": "AllAtOnce"], name: "CodeDeployDefault.Mine"),
                "InvalidDeploymentConfigNameException"
            ),
            ("CreateDeploymentConfig", config(["type": "AllAtOnce"], name: "own"), "DeploymentConfigAlreadyExistsException"),
            ("CreateDeploymentConfig", ["deploymentConfigName": "mine"], "InvalidComputePlatformException"),
            (
                "CreateDeploymentConfig",
                ["deploymentConfigName": "mine", "computePlatform": "Lambda", "minimumHealthyHosts": ["type": "HOST_COUNT", "value": 0]],
                "InvalidMinimumHealthyHostValueException"
            ),
            (
                "CreateDeploymentConfig",
                ["deploymentConfigName": "mine", "computePlatform": "Lambda", "zonalConfig": ["monitorDurationInSeconds": 1]],
                "InvalidZonalDeploymentConfigurationException"
            ),
            ("CreateDeploymentConfig", config(nil), "InvalidTrafficRoutingConfigurationException"),
            ("CreateDeploymentConfig", config(["type": "Sudden"]), "InvalidTrafficRoutingConfigurationException"),
            ("CreateDeploymentConfig", canary(0, 5), "InvalidTrafficRoutingConfigurationException"),
            ("CreateDeploymentConfig", canary(100, 5), "InvalidTrafficRoutingConfigurationException"),
            ("CreateDeploymentConfig", canary(10, 0), "InvalidTrafficRoutingConfigurationException"),
            ("CreateDeploymentConfig", canary(10, 2881), "InvalidTrafficRoutingConfigurationException"),
            ("CreateDeploymentConfig", linear(10, 321), "InvalidTrafficRoutingConfigurationException"),
            ("CreateDeploymentConfig", linear(1, 9_223_372_036_854_775_807), "InvalidTrafficRoutingConfigurationException"),
            ("CreateDeploymentConfig", linear(-10, 5), "InvalidTrafficRoutingConfigurationException"),
            ("GetDeploymentConfig", ["deploymentConfigName": "none"], "DeploymentConfigDoesNotExistException"),
            ("DeleteDeploymentConfig", ["deploymentConfigName": "CodeDeployDefault.LambdaAllAtOnce"], "InvalidOperationException"),
            ("DeleteDeploymentConfig", ["deploymentConfigName": "own"], "DeploymentConfigInUseException"),
            ("RegisterApplicationRevision", application, "RevisionRequiredException"),
            (
                "RegisterApplicationRevision", ["applicationName": "shop", "revision": ["revisionType": "GitHub"]],
                "InvalidRevisionException"
            ),
            (
                "RegisterApplicationRevision",
                [
                    "applicationName": "shop",
                    "revision": ["revisionType": "S3", "s3Location": ["bucket": "b", "key": "k", "bundleType": "zip"]],
                ],
                "InvalidRevisionException"
            ),
            (
                "GetApplicationRevision",
                ["applicationName": "shop", "revision": ["revisionType": "String", "string": ["content": "never seen"]]],
                "RevisionDoesNotExistException"
            ),
            ("ListApplicationRevisions", ["applicationName": "shop", "sortBy": "size"], "InvalidSortByException"),
            ("ListApplicationRevisions", ["applicationName": "shop", "sortOrder": "up"], "InvalidSortOrderException"),
            ("ListApplicationRevisions", ["applicationName": "shop", "deployed": "maybe"], "InvalidDeployedStateFilterException"),
            ("ListApplicationRevisions", ["applicationName": "shop", "s3KeyPrefix": "a"], "BucketNameFilterRequiredException"),
            ("CreateDeployment", application, "DeploymentGroupNameRequiredException"),
            ("CreateDeployment", ["applicationName": "shop", "deploymentGroupName": "live"], "RevisionRequiredException"),
            ("CreateDeployment", deployment(["deploymentGroupName": "none"]), "DeploymentGroupDoesNotExistException"),
            ("CreateDeployment", deployment(["revision": ["revisionType": "AppSpecContent"]]), "InvalidRevisionException"),
            (
                "CreateDeployment",
                deployment([
                    "revision": [
                        "revisionType": "AppSpecContent",
                        "appSpecContent": ["content": "{}", "sha256": .string(String(repeating: "0", count: 64))],
                    ]
                ]), "InvalidRevisionException"
            ),
            ("CreateDeployment", deployment(["description": .string(String(repeating: "d", count: 257))]), "DescriptionTooLongException"),
            ("CreateDeployment", deployment(["deploymentConfigName": "none"]), "DeploymentConfigDoesNotExistException"),
            (
                "CreateDeployment", deployment(["ignoreApplicationStopFailures": true]),
                "InvalidIgnoreApplicationStopFailuresValueException"
            ),
            ("CreateDeployment", deployment(["fileExistsBehavior": "BURN"]), "InvalidFileExistsBehaviorException"),
            ("CreateDeployment", deployment(["fileExistsBehavior": "DISALLOW"]), "InvalidFileExistsBehaviorException"),
            ("CreateDeployment", deployment(["updateOutdatedInstancesOnly": true]), "InvalidUpdateOutdatedInstancesOnlyValueException"),
            (
                "CreateDeployment", deployment(["targetInstances": ["tagFilters": [["Key": "a"]], "ec2TagSet": .null]]),
                "InvalidTargetInstancesException"
            ),
            ("CreateDeployment", deployment(["targetInstances": ["autoScalingGroups": ["a"]]]), "InvalidTargetInstancesException"),
            ("CreateDeployment", deployment(["overrideAlarmConfiguration": ["enabled": true]]), "InvalidAlarmConfigException"),
            ("GetDeployment", [:], "DeploymentIdRequiredException"),
            ("GetDeployment", ["deploymentId": "x"], "InvalidDeploymentIdException"),
            ("GetDeployment", ["deploymentId": "d-AAAAAAAAA"], "DeploymentDoesNotExistException"),
            ("BatchGetDeployments", ["deploymentIds": []], "DeploymentIdRequiredException"),
            ("BatchGetDeployments", ["deploymentIds": .array(Array(repeating: "d-AAAAAAAAA", count: 101))], "BatchLimitExceededException"),
            ("ListDeployments", application, "DeploymentGroupNameRequiredException"),
            ("ListDeployments", ["deploymentGroupName": "live"], "ApplicationNameRequiredException"),
            ("ListDeployments", ["includeOnlyStatuses": ["Done"]], "InvalidDeploymentStatusException"),
            ("ListDeployments", ["createTimeRange": ["start": 2, "end": 1]], "InvalidTimeRangeException"),
            ("ListDeployments", ["nextToken": "bm9ib2R5"], "InvalidNextTokenException"),
            ("StopDeployment", ["deploymentId": "d-AAAAAAAAA"], "DeploymentDoesNotExistException"),
            ("ListDeploymentTargets", [:], "DeploymentIdRequiredException"),
            ("TagResource", ["Tags": [["Key": "a"]]], "ResourceArnRequiredException"),
            ("TagResource", ["ResourceArn": "shop", "Tags": [["Key": "a"]]], "InvalidArnException"),
            ("TagResource", ["ResourceArn": "arn:aws:sns:us-east-1:123456789012:x:y", "Tags": [["Key": "a"]]], "ArnNotSupportedException"),
            ("TagResource", ["ResourceArn": .string(arn + "application:shop")], "TagRequiredException"),
            (
                "TagResource", ["ResourceArn": .string(arn + "application:none"), "Tags": [["Key": "a"]]],
                "ApplicationDoesNotExistException"
            ),
            (
                "TagResource", ["ResourceArn": .string(arn + "deploymentgroup:shop/none"), "Tags": [["Key": "a"]]],
                "DeploymentGroupDoesNotExistException"
            ),
            ("TagResource", ["ResourceArn": .string(arn + "instance:i"), "Tags": [["Key": "a"]]], "ArnNotSupportedException"),
            ("UntagResource", ["ResourceArn": .string(arn + "application:shop")], "TagRequiredException"),
            ("ContinueDeployment", ["deploymentId": "d-AAAAAAAAA"], "UnsupportedActionForDeploymentTypeException"),
            ("RegisterOnPremisesInstance", ["instanceName": "i"], "UnsupportedActionForDeploymentTypeException"),
            ("LaunchRocket", [:], "UnknownOperationException"),
        ]
    }()

    @Test("input that the model refuses is refused with the model's error, and nothing is made of it")
    func refusals() async throws {
        try await CloudWorld.run { world in
            let routing: JSON = ["type": "AllAtOnce"]
            try await world.call(
                "CreateDeploymentConfig", ["deploymentConfigName": "own", "computePlatform": "Lambda", "trafficRoutingConfig": routing])
            try await world.makeGroup(config: "own")
            try await world.makeGroup("other")
            try await world.call("CreateApplication", ["applicationName": "servers"])
            for (operation, input, code) in Self.refusals {
                #expect(await world.code(operation, input) == code, "\(operation) \(String(input.description.prefix(200)))")
            }
            #expect(world.codeDeploy.records.deployments.count == 0)
            #expect(world.codeDeploy.records.applications.count == 2 && world.codeDeploy.records.groups.count == 2)
            #expect(world.codeDeploy.records.configs.count == 1)
        }
    }

    @Test("parameters for servers that say nothing are let through, as tools send them")
    func emptyParameters() async throws {
        try await CloudWorld.run { world in
            let nothing: JSON.Object = [
                "ec2TagFilters": [], "onPremisesInstanceTagFilters": [], "autoScalingGroups": [], "ec2TagSet": .null, "ecsServices": [],
                "loadBalancerInfo": ["elbInfoList": [], "targetGroupInfoList": []], "terminationHookEnabled": false,
                "outdatedInstancesStrategy": "UPDATE", "blueGreenDeploymentConfiguration": [:],
            ]
            try await world.makeGroup(more: nothing)
            let input: JSON.Object = [
                "ignoreApplicationStopFailures": false, "updateOutdatedInstancesOnly": false, "fileExistsBehavior": .null,
                "targetInstances": ["tagFilters": [], "autoScalingGroups": []],
            ]
            #expect(try await world.finished(try await world.deploy(CloudWorld.deployment(more: input)))["status"] == "Succeeded")
        }
    }

    // MARK: At the same time

    @Test("what is looked up and deleted meanwhile leaves nothing behind, and names are free again")
    func races() async throws {
        try await CloudWorld.run { world in
            let records = world.codeDeploy.records
            for _ in 0..<30 {
                try await world.call("CreateApplication", ["applicationName": "shop", "computePlatform": "Lambda"])
                try await world.call(
                    "CreateDeploymentConfig",
                    ["deploymentConfigName": "own", "computePlatform": "Lambda", "trafficRoutingConfig": ["type": "AllAtOnce"]])
                let group: JSON.Object = [
                    "applicationName": "shop", "serviceRoleArn": "arn:aws:iam::123456789012:role/deployer", "deploymentConfigName": "own",
                ]
                let revision: JSON = ["revisionType": "AppSpecContent", "appSpecContent": ["content": "x"]]
                await withTaskGroup(of: Void.self) { tasks in
                    for number in 0..<4 {
                        tasks.addTask {
                            var group = group
                            group["deploymentGroupName"] = .string("g\(number)")
                            _ = await world.code("CreateDeploymentGroup", .object(group))
                        }
                        tasks.addTask {
                            _ = await world.code(
                                "UpdateDeploymentGroup",
                                [
                                    "applicationName": "shop", "currentDeploymentGroupName": .string("g\(number)"),
                                    "newDeploymentGroupName": "new",
                                ])
                        }
                        tasks.addTask {
                            _ = await world.code("DeleteDeploymentGroup", ["applicationName": "shop", "deploymentGroupName": "g0"])
                        }
                        tasks.addTask {
                            _ = await world.code("RegisterApplicationRevision", ["applicationName": "shop", "revision": revision])
                        }
                        tasks.addTask {
                            _ = await world.code("UpdateApplication", ["applicationName": "shop", "newApplicationName": "moved"])
                        }
                    }
                    tasks.addTask { _ = await world.code("DeleteDeploymentConfig", ["deploymentConfigName": "own"]) }
                    tasks.addTask { _ = await world.code("DeleteApplication", ["applicationName": "shop"]) }
                }
                // A group names a configuration and an application that exist.
                for (_, row) in records.groups.all {
                    #expect(records.configs[row.config] != nil)
                    #expect(records.applications[row.application] != nil)
                }
                for name in ["shop", "moved"] { _ = await world.code("DeleteApplication", ["applicationName": .string(name)]) }
                _ = await world.code("DeleteDeploymentConfig", ["deploymentConfigName": "own"])
                #expect(records.applications.count == 0 && records.groups.count == 0 && records.revisions.count == 0)
                #expect(records.configs.count == 0)
            }
        }
    }

    @Test("of deployments that are created at the same time in one group, one is taken")
    func oneDeployment() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup()
            let codes = await withTaskGroup(of: String?.self) { tasks in
                for _ in 0..<20 { tasks.addTask { await world.code("CreateDeployment", CloudWorld.deployment()) } }
                return await tasks.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1 && codes.count { $0 == "DeploymentLimitExceededException" } == 19)
        }
    }

    // MARK: Configurations

    @Test("the predefined configurations are listed with their values, and an account makes fifty of its own")
    func configs() async throws {
        try await CloudWorld.run { world in
            let names = try #require(try await world.call("ListDeploymentConfigs")["deploymentConfigsList"]?.array).compactMap(\.string)
            #expect(names.count == 17 && names.contains("CodeDeployDefault.LambdaLinear10PercentEvery1Minute"))
            for (name, minutes) in [("2Minutes", 2), ("10Minutes", 10)] {
                let info = try await world.call(
                    "GetDeploymentConfig", ["deploymentConfigName": .string("CodeDeployDefault.LambdaLinear10PercentEvery\(name)")])
                #expect(
                    info["deploymentConfigInfo"]?["trafficRoutingConfig"]
                        == ["type": "TimeBasedLinear", "timeBasedLinear": ["linearPercentage": 10, "linearInterval": .integer(minutes)]])
            }
            func make(_ name: String) async -> String? {
                let linear: JSON = ["linearPercentage": 10, "linearInterval": 320]
                return await world.code(
                    "CreateDeploymentConfig",
                    [
                        "deploymentConfigName": .string(name), "computePlatform": "Lambda",
                        "trafficRoutingConfig": ["type": "TimeBasedLinear", "timeBasedLinear": linear],
                    ])
            }
            for number in 1...50 { #expect(await make("own-\(number)") == nil) }
            #expect(await make("own-51") == "DeploymentConfigLimitExceededException")
            try await world.call("DeleteDeploymentConfig", ["deploymentConfigName": "own-1"])
            #expect(await make("own-51") == nil)
        }
    }

    @Test(
        "traffic moves in the steps that the configuration says",
        arguments: [
            ("CodeDeployDefault.LambdaAllAtOnce", 1, 0), ("CodeDeployDefault.LambdaCanary10Percent30Minutes", 2, 1800),
            ("CodeDeployDefault.LambdaLinear10PercentEvery10Minutes", 10, 5400), ("thirds", 4, 180),
        ])
    func steps(config: String, moves: Int, seconds: Int) async throws {
        try await CloudWorld.run { world in
            let linear: JSON = ["linearPercentage": 30, "linearInterval": 1]
            try await world.call(
                "CreateDeploymentConfig",
                [
                    "deploymentConfigName": "thirds", "computePlatform": "Lambda",
                    "trafficRoutingConfig": ["type": "TimeBasedLinear", "timeBasedLinear": linear],
                ])
            try await world.makeGroup()
            let id = try await world.deploy(CloudWorld.deployment(more: ["deploymentConfigName": .string(config)]))
            let info = try await world.finished(id)
            #expect(info["status"] == "Succeeded" && info["deploymentConfigName"]?.string == config)
            #expect(try world.events(id) == ["Succeeded", "Skipped", "Succeeded", "Skipped", "Succeeded"])
            #expect(world.lambda.moves.count == moves)
            #expect(world.lambda.moves.last == .init(seconds: seconds, version: "2"))
            if config == "thirds" { #expect(world.lambda.moves.dropLast().map { $0.weights["2"] } == [0.3, 0.6, 0.9]) }
        }
    }

    // MARK: Lists

    @Test("lists come in pages of a hundred, whole and in order, also while they change")
    func pages() async throws {
        try await CloudWorld.run { world in
            for number in 0..<250 {
                try await world.call(
                    "CreateApplication", ["applicationName": .string("app-\(1000 + number)"), "computePlatform": "Lambda"])
            }
            var names: [String] = []
            var token: JSON?
            var sizes: [Int] = []
            repeat {
                let page = try await world.call("ListApplications", JSON(members: ["nextToken": token]))
                let found = page["applications"]?.array ?? []
                sizes.append(found.count)
                names += found.compactMap(\.string)
                token = page["nextToken"]
                if sizes.count == 1 { try await world.call("DeleteApplication", ["applicationName": "app-1099"]) }
                if let token { #expect(await world.code("ListDeployments", ["nextToken": token]) == "InvalidNextTokenException") }
            } while token != nil
            #expect(sizes == [100, 100, 50])
            #expect(names == (1000..<1250).map { "app-\($0)" })
        }
    }

    @Test("deployments are listed newest first, by group, status and time, page by page")
    func listDeployments() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup(config: "CodeDeployDefault.LambdaAllAtOnce")
            try await world.makeGroup("idle")
            var ids: [String] = []
            for _ in 0..<120 {
                world.lambda.change { $0.aliases["shop:live"] = .init(version: "1") }
                let id = try await world.deploy()
                try await world.finished(id)
                ids.append(id)
                // In this test time goes by in jumps alone.
                try await world.pass(.seconds(1))
            }
            func list(_ input: JSON.Object) async throws -> [String] {
                var all: [String] = []
                var input = input
                repeat {
                    let page = try await world.call("ListDeployments", .object(input))
                    all += (page["deployments"]?.array ?? []).compactMap(\.string)
                    input["nextToken"] = page["nextToken"]
                } while input["nextToken"] != nil
                return all
            }
            #expect(try await list([:]) == ids.reversed())
            #expect(try await list(["applicationName": "shop", "deploymentGroupName": "live"]) == ids.reversed())
            #expect(try await list(["applicationName": "shop", "deploymentGroupName": "idle"]) == [])
            #expect(try await list(["includeOnlyStatuses": ["Failed", "Stopped"]]) == [])
            #expect(try await list(["includeOnlyStatuses": ["Succeeded"]]).count == 120)
            let created = try #require(try await world.info(ids[60])["createTime"]?.double)
            #expect(try await list(["createTimeRange": ["end": .number(created + 0.001)]]) == ids[...60].reversed())
            #expect(try await list(["createTimeRange": ["start": .number(created + 0.001)]]) == ids[61...].reversed())
        }
    }

    // MARK: Revisions

    @Test("a revision is found by its checksum, with its text, and knows where it was deployed")
    func revisions() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup()
            let id = try await world.deploy()
            try await world.finished(id)
            let revision = try #require(try await world.info(id)["revision"])
            let sum = try #require(revision["appSpecContent"]?["sha256"])
            let found = try await world.call(
                "GetApplicationRevision",
                ["applicationName": "shop", "revision": ["revisionType": "AppSpecContent", "appSpecContent": ["sha256": sum]]])
            #expect(found["revision"]?["appSpecContent"]?["content"]?.string?.contains("AWS::Lambda::Function") == true)
            #expect(found["revisionInfo"]?["deploymentGroups"] == ["live"])
            let s3: JSON = ["revisionType": "S3", "s3Location": ["bucket": "code", "key": "spec/1", "bundleType": "YAML"]]
            try await world.call("RegisterApplicationRevision", ["applicationName": "shop", "revision": s3, "description": "later"])
            func list(_ filter: JSON.Object) async throws -> Int? {
                var input: JSON.Object = ["applicationName": "shop"]
                for (key, value) in filter { input[key] = value }
                return try await world.call("ListApplicationRevisions", .object(input))["revisions"]?.array?.count
            }
            #expect(try await list([:]) == 2)
            #expect(try await list(["deployed": "include"]) == 1)
            #expect(try await list(["s3Bucket": "code", "s3KeyPrefix": "spec/"]) == 1)
            let batch = try await world.call("BatchGetApplicationRevisions", ["applicationName": "shop", "revisions": [revision, s3]])
            #expect(batch["revisions"]?.array?.count == 2 && batch["errorMessage"] == nil)
        }
    }

    @Test("tags are set, overwritten, listed and removed")
    func tags() async throws {
        try await CloudWorld.run { world in
            try await world.makeGroup(more: ["tags": [["Key": "team", "Value": "shop"]]])
            let arn: JSON = "arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:shop/live"
            try await world.call(
                "TagResource", ["ResourceArn": arn, "Tags": [["Key": "team", "Value": "store"], ["Key": "a", "Value": "b"]]])
            try await world.call("UntagResource", ["ResourceArn": arn, "TagKeys": ["a", "never"]])
            #expect(try await world.call("ListTagsForResource", ["ResourceArn": arn]) == ["Tags": [["Key": "team", "Value": "store"]]])
        }
    }
}
