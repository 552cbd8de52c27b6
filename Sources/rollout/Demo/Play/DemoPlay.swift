import AWSClient
import Foundation
import HTTPTransport
import JSONValue
import LocalCloud

/// The play: five versions of a function, of which two are bad.
struct DemoPlay: Sendable {
    static let function = "Api"
    static let alias = "live"
    static let application = "shop"
    static let group = "Api-live"
    static let aliasPath = ["2015-03-31", "functions", function, "aliases", alias]
    /// What the names of the alarms begin with; the version follows.
    static let alarmPrefix = "Api-live-v"

    let clients: DemoClients
    let recorder: StoryRecorder
    let observer: DemoObserver

    private func note(_ text: String, _ kind: Story.Note.Kind = .plain, at time: Double? = nil) {
        recorder.take(.note(text, kind), at: time)
    }

    /// Plays it, from the second version on. The first must be there.
    func run(_ worker: CloudClock.Worker) async throws {
        note("Version 1 takes all the traffic.")
        try await worker.sleep(for: .seconds(60))
        try await good(worker)
        try await worker.sleep(for: .seconds(40))
        try await broken(worker)
        try await worker.sleep(for: .seconds(40))
        try await treacherousAndItsFix(worker)
        try await worker.sleep(for: .seconds(60))
    }

    private func good(_ worker: CloudClock.Worker) async throws {
        let version = try await publish(fault: "none")
        note("Version \(version) is published, and goes out as a canary: 10 % of the traffic for five minutes, then all.")
        let id = try await guardAndDeploy(version)
        let end = try await ending(of: id, worker)
        note("Version \(version) is released: \(end.status).", end.status == "Succeeded" ? .good : .bad, at: end.end)
    }

    private func broken(_ worker: CloudClock.Worker) async throws {
        let version = try await publish(fault: "everything")
        note("Version \(version) is published. It is broken: every request fails.")
        let id = try await guardAndDeploy(version)
        let end = try await ending(of: id, worker)
        let requests = recorder.story.totals[version]?.total ?? 0
        note(
            "The before-traffic hook has stopped version \(version): \(requests == 0 ? "no request" : "\(requests) requests") reached it.",
            requests == 0 ? .good : .bad)
        if end.status == "Succeeded" { note("That was not to be expected.", .bad) }
    }

    private func treacherousAndItsFix(_ worker: CloudClock.Worker) async throws {
        let version = try await publish(fault: "basket")
        note("Version \(version) is published. It passes its smoke test, but the basket is broken.")
        let id = try await guardAndDeploy(version)
        // Whoever watches the dashboard sees the first error before the alarm does, and has a fix.
        while !isOver(id), recorder.story.totals[version]?.failed ?? 0 == 0 { try await worker.sleep(for: .seconds(1)) }
        if !isOver(id) { note("Requests to version \(version) fail.", .bad) }
        let fix = try await publish(fault: "none")
        note("Version \(fix) is the fix. It is to go out at once.")
        while !isOver(id) { try await worker.sleep(for: .seconds(1)) }
        // The rollback is seen together with the end, or a moment later.
        try await observer.look()
        try await insist(on: fix, worker)
    }

    /// Deploys a version as soon as CodeDeploy takes it: a group has one deployment at a time, rollbacks included.
    private func insist(on version: String, _ worker: CloudClock.Worker) async throws {
        while true {
            do {
                // The alarm of its own comes first: the one of the version before is in ALARM, and would stop it.
                let id = try await guardAndDeploy(version)
                let end = try await ending(of: id, worker)
                note("Version \(version) is released: \(end.status).", end.status == "Succeeded" ? .good : .bad, at: end.end)
                return
            } catch AWSError.service(let error) where error.code == "DeploymentLimitExceededException" {
                recorder.take(.refusal(version: version, message: error.message))
                let isRollback = recorder.story.deployments.last { !$0.isOver }?.isRollback == true
                note(
                    "CodeDeploy \(isRollback ? "is rolling back" : "has a deployment under way") and refuses version \(version) for now. It waits for its turn."
                )
            }
            while !recorder.story.deployments.allSatisfy(\.isOver) { try await worker.sleep(for: .seconds(1)) }
            if let rollback = recorder.story.deployments.last, rollback.isRollback {
                note("Version \(rollback.target) is back. The way is free for version \(version).", .good, at: rollback.end)
            }
        }
    }

    // MARK: Steps

    private func isOver(_ id: String) -> Bool { recorder.story.deployments.first { $0.id == id }?.isOver ?? false }

