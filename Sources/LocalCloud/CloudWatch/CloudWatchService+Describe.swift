internal import JSONValue

extension CloudWatchService {
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>
    func describeAlarms(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let names = try input.texts("AlarmNames", count: 0...100, length: 1...255)
        let prefix = try input.text("AlarmNamePrefix", length: 1...255)
        guard names == nil || prefix == nil else {
            throw AWSError("InvalidParameterCombination", "AlarmNames and AlarmNamePrefix must not be specified together.")
        }
        let kinds = try kinds(input)
        let state = try input.choice("StateValue", Alarm.State.self)
        let action = try input.text("ActionPrefix")
        let children = try input.text("ChildrenOfAlarmName", length: 1...255)
        let parents = try input.text("ParentsOfAlarmName", length: 1...255)
        let family = children.map { name in alarms[Self.alarmName(name)].flatMap(Self.rule)?.alarms ?? [] }
        let limit = try input.integer("MaxRecords", in: 1...100) ?? 100
        let matching = alarms.all.map(\.row).filter { alarm in
            if let names, !names.contains(alarm.name) { return false }
            if let prefix, !alarm.name.hasPrefix(prefix) { return false }
            if let state, alarm.state != state { return false }
            if let family, !family.contains(alarm.name) { return false }
            if let action, !Alarm.State.allCases.flatMap(alarm.actions).contains(where: { $0.hasPrefix(action) }) { return false }
            if let parents, Self.rule(alarm)?.alarms.contains(Self.alarmName(parents)) != true { return false }
            return kinds.contains(alarm.kind)
        }
        let page = try input.page(matching, of: "DescribeAlarms", size: limit)
        var output: JSON.Object = [
            "CompositeAlarms": .array(page.elements.filter { $0.kind == .composite }.map(\.json)),
            "MetricAlarms": .array(page.elements.filter { $0.kind == .metric }.map(\.json)),
        ]
        output["NextToken"] = page.next
        return .object(output)
    }

    /// The kinds that AlarmTypes names. Without it only metric alarms are told, as AWS does.
    private func kinds(_ input: CloudWatchInput) throws(AWSError) -> Set<Alarm.Kind> {
        guard let texts = try input.texts("AlarmTypes", count: 0...2), !texts.isEmpty else { return [.metric] }
        var kinds: Set<Alarm.Kind> = []
        for text in texts {
            guard let kind = Alarm.Kind(rawValue: text) else {
                throw CloudWatchInput.invalid("The value \(text.prefix(100)) of AlarmTypes must be MetricAlarm or CompositeAlarm.")
            }
            kinds.insert(kind)
        }
        return kinds
    }

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html>
    func describeAlarmsForMetric(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let metric = try MetricID(input)
        let statistics = (try input.text("Statistic"), try input.text("ExtendedStatistic"))
        let statistic = statistics.0 ?? statistics.1
        let period = try input.period()
        let unit = try input.unit()
        let matching = alarms.all.map(\.row).filter { alarm in
            guard alarm.kind == .metric, let definition = try? MetricAlarm(CloudWatchInput(alarm.configuration)) else { return false }
            return definition.queries.compactMap(\.stat).contains { stat in
                stat.metric == metric && (statistic == nil || stat.statisticName == statistic) && (period == nil || stat.period == period)
                    && (unit == nil || stat.unit == unit)
            }
        }
        return ["MetricAlarms": .array(matching.map(\.json))]
    }

    private enum Order: String, CaseIterable {
        case descending = "TimestampDescending", ascending = "TimestampAscending"
    }

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html>
    func describeAlarmHistory(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let name = try input.text("AlarmName", length: 1...255)
        let kinds = try kinds(input)
        let anyKind = input["AlarmTypes"] == nil
        let kind = try input.choice("HistoryItemType", AlarmHistoryItem.Kind.self)
        let range = (try input.time("StartDate") ?? 0, try input.time("EndDate") ?? .infinity)
        let order = try input.choice("ScanBy", Order.self) ?? .descending
        let limit = try input.integer("MaxRecords", in: 1...100) ?? 100
        let all = name.map { history[$0] ?? [] } ?? history.all.flatMap(\.row)
        let oldest = max(range.0, now - Self.historyRetention)
        // In order of their time; what is of the same time as it came.
        var matching = all.filter { item in
            item.time >= oldest && item.time <= range.1 && (kind == nil || item.kind == kind) && (anyKind || kinds.contains(item.alarmKind))
        }
        if name == nil { matching.sort { $0.time < $1.time } }
        if order == .descending { matching.reverse() }
        let page = try input.page(matching, of: "DescribeAlarmHistory", size: limit)
        var output: JSON.Object = ["AlarmHistoryItems": .array(page.elements.map(\.json))]
        output["NextToken"] = page.next
        return .object(output)
    }

