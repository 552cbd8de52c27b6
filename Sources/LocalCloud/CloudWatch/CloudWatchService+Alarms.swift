internal import JSONValue

extension CloudWatchService {
    private static let mostAlarms = 5000

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
    func putMetricAlarm(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let alarm = try MetricAlarm(input)
        var configuration = try common(input)
        if let metrics = input["Metrics"]?.array {
            configuration["Metrics"] = .array(zip(metrics, alarm.queries).map { Self.query($0, $1) })
        } else if let stat = alarm.queries.first?.stat {
            configuration["MetricName"] = .string(stat.metric.name)
            configuration["Namespace"] = .string(stat.metric.namespace)
            configuration[stat.statistic.isSimple ? "Statistic" : "ExtendedStatistic"] = .string(stat.statisticName)
            configuration["Dimensions"] = MetricID.json(stat.metric.dimensions)
            configuration["Period"] = .integer(stat.period)
            if let unit = stat.unit { configuration["Unit"] = .string(unit) }
        }
        configuration["EvaluationPeriods"] = .integer(alarm.evaluationPeriods)
        if input["DatapointsToAlarm"] != nil { configuration["DatapointsToAlarm"] = .integer(alarm.datapointsToAlarm) }
        configuration["Threshold"] = .number(alarm.threshold)
        configuration["ComparisonOperator"] = .string(alarm.comparison.rawValue)
        for member in ["TreatMissingData", "EvaluateLowSampleCountPercentile"] { configuration[member] = input[member] }
        try put(input, .metric, configuration)
        return [:]
    }

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>
    func putCompositeAlarm(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let text = try input.requiredText("AlarmRule", length: 1...10240)
        let name = try input.alarmName()
        let rule: AlarmRule
        do {
            rule = try AlarmRule(text)
        } catch {
            throw AWSError("ValidationError", "AlarmRule was not valid: \(error).")
        }
        let unknown = rule.alarms.filter { alarms[$0] == nil && $0 != name }.sorted()
        guard unknown.isEmpty else {
            let list = unknown.prefix(10).joined(separator: ", ")
            throw AWSError("ValidationError", "Could not save the composite alarm as alarms [\(list)] in the alarm rule do not exist.")
        }
        guard !leads(rule, to: name) else {
            throw AWSError("ValidationError", "The alarm rule of \(name) leads back to \(name): composite alarms must not form a cycle.")
        }
        var configuration = try common(input)
        configuration["AlarmRule"] = .string(text)
        if let suppressor = try input.text("ActionsSuppressor", length: 1...1600) {
            guard alarms[Self.alarmName(suppressor)] != nil else {
                throw AWSError("ValidationError", "The alarm \(suppressor.prefix(300)) of ActionsSuppressor does not exist.")
            }
            configuration["ActionsSuppressor"] = .string(suppressor)
            for member in ["ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"] {
                guard let seconds = try input.integer(member, in: 0...86400) else { throw input.missing(member) }
                configuration[member] = .integer(seconds)
            }
        }
        try put(input, .composite, configuration)
        settleComposites()
        return [:]
    }

    /// Whether a rule, or a rule of an alarm that it names, and so on, names an alarm.
    private func leads(_ rule: AlarmRule, to name: String) -> Bool {
        var seen: Set<String> = []
        var next = Array(rule.alarms)
        while let alarm = next.popLast() {
            if alarm == name { return true }
            guard seen.insert(alarm).inserted else { continue }
            if let rule = alarms[alarm].flatMap(Self.rule) { next += rule.alarms }
        }
        return false
    }

    static func rule(_ alarm: Alarm) -> AlarmRule? { alarm.configuration["AlarmRule"]?.string.flatMap { try? AlarmRule($0) } }

    static func alarmName(_ nameOrARN: String) -> String {
        guard nameOrARN.hasPrefix("arn:"), let range = nameOrARN.firstRange(of: ":alarm:") else { return nameOrARN }
        return String(nameOrARN[range.upperBound...])
    }

    /// What both kinds of alarm have.
    private func common(_ input: CloudWatchInput) throws(AWSError) -> JSON.Object {
        var configuration: JSON.Object = ["ActionsEnabled": .bool(try input.flag("ActionsEnabled") ?? true)]
        if let text = try input.text("AlarmDescription", length: 0...1024) { configuration["AlarmDescription"] = .string(text) }
        for state in Alarm.State.allCases {
            let member = Alarm.actionsMember(state)
            let actions = try input.texts(member, count: 0...5) ?? []
            if let wrong = actions.first(where: {
                $0.split(separator: ":", omittingEmptySubsequences: false).count < 6 || !$0.hasPrefix("arn:")
            }) {
                throw AWSError("ValidationError", "Invalid arn syntax in \(member): \(wrong.prefix(300))")
            }
            configuration[member] = .array(actions.map { .string($0) })
        }
        return configuration
    }

