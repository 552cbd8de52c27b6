import AWSClient
import Foundation
import HTTPTransport
import JSONValue
import LocalCloud
import Synchronization

/// Looks at the alias, the deployments and the alarms, as somebody with a console open would.
final class DemoObserver: Sendable {
    private let clients: DemoClients
    private let recorder: StoryRecorder
    private let start: Double
    /// The deployments that are not known to be over.
    private let open = Mutex<[String]>([])

    init(_ clients: DemoClients, _ recorder: StoryRecorder) {
        self.clients = clients
        self.recorder = recorder
        start = recorder.story.start.timeIntervalSince1970
    }

    func follow(_ deployment: String) { open.withLock { $0.append(deployment) } }

    /// Looks once, and tells what is new in the order in which it happened, with what the hooks wrote meanwhile.
    func look() async throws(AWSError) {
        var seen: [StoryRecorder.Seen] = []
        for id in open.withLock({ $0 }) {
            if try await look(at: id, &seen) { open.withLock { $0.removeAll { $0 == id } } }
        }
        try await lookAtAlias(&seen)
        try await lookAtAlarms(&seen)
        recorder.take(seen)
    }

    private func lookAtAlias(_ seen: inout [StoryRecorder.Seen]) async throws(AWSError) {
        let alias = try await clients.lambda("GetAlias", .get, DemoPlay.aliasPath)
        guard let version = alias["FunctionVersion"]?.string else { return }
        var shares: [String: Double] = [:]
        for (other, weight) in alias["RoutingConfig"]?["AdditionalVersionWeights"]?.object ?? [:] {
            if let weight = weight.double, weight > 0 { shares[other] = weight }
        }
        shares[version] = 1 - shares.values.reduce(0, +)
        // Lambda doesn't tell when; CodeDeploy tells when it began to shift and when it was done.
        let deployments = seen.compactMap { if case .deployment(let deployment) = $0.happening { deployment } else { nil } }
        let shifts = deployments.flatMap(\.events).filter { $0.name == "AllowTraffic" }.flatMap { [$0.start, $0.end] }.compactMap(\.self)
        let earliest = recorder.story.weights.last?.time ?? 0
        seen.append(.init(time: max(shifts.max() ?? recorder.now, earliest), happening: .weights(shares)))
    }

    private func lookAtAlarms(_ seen: inout [StoryRecorder.Seen]) async throws(AWSError) {
        let answer = try await clients.cloudWatch("DescribeAlarms", ["AlarmNamePrefix": .string(DemoPlay.alarmPrefix)])
        for alarm in answer["MetricAlarms"]?.array ?? [] {
            guard let name = alarm["AlarmName"]?.string, let state = alarm["StateValue"]?.string else { continue }
            let version = name.dropFirst(DemoPlay.alarmPrefix.count).prefix(while: \.isNumber)
            let time = alarm["StateUpdatedTimestamp"]?.double.map { $0 - start } ?? recorder.now
            let reason = alarm["StateReason"]?.string ?? ""
            seen.append(.init(time: time, happening: .alarm(name: name, version: String(version), state: state, reason: reason)))
        }
    }

    /// Returns whether the deployment is over.
    private func look(at id: String, _ seen: inout [StoryRecorder.Seen]) async throws(AWSError) -> Bool {
        let info = try await clients.codeDeploy("GetDeployment", ["deploymentId": .string(id)])["deploymentInfo"] ?? .null
        var target: JSON?
        do {
            let ids = try await clients.codeDeploy("ListDeploymentTargets", ["deploymentId": .string(id)])
            if let first = ids["targetIds"]?[0] {
                let answer = try await clients.codeDeploy("GetDeploymentTarget", ["deploymentId": .string(id), "targetId": first])
                target = answer["deploymentTarget"]?["lambdaTarget"]
            }
        } catch .service(let error) where error.code == "DeploymentNotStartedException" {
            // It has no target yet, or ended before it had one.
        }
        let old = recorder.story.deployments.first { $0.id == id }
        let rollback = info["rollbackInfo"]?["rollbackDeploymentId"]?.string
        let deployment = deployment(id, info, target, old)
        seen.append(
            .init(
                time: deployment.end ?? deployment.events.compactMap(\.start).max() ?? deployment.start, happening: .deployment(deployment))
        )
        if let rollback, deployment.isOver, !recorder.story.deployments.contains(where: { $0.id == rollback }) {
            follow(rollback)
            // Before anybody takes the deployment for settled.
            _ = try await look(at: rollback, &seen)
        }
        return deployment.isOver
    }

    private func deployment(_ id: String, _ info: JSON, _ target: JSON?, _ old: Story.Deployment?) -> Story.Deployment {
        func time(_ value: JSON?) -> Double? { value?.double.map { $0 - start } }
        let functionInfo = target?["lambdaFunctionInfo"]
        let revision = DemoPlay.versions(of: info["revision"])
        let events = (target?["lifecycleEvents"]?.array ?? []).map { event in
            let diagnostics = event["diagnostics"]
            return Story.Deployment.Event(
                name: event["lifecycleEventName"]?.string ?? "", status: event["status"]?.string ?? "", start: time(event["startTime"]),
                end: time(event["endTime"]), hook: diagnostics?["scriptName"]?.string.flatMap { $0.isEmpty ? nil : $0 },
                message: diagnostics?["message"]?.string)
        }
        let rollback = info["rollbackInfo"]
        return Story.Deployment(
            id: id, source: functionInfo?["currentVersion"]?.string ?? old?.source ?? revision?.current ?? "",
            target: functionInfo?["targetVersion"]?.string ?? old?.target ?? revision?.target ?? "",
            status: info["status"]?.string ?? "", isRollback: info["creator"] == "codeDeployRollback",
            related: rollback?["rollbackDeploymentId"]?.string ?? rollback?["rollbackTriggeringDeploymentId"]?.string,
            start: time(info["createTime"]) ?? 0, end: time(info["completeTime"]), errorCode: info["errorInformation"]?["code"]?.string,
            errorMessage: info["errorInformation"]?["message"]?.string, events: events)
    }
}
