internal import JSONValue
internal import Synchronization

/// How deployments are carried out: each by a task of its own, which ends with the cloud and is taken up again by the next run.
extension CodeDeploy {
    /// Goes on with what an earlier run of the cloud left unfinished. To be called once all services are there.
    func resume() {
        for deployment in records.deployments.all.map(\.row) where !deployment.isSettled { carryOut(deployment.id) }
    }

    /// Carries a deployment out in the background.
    func carryOut(_ id: String) {
        let bell = CloudClock.Bell()
        // Once: a rollback that an earlier run had begun is taken up by us and by the deployment that it rolls back.
        let isFirst = bells.withLock { bells in
            if bells[id] != nil { return false }
            bells[id] = bell
            return true
        }
        guard isFirst else { return }
        context.clock.start(in: context.tasks) { [self] worker in
            await DeploymentRun(id, of: self, worker, bell).run()
            bells.withLock { $0[id] = nil }
        }
    }

    /// A line in the cloud's log.
    func log(_ text: String, about id: String) {
        guard let row = records.deployments[id] else { return }
        context.log("\(id) of \(row.applicationName)/\(row.groupName) \(text)", from: ServiceName.codeDeploy)
    }

    /// Makes a deployment look at what has changed.
    func ring(_ id: String) { bells.withLock { $0[id] }?.ring() }

    /// Makes the deployments that this alarm can stop look at it, before they would have done so by themselves.
    func alarmChanged(_ name: String) {
        for (id, bell) in bells.withLock({ $0 }) where records.deployments[id]?.alarms?.names.contains(name) == true { bell.ring() }
    }

    /// Makes all deployments look at what has changed.
    func ringAll() {
        for bell in bells.withLock({ Array($0.values) }) { bell.ring() }
    }
}