    /// Waits until a deployment, and its rollback, is over.
    private func ending(of id: String, _ worker: CloudClock.Worker) async throws -> Story.Deployment {
        while true {
            let deployments = recorder.story.deployments
            if let deployment = deployments.first(where: { $0.id == id }), deployment.isOver, deployments.allSatisfy(\.isOver) {
                return deployment
            }
            try await worker.sleep(for: .seconds(1))
        }
    }

    /// Publishes a version with a fault (see the example `Api`), and points the alias for its tests to it.
    func publish(fault: String) async throws -> String {
        try await clients.lambda(
            "UpdateFunctionConfiguration", .put, ["2015-03-31", "functions", Self.function, "configuration"],
            ["Environment": ["Variables": ["FAULT": .string(fault), "RELEASE": .string(Random.uuid())]]])
        let answer = try await clients.lambda(
            "PublishVersion", .post, ["2015-03-31", "functions", Self.function, "versions"], [:])
        guard let version = answer["Version"]?.string else { throw Failure("Lambda told no version.") }
        try await clients.lambda(
            "UpdateAlias", .put, ["2015-03-31", "functions", Self.function, "aliases", "latest"], ["FunctionVersion": .string(version)])
        return version
    }

    /// Makes an alarm for the version, tells the group of it, and deploys.
    private func guardAndDeploy(_ version: String) async throws -> String {
        let name = "\(Self.alarmPrefix)\(version)-errors"
        try await clients.cloudWatch("PutMetricAlarm", alarm(name, version))
        try await clients.codeDeploy(
            "UpdateDeploymentGroup",
            [
                "applicationName": .string(Self.application), "currentDeploymentGroupName": .string(Self.group),
                "alarmConfiguration": ["enabled": true, "alarms": [["name": .string(name)]]],
            ])
        return try await deploy(version)
    }

    private func deploy(_ version: String) async throws -> String {
        let current = try await clients.lambda("GetAlias", .get, Self.aliasPath)["FunctionVersion"]?.string ?? ""
        let answer = try await clients.codeDeploy(
            "CreateDeployment",
            [
                "applicationName": .string(Self.application), "deploymentGroupName": .string(Self.group),
                "revision": [
                    "revisionType": "AppSpecContent", "appSpecContent": ["content": .string(Self.appSpec(from: current, to: version))],
                ],
            ])
        guard let id = answer["deploymentId"]?.string else { throw Failure("CodeDeploy told no deployment.") }
        observer.follow(id)
        try await observer.look()
        return id
    }

    /// More of the version's requests in a minute failed than the threshold allows.
    private func alarm(_ name: String, _ version: String) -> JSON.Object {
        func metric(_ id: String, _ metric: String) -> JSON {
            [
                "Id": .string(id), "ReturnData": false,
                "MetricStat": [
                    "Metric": [
                        "Namespace": "AWS/Lambda", "MetricName": .string(metric),
                        "Dimensions": [
                            ["Name": "FunctionName", "Value": .string(Self.function)],
                            ["Name": "Resource", "Value": .string("\(Self.function):\(Self.alias)")],
                            ["Name": "ExecutedVersion", "Value": .string(version)],
                        ],
                    ],
                    "Period": 60, "Stat": "Sum",
                ],
            ]
        }
        return [
            "AlarmName": .string(name),
            "AlarmDescription": .string("More than \(Story.percent(Story.threshold)) of the requests to version \(version) fail."),
            "Metrics": [
                ["Id": "rate", "Expression": "100 * errors / invocations", "Label": "Error rate in percent", "ReturnData": true],
                metric("errors", "Errors"), metric("invocations", "Invocations"),
            ],
            "EvaluationPeriods": 1, "Threshold": .number(Story.threshold * 100), "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
        ]
    }

    private static func appSpec(from current: String, to target: String) -> String {
        let spec: JSON = [
            "version": 0.0,
            "Resources": [
                [
                    "Api": [
                        "Type": "AWS::Lambda::Function",
                        "Properties": [
                            "Name": .string(function), "Alias": .string(alias), "CurrentVersion": .string(current),
                            "TargetVersion": .string(target),
                        ],
                    ]
                ]
            ],
            "Hooks": [["BeforeAllowTraffic": "BeforeTraffic"], ["AfterAllowTraffic": "AfterTraffic"]],
        ]
        return spec.description
    }

    /// The versions that an AppSpec names.
    static func versions(of revision: JSON?) -> (current: String, target: String)? {
        guard let text = revision?["appSpecContent"]?["content"]?.string ?? revision?["string"]?["content"]?.string,
            let spec = try? JSON(parsing: text), let properties = spec["Resources"]?[0]?.object?.first?.value["Properties"],
            let current = properties["CurrentVersion"]?.string, let target = properties["TargetVersion"]?.string
        else { return nil }
        return (current, target)
    }
}
