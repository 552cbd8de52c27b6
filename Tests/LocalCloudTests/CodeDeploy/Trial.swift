import JSONValue
import Synchronization
import Testing

@testable import LocalCloud

/// What goes wrong with a deployment in one of its phases, and how it must end: a row of the table in FaultTests.
struct Trial: Sendable, CustomTestStringConvertible {
    enum Fault: String, Sendable {
        case hookReportsFailed = "the hook reports Failed"
        case hookExits = "the hook exits with an error"
        case hookHangs = "the hook hangs until Lambda ends it"
        case hookIsSilent = "the hook reports nothing for an hour"
        case hookReportsTwice = "the hook reports twice"
        case hookTakesBack = "the hook reports Failed, then Succeeded"
        case hookIsMissing = "the hook does not exist"
        case hookIsDenied = "the role may not call the hook"
        case hookIsThrottled = "the hook is throttled all the time"
        case alarm = "an alarm goes off"
        case alarmsDenied = "the role may not see the alarms"
        case alarmDeleted = "an alarm is deleted"
        case stop = "a client stops it"
        case functionDeleted = "the function is deleted"
        case aliasDeleted = "the alias is deleted"
        case versionDeleted = "the target version is deleted"
        case aliasMoved = "somebody moves the alias to version 5"
        case aliasTouched = "somebody changes the alias' description"
        case groupDeleted = "the deployment group is deleted"
        case roleLosesAlias = "the role may not move the alias any more"
    }

    let phase: CodeDeploy.LifecycleEvent.Name
    let fault: Fault
    let rollsBack: Bool
    let status: CodeDeploy.Deployment.Status
    let code: CodeDeploy.ErrorCode?
    /// The statuses of the lifecycle events by their first letters, `K` for Skipped.
    let events: String
    /// Where the alias is in the end, as `version` or `version+other@percent`; `nil` when it is gone.
    let alias: String?
    /// How the rollback ends; `nil` when there is none.
    let rollback: CodeDeploy.Deployment.Status?

    init(
        _ phase: CodeDeploy.LifecycleEvent.Name, _ fault: Fault, rollsBack: Bool = false, _ status: CodeDeploy.Deployment.Status,
        _ code: CodeDeploy.ErrorCode?, _ events: String, alias: String?, rollback: CodeDeploy.Deployment.Status? = nil
    ) {
        self.phase = phase
        self.fault = fault
        self.rollsBack = rollsBack
        self.status = status
        self.code = code
        self.events = events
        self.alias = alias
        self.rollback = rollback
    }

    var testDescription: String { "\(phase.rawValue): \(fault.rawValue)\(rollsBack ? ", with rollback" : "")" }

    // MARK: Carrying it out

    /// Brings a deployment into the phase, has the fault happen, and checks what becomes of both.
    func carryOut() async throws {
        let hasHappened = Mutex(false)
        let trial = self
        // Start takes no time: what happens in it does so while CodeDeploy looks at the alias.
        let checkpoint: CloudWorld.Checkpoint = { operation, world in
            guard trial.phase == .start, operation == "GetAlias", !hasHappened.withLock({ $0 }) else { return }
            hasHappened.withLock { $0 = true }
            let id = try #require(world.codeDeploy.records.deployments.all.first?.key)
            try await trial.happen(id, world)
        }
        try await CloudWorld.run(checkpoint: checkpoint) { world in
            try await prepare(world)
            let id = try await world.deploy(CloudWorld.deployment(hooks: CloudWorld.bothHooks))
            if phase != .start, !isOfHook {
                try await world.until {
                    try world.event(id, phase).status == .inProgress && (phase != .allowTraffic || world.lambda.moves.count == 1)
                }
                try await world.pass(.seconds(20))
                try await happen(id, world)
                try await world.pass(.seconds(20))
                await report(id, world)
            }
            if fault == .hookHangs {
                await world.idle { await world.lambda.called.wait() }
                world.lambda.patience.open()
            }
            try await check(try await world.finished(id), id, world)
        }
    }

    private var isOfHook: Bool { fault.rawValue.contains("hook") }

    private func prepare(_ world: CloudWorld) async throws {
        world.around.watch.set("errors", "OK")
        var more: JSON.Object = ["alarmConfiguration": ["enabled": true, "alarms": [["name": "errors"]]]]
        if rollsBack {
            more["autoRollbackConfiguration"] = [
                "enabled": true, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
            ]
        }
        try await world.makeGroup(more: more)
        let good = FakeLambda.reports("Succeeded")
        // Somebody else reports for it, after the fault.
        let slow = FakeLambda.isSilent()
        world.lambda.hooks.withLock { hooks in
            hooks["before"] = phase == .beforeAllowTraffic ? hook ?? slow : good
            hooks["after"] = phase == .afterAllowTraffic ? hook ?? slow : good
        }
        if fault == .hookIsMissing { world.lambda.hooks.withLock { $0[phase == .beforeAllowTraffic ? "before" : "after"] = nil } }
        if fault == .hookIsDenied { world.around.authorizer.denied.withLock { _ = $0.insert("lambda:InvokeFunction") } }
    }