    private static func query(_ input: JSON, _ query: MetricQuery) -> JSON {
        var json: JSON.Object = ["Id": .string(query.id)]
        switch query.source {
        case .stat(let stat):
            var object: JSON.Object = [
                "Metric": stat.metric.json, "Period": .integer(stat.period), "Stat": .string(stat.statisticName),
            ]
            if let unit = stat.unit { object["Unit"] = .string(unit) }
            json["MetricStat"] = .object(object)
        case .expression(_, let text):
            json["Expression"] = .string(text)
            if let period = input["Period"]?.wholeNumber { json["Period"] = .integer(period) }
        }
        if let label = query.label { json["Label"] = .string(label) }
        if let account = input["AccountId"]?.string { json["AccountId"] = .string(account) }
        json["ReturnData"] = .bool(query.returnsData)
        return .object(json)
    }

    private func put(_ input: CloudWatchInput, _ kind: Alarm.Kind, _ configuration: JSON.Object) throws(AWSError) {
        let name = try input.alarmName()
        let tags = try Self.tags(input)
        guard alarms[name] != nil || alarms.count < Self.mostAlarms else {
            throw AWSError("LimitExceeded", "There are \(Self.mostAlarms) alarms already, which is as many as there can be.")
        }
        let now = now
        let isNew = try alarms.modify(name) { (alarm: inout Alarm?) throws(AWSError) in
            guard var old = alarm else {
                alarm = Alarm(
                    name: name, kind: kind, configuration: .object(configuration), configured: now, updated: now, transitioned: now,
                    tags: tags)
                return true
            }
            guard old.kind == kind else {
                throw AWSError("ValidationError", "The alarm \(name) exists, and is a \(old.kind.rawValue).")
            }
            // Tags are given to new alarms only.
            old.configuration = .object(configuration)
            old.configured = now
            alarm = old
            return false
        }
        let verb = isNew ? "Create" : "Update"
        record(
            name, kind, .configurationUpdate, "Alarm \"\(name)\" \(isNew ? "created" : "updated")",
            ["version": "1.0", "type": .string(verb)])
        alarmsChanged.ring()
    }

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html>
    func deleteAlarms(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        guard let names = try input.texts("AlarmNames", count: 0...100, length: 1...255) else { throw input.missing("AlarmNames") }
        if let unknown = names.first(where: { alarms[$0] == nil }) {
            throw AWSError("ResourceNotFound", "The alarm \(unknown) does not exist; nothing was deleted.")
        }
        for (parent, alarm) in alarms.all where !names.contains(parent) {
            guard let child = Self.rule(alarm)?.alarms.first(where: names.contains) else { continue }
            throw AWSError("ValidationError", "Cannot delete \(child) as there are composite alarm(s) depending on it: \(parent).")
        }
        for name in names {
            guard let kind = alarms[name]?.kind else { continue }
            alarms.modify(name) { $0 = nil }
            record(name, kind, .configurationUpdate, "Alarm \"\(name)\" deleted", ["version": "1.0", "type": "Delete"])
        }
        forgetOldHistory()
        alarmsChanged.ring()
        return [:]
    }

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html>
    func setAlarmState(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let name = try input.alarmName()
        guard let state = try input.choice("StateValue", Alarm.State.self) else { throw input.missing("StateValue") }
        guard input["StateReason"] != nil else { throw input.missing("StateReason") }
        let reason = try input.text("StateReason", length: 0...1023) ?? ""
        let data = try input.text("StateReasonData", length: 0...4000)
        if let data, !data.isEmpty, (try? JSON(parsing: data)) == nil {
            throw AWSError("InvalidFormat", "StateReasonData is not valid JSON.")
        }
        guard alarms[name] != nil else { throw AWSError("ResourceNotFound", "The alarm \(name) does not exist.") }
        transition(name, to: state, reason: reason, data: data)
        settleComposites()
        return [:]
    }

    /// EnableAlarmActions and DisableAlarmActions.
    func setActions(_ input: CloudWatchInput, enabled: Bool) throws(AWSError) -> JSON {
        guard let names = try input.texts("AlarmNames", count: 0...100, length: 1...255) else { throw input.missing("AlarmNames") }
        for name in names {
            let kind = alarms.modify(name) { alarm -> Alarm.Kind? in
                guard alarm?.actionsEnabled == !enabled, var configuration = alarm?.configuration.object else { return nil }
                configuration["ActionsEnabled"] = .bool(enabled)
                alarm?.configuration = .object(configuration)
                return alarm?.kind
            }
            guard let kind else { continue }
            let summary = "Alarm actions \(enabled ? "enabled" : "disabled") for \"\(name)\""
            record(name, kind, .configurationUpdate, summary, ["version": "1.0", "type": "Update"])
        }
        return [:]
    }
}
