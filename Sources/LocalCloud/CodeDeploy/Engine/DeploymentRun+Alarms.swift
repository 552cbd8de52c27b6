internal import JSONValue

/// The alarms that stop a deployment.
extension CodeDeploy.DeploymentRun {
    /// A rollback is not stopped by the alarms that made it necessary.
    func hasAlarms(_ row: CodeDeploy.Deployment) -> Bool { row.creator == .user && !(row.alarms?.names ?? []).isEmpty }

    /// Looks at the alarms.
    ///
    /// - Throws: ``Interruption/alarm(_:)`` when one is in ALARM; a fault when their state can't be learned, unless that is to be ignored.
    func checkAlarms() async throws(Interruption) {
        let row = try row
        guard hasAlarms(row), let configuration = row.alarms else { return }
        nextPoll = service.context.clock.now + Self.pollInterval
        let names = configuration.names
        let states: [String: String]
        do throws(AWSError) {
            states = try await alarmStates(names)
        } catch {
            if configuration.ignorePollAlarmFailure == true { return }
            throw .fault(fault(error, of: "AmazonCloudWatch", otherwise: .alarmActive))
        }
        let active = names.filter { states[$0] == "ALARM" }
        guard active.isEmpty else {
            throw .alarm(
                Fault(
                    .alarmActive,
                    "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: \(active.map { "<\($0)>" }.joined(separator: ", "))"
                ))
        }
        let missing = names.filter { states[$0] == nil }
        guard missing.isEmpty || configuration.ignorePollAlarmFailure == true else {
            throw .fault(
                Fault(
                    .alarmActive,
                    "The state of these alarms can't be retrieved from CloudWatch, since they don't exist: \(missing.joined(separator: ", ")). Make them, take them off the deployment group, or set ignorePollAlarmFailure."
                ))
        }
    }

    private func alarmStates(_ names: [String]) async throws(AWSError) -> [String: String] {
        let output = try await call(
            ServiceName.cloudWatch, "DescribeAlarms",
            ["AlarmNames": .array(names.map(JSON.string)), "AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100],
            action: "cloudwatch:DescribeAlarms", on: "arn:aws:cloudwatch:\(Cloud.region):\(Cloud.account):alarm:*")
        var states: [String: String] = [:]
        for alarm in (output["MetricAlarms"]?.array ?? []) + (output["CompositeAlarms"]?.array ?? []) {
            if let name = alarm["AlarmName"]?.string { states[name] = alarm["StateValue"]?.string }
        }
        return states
    }
}