    /// Thirty days, in seconds.
    static let historyRetention = 30.0 * 86400
    /// How many items an alarm has at most.
    private static let mostItems = 200

    func record(_ alarm: String, _ alarmKind: Alarm.Kind, _ kind: AlarmHistoryItem.Kind, _ summary: String, _ data: JSON) {
        let item = AlarmHistoryItem(alarm: alarm, alarmKind: alarmKind, time: now, kind: kind, summary: summary, data: data)
        history.modify(alarm) { items in
            items = (items ?? []).suffix(Self.mostItems - 1).filter { $0.time >= item.time - Self.historyRetention } + [item]
        }
    }

    /// Forgets the histories of alarms that are gone, where there are many of them: the oldest first.
    func forgetOldHistory() {
        let orphans = history.all.filter { alarms[$0.key] == nil }
        guard orphans.count > 1000 else { return }
        for (name, _) in orphans.sorted(by: { ($0.row.last?.time ?? 0) < ($1.row.last?.time ?? 0) }).prefix(orphans.count - 500) {
            history.modify(name) { $0 = nil }
        }
    }

    // MARK: Tags

    static func tags(_ input: CloudWatchInput) throws(AWSError) -> [String: String] {
        var tags: [String: String] = [:]
        for (index, json) in (try input.list("Tags", count: 0...50) ?? []).enumerated() {
            let member = CloudWatchInput(json, path: "Tags.member.\(index + 1).")
            let key = try member.requiredText("Key", length: 1...128)
            guard !key.lowercased().hasPrefix("aws:") else { throw CloudWatchInput.invalid("The key of a tag must not begin with aws:.") }
            tags[key] = try member.text("Value", length: 0...256) ?? ""
        }
        return tags
    }

    func tagResource(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        guard input["Tags"] != nil else { throw input.missing("Tags") }
        let tags = try Self.tags(input)
        try modifyTags(input) { (old) throws(AWSError) in
            let new = old.merging(tags) { $1 }
            guard new.count <= 50 else { throw CloudWatchInput.invalid("A resource has at most 50 tags.") }
            return new
        }
        return [:]
    }

    func untagResource(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        guard let keys = try input.texts("TagKeys", count: 0...50, length: 1...128) else { throw input.missing("TagKeys") }
        try modifyTags(input) { old in old.filter { !keys.contains($0.key) } }
        return [:]
    }

    func listTagsForResource(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        guard let tags = alarms[try taggedAlarm(input)]?.tags else { throw Self.notFound }
        return ["Tags": .array(tags.sorted { $0.key < $1.key }.map { ["Key": .string($0.key), "Value": .string($0.value)] })]
    }

    private func modifyTags(_ input: CloudWatchInput, _ change: ([String: String]) throws(AWSError) -> [String: String]) throws(AWSError) {
        try alarms.modify(try taggedAlarm(input)) { (alarm: inout Alarm?) throws(AWSError) in
            guard let tags = alarm?.tags else { throw Self.notFound }
            alarm?.tags = try change(tags)
        }
    }

    private func taggedAlarm(_ input: CloudWatchInput) throws(AWSError) -> String {
        let arn = try input.requiredText("ResourceARN")
        guard arn.hasPrefix("arn:aws:cloudwatch:"), arn.contains(":alarm:") else {
            throw CloudWatchInput.invalid("\(arn.prefix(200)) is not the ARN of an alarm.")
        }
        return Self.alarmName(arn)
    }

    private static var notFound: AWSError { AWSError("ResourceNotFoundException", "There is no such alarm.") }
}
