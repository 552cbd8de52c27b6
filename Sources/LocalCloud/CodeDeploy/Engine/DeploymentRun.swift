internal import Foundation

extension CodeDeploy {
    /// The engine of one deployment, from wherever its row says that it is to its end.
    ///
    /// Every step is written down before it is taken. One that the row shows as begun is taken again in a way that does no harm when it had
    /// been taken already.
    final class DeploymentRun {
        /// Why a deployment does not go on.
        enum Interruption: Error {
            /// The cloud ends; the next run goes on.
            case cancelled
            case fault(Fault)
            case alarm(Fault)
            case stopped
        }

        let id: String
        let service: CodeDeploy
        let worker: CloudClock.Worker
        let bell: CloudClock.Bell
        /// When the alarms are looked at next.
        var nextPoll = CloudClock.Moment.zero

        init(_ id: String, of service: CodeDeploy, _ worker: CloudClock.Worker, _ bell: CloudClock.Bell) {
            self.id = id
            self.service = service
            self.worker = worker
            self.bell = bell
        }

        /// Carries the deployment out, or as much of it as the cloud has time for.
        func run() async {
            do throws(Interruption) {
                if try row.ending == nil {
                    do throws(Interruption) {
                        try await start()
                        try await runHook(.beforeAllowTraffic)
                        try await allowTraffic()
                        try await runHook(.afterAllowTraffic)
                        try await end()
                        // A request to stop that was taken until now stops it.
                        change { if $0.stop == nil { $0.ending = Deployment.Ending(status: .succeeded) } }
                        if try row.ending == nil { throw .stopped }
                    } catch .cancelled {
                        return
                    } catch {
                        let ending = ending(after: error)
                        change { $0.ending = ending }
                    }
                }
                try await finish()
            } catch {
                // The row is gone, or the cloud ends: there is nobody to tell.
            }
        }

        // MARK: The row

        /// The deployment as it is now.
        var row: Deployment {
            get throws(Interruption) {
                guard let row = service.records.deployments[id] else { throw .cancelled }
                return row
            }
        }

        func change(_ change: (inout Deployment) -> Void) { service.records.deployments.change(id, change) }

        /// The function's alias that is moved; the row has it once the deployment has started.
        var target: Deployment.Target {
            get throws(Interruption) {
                guard let target = try row.target else { throw .fault(Fault(.internalError, "The deployment has no target.")) }
                return target
            }
        }

        func begin(_ event: LifecycleEvent.Name) {
            let now = service.now
            change { deployment in
                deployment.change(event) { event in
                    event.status = .inProgress
                    event.started = event.started ?? now
                }
                deployment.target?.updated = now
            }
        }

        func finish(_ event: LifecycleEvent.Name, _ status: LifecycleEvent.Status = .succeeded, message: String? = nil) {
            let now = service.now
            change { deployment in
                deployment.change(event) { event in
                    event.status = status
                    event.started = event.started ?? now
                    event.ended = now
                    if let message {
                        var diagnostics = event.diagnostics ?? LifecycleEvent.Diagnostics()
                        diagnostics.errorCode = .success
                        diagnostics.message = message
                        event.diagnostics = diagnostics
                    }
                }
                deployment.target?.updated = now
            }
        }

        // MARK: The group

        /// The group as it is now: its role and triggers are looked up when they are needed.
        var group: DeploymentGroup {
            get throws(Interruption) {
                guard let group = service.records.groups[try row.group] else {
                    throw .fault(Fault(.deploymentGroupMissing, "The deployment group \(try row.groupName) was deleted."))
                }
                return group
            }
        }

        // MARK: Waiting

        /// The most that a deployment takes, in seconds.
        static let longest = 50.0 * 3600
        /// From one look at the alarms to the next.
        static let pollInterval = Duration.seconds(15)

        /// Waits, with an eye on the alarms, on requests to stop, and on the group.
        ///
        /// - Parameters:
        ///   - deadline: In seconds since 1970.
        ///   - isDone: What may end the wait earlier. It is looked at whenever the deployment's bell rings.
        /// - Returns: Whether it did.
        func wait(until deadline: Double, orUntil isDone: (Deployment) -> Bool = { _ in false }) async throws(Interruption) -> Bool {
            let clock = service.context.clock
            let due = clock.moment(of: Date(timeIntervalSince1970: deadline))
            while true {
                let row = try row
                if row.stop != nil { throw .stopped }
                _ = try group
                // Before the report of a hook counts: an alarm outweighs it.
                try await checkAlarms()
                if isDone(row) { return true }
                if clock.now >= due { return false }
                let limit = clock.moment(of: Date(timeIntervalSince1970: (row.started ?? row.created) + Self.longest))
                guard clock.now < limit else {
                    throw .fault(Fault(.timeout, "The deployment took longer than \(Int(Self.longest / 3600)) hours."))
                }
                var next = min(due, limit)
                if hasAlarms(row) { next = min(next, nextPoll) }
                do { try await worker.sleep(until: next, unless: bell) } catch { throw .cancelled }
            }
        }
    }
}