    /// The hook of the phase, where it is at fault.
    private var hook: FakeLambda.Hook? {
        switch fault {
        case .hookReportsFailed: FakeLambda.reports("Failed")
        case .hookExits: FakeLambda.isSilent(error: "Unhandled")
        case .hookHangs:
            { _, world throws(AWSError) in
                world.lambda.called.open()
                await world.lambda.patience.wait()
                return InvokeOutput(status: 200, functionError: "Unhandled")
            }
        case .hookIsSilent: FakeLambda.isSilent()
        case .hookReportsTwice: FakeLambda.reports("Succeeded", times: 2)
        case .hookTakesBack:
            { execution, world throws(AWSError) in
                try await world.report(execution, "Failed")
                do throws(AWSError) {
                    try await world.report(execution, "Succeeded")
                    Issue.record("a second report was taken")
                } catch {
                    #expect(error.code == "LifecycleEventAlreadyCompletedException")
                }
                return InvokeOutput(status: 200)
            }
        case .hookIsThrottled: FakeLambda.fails("TooManyRequestsException")
        default: nil
        }
    }

    /// The report of the hook that is under way, if it still may.
    private func report(_ id: String, _ world: CloudWorld) async {
        guard let run = world.codeDeploy.records.deployments[id]?.hooks.first(where: { $0.event == phase }) else { return }
        _ = try? await world.report(CodeDeploy.HookExecution(deploymentID: id, id: run.execution), "Succeeded")
    }

    private func happen(_ id: String, _ world: CloudWorld) async throws {
        switch fault {
        case .alarm:
            world.around.watch.set("errors", "ALARM")
            world.codeDeploy.alarmChanged("errors")
        case .alarmsDenied: world.around.authorizer.denied.withLock { _ = $0.insert("cloudwatch:DescribeAlarms") }
        case .alarmDeleted: world.around.watch.set("errors", nil)
        case .stop: #expect(try await world.call("StopDeployment", ["deploymentId": .string(id)])["status"] == "Pending")
        case .functionDeleted:
            world.lambda.change { state in
                state.versions = [:]
                state.aliases = [:]
            }
        case .aliasDeleted: world.lambda.change { $0.aliases = [:] }
        case .versionDeleted: world.lambda.change { $0.versions["shop"] = ["1", "3", "4", "5"] }
        case .aliasMoved: world.lambda.change { $0.aliases["shop:live"] = FakeLambda.Alias(version: "5") }
        case .aliasTouched: world.lambda.change { $0.aliases["shop:live"]?.revision = "another" }
        case .groupDeleted: try await world.call("DeleteDeploymentGroup", ["applicationName": "shop", "deploymentGroupName": "live"])
        case .roleLosesAlias: world.around.authorizer.denied.withLock { _ = $0.insert("lambda:UpdateAlias") }
        default: break
        }
    }

    private func check(_ info: JSON, _ id: String, _ world: CloudWorld) async throws {
        #expect(info["status"]?.string == status.rawValue)
        #expect(info["errorInformation"]?["code"]?.string == code?.rawValue, "\(info["errorInformation"]?.description ?? "")")
        let letters = ["Succeeded": "S", "Failed": "F", "Skipped": "K", "Pending": "P", "InProgress": "I"]
        #expect(try world.events(id).map { letters[$0] ?? "?" }.joined() == events)
        let rolling = info["rollbackInfo"]?["rollbackDeploymentId"]?.string
        #expect((rolling != nil) == (rollback != nil), "\(info["rollbackInfo"]?.description ?? "")")
        if let rolling {
            let back = try await world.finished(rolling)
            #expect(back["status"]?.string == rollback?.rawValue, "\(back)")
            #expect(back["creator"] == "codeDeployRollback")
            #expect(back["rollbackInfo"]?["rollbackTriggeringDeploymentId"]?.string == id)
        }
        let alias = world.lambda.live.map { alias in
            alias.version + alias.weights.map { "+\($0.key)@\(Int(($0.value * 100).rounded()))" }.joined()
        }
        #expect(alias == self.alias)
        // Whatever happened, the group is free for the next one.
        let isQuiet = world.codeDeploy.bells.withLock { $0.isEmpty }
        #expect(isQuiet)
        if world.codeDeploy.records.groups.count > 0 {
            _ = try await world.deploy(CloudWorld.deployment(from: "1", to: "3"))
        }
    }
}
