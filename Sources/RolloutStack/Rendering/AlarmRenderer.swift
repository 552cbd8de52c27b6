/// Makes the alarms of one rollout. Each has the version's number in its name, so that every version begins with a fresh one.
struct AlarmRenderer {
    let owner: FunctionRenderer
    let alias: String
    let location: SourceLocation

    private var function: Function { owner.function }
    private var renderer: Renderer { owner.renderer }

    init(_ owner: FunctionRenderer, alias: String, location: SourceLocation) {
        self.owner = owner
        self.alias = alias
        self.location = location
    }

    func render(_ alarms: [RolloutAlarm]) -> [RenderedAlarm] {
        let labels = alarms.map(\.label)
        for label in Set(labels) where labels.count(where: { $0 == label }) > 1 {
            report("has two alarms \"\(label)\": give one of them a label of its own, with .metric(…, label:) or .expression(…, label:)")
        }
        var known: Set<String> = []
        return alarms.filter { known.insert($0.label).inserted }.map(render).sorted { $0.pattern < $1.pattern }
    }

    private func render(_ alarm: RolloutAlarm) -> RenderedAlarm {
        switch alarm.kind {
        case .named(let name, let isComposite):
            if name.isEmpty { report("has an alarm without a name") }
            return RenderedAlarm(
                name: .string(name), pattern: name, arnPattern: .arn("cloudwatch", "alarm:\(name)"), isComposite: isComposite)
        case .metric(let metric, let minimumSamples): return add(alarm, metric: metric, minimumSamples: minimumSamples)
        case .expression(let expression, let metrics): return add(alarm, expression: expression, metrics: metrics)
        case .composite(let rule): return add(alarm, rule: rule)
        }
    }

    // MARK: Kinds

    private func add(_ alarm: RolloutAlarm, metric: AlarmMetric, minimumSamples: Int?) -> RenderedAlarm {
        check(alarm, [metric])
        if let minimumSamples {
            return addMath(
                alarm, expression: "IF(samples >= \(minimumSamples), value, 0)",
                metrics: ["value": metric, "samples": .lambda("Invocations")])
        }
        var properties = common(alarm)
        properties["Namespace"] = .string(metric.namespace)
        properties["MetricName"] = .string(metric.name)
        properties["Dimensions"] = dimensions(of: metric)
        properties[metric.statistic.isPercentile ? "ExtendedStatistic" : "Statistic"] = .string(metric.statistic)
        properties["Period"] = .int(alarm.period.wholeSeconds ?? 0)
        return add(alarm, properties)
    }

    private func add(_ alarm: RolloutAlarm, expression: String, metrics: [String: AlarmMetric]) -> RenderedAlarm {
        check(alarm, Array(metrics.values))
        if metrics.count > 9 {
            report("has the alarm \"\(alarm.label)\" with \(metrics.count) metrics; CloudWatch takes 9 and the expression")
        }
        for name in metrics.keys where !(name.utf8.first.map { (0x61...0x7a).contains($0) } ?? false) {
            report("has the alarm \"\(alarm.label)\" with a metric \"\(name)\": the name of a metric begins with a small letter")
        }
        return addMath(alarm, expression: expression, metrics: metrics)
    }

    private func addMath(_ alarm: RolloutAlarm, expression: String, metrics: [String: AlarmMetric]) -> RenderedAlarm {
        var properties = common(alarm)
        let sources: [TemplateValue] = metrics.sorted { $0.key < $1.key }.map { name, metric in
            [
                "Id": .string(name),
                "MetricStat": [
                    "Metric": [
                        "Namespace": .string(metric.namespace), "MetricName": .string(metric.name), "Dimensions": dimensions(of: metric),
                    ],
                    "Period": .int(alarm.period.wholeSeconds ?? 0), "Stat": .string(metric.statistic),
                ],
                "ReturnData": false,
            ]
        }
        properties["Metrics"] = .array(
            sources + [
                ["Id": "result", "Expression": .string(expression), "Label": .string(alarm.label), "ReturnData": true]
            ])
        return add(alarm, properties)
    }

    private func add(_ alarm: RolloutAlarm, rule: AlarmRule) -> RenderedAlarm {
        let members = rule.alarms
        if members.isEmpty { report("has the composite alarm \"\(alarm.label)\" without a member") }
        var names: [String: TemplateValue] = [:]
        for member in members {
            var member = member
            member.watchesVersion = member.watchesVersion && alarm.watchesVersion
            if names[member.label] == nil { names[member.label] = render(member).name }
        }
        var text = SubText()
        write(rule, names, to: &text)
        let rendered = rendered(alarm, isComposite: true)
        renderer.add(
            TemplateResource(
                logicalID(alarm), type: "AWS::CloudWatch::CompositeAlarm",
                properties: [
                    "AlarmName": name(alarm), "AlarmDescription": description(alarm), "AlarmRule": text.value,
                ]),
            owner: function.logicalID, at: location)
        return rendered
    }

    private func write(_ rule: AlarmRule, _ names: [String: TemplateValue], to text: inout SubText) {
        switch rule {
        case .alarm(let alarm):
            text.append("ALARM(\"")
            text.append(names[alarm.label] ?? "")
            text.append("\")")
        case .not(let inner):
            text.append("NOT ")
            write(inner, names, to: &text)
        case .all(let rules): write(rules, " AND ", names, to: &text)
        case .any(let rules): write(rules, " OR ", names, to: &text)
        }
    }

    private func write(_ rules: [AlarmRule], _ word: String, _ names: [String: TemplateValue], to text: inout SubText) {
        text.append("(")
        for (index, rule) in rules.enumerated() {
            if index > 0 { text.append(word) }
            write(rule, names, to: &text)
        }
        text.append(")")
    }

    // MARK: Parts

    private func add(_ alarm: RolloutAlarm, _ properties: TemplateObject) -> RenderedAlarm {
        renderer.add(
            TemplateResource(logicalID(alarm), type: "AWS::CloudWatch::Alarm", properties: properties), owner: function.logicalID,
            at: location)
        return rendered(alarm, isComposite: false)
    }

    private func rendered(_ alarm: RolloutAlarm, isComposite: Bool) -> RenderedAlarm {
        RenderedAlarm(
            name: .ref(logicalID(alarm)), pattern: prefix(alarm) + "{version}", arnPattern: .arn("cloudwatch", "alarm:\(prefix(alarm))*"),
            isComposite: isComposite)
    }

    private func logicalID(_ alarm: RolloutAlarm) -> String { LogicalID.of([function.name, "Alarm", alarm.label]) }

    private func prefix(_ alarm: RolloutAlarm) -> String {
        function.stack.physicalName("\(function.name)-\(alarm.label)", limit: 230) + "-v"
    }

    private func name(_ alarm: RolloutAlarm) -> TemplateValue { "\(prefix(alarm))\(TemplateValue.getAtt(owner.versionID, "Version"))" }

    private func description(_ alarm: RolloutAlarm) -> TemplateValue {
        .string("Stops the rollout of \(function.physicalName): \(alarm.label)")
    }

    private func common(_ alarm: RolloutAlarm) -> TemplateObject {
        [
            "AlarmName": name(alarm),
            "AlarmDescription": description(alarm),
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": alarm.threshold.rounded() == alarm.threshold && abs(alarm.threshold) < 1e15
                ? .int(Int(alarm.threshold)) : .double(alarm.threshold),
            "EvaluationPeriods": .int(alarm.periods),
            "DatapointsToAlarm": .int(alarm.periods),
            "TreatMissingData": "notBreaching",
        ]
    }

    /// Those of the metric, or the version's own: the function, its alias as text so that no circle arises, and the version's number.
    private func dimensions(of metric: AlarmMetric) -> TemplateValue {
        let number = TemplateValue.getAtt(owner.versionID, "Version")
        guard let dimensions = metric.dimensions else {
            return [
                ["Name": "ExecutedVersion", "Value": number],
                ["Name": "FunctionName", "Value": .string(function.physicalName)],
                ["Name": "Resource", "Value": .string("\(function.physicalName):\(alias)")],
            ]
        }
        return .array(
            dimensions.sorted.elements.map {
                ["Name": .string($0.key), "Value": $0.value == AlarmMetric.version ? number : $0.value]
            })
    }

    // MARK: Checks

    private func report(_ message: String) {
        renderer.report("the rollout of \"\(function.name)\" \(message)", at: location)
    }

    private func check(_ alarm: RolloutAlarm, _ metrics: [AlarmMetric]) {
        if alarm.watchesVersion,
            !metrics.contains(where: {
                $0.dimensions == nil || $0.dimensions?.elements.contains { $0.value == AlarmMetric.version } == true
            })
        {
            report(
                "has the alarm \"\(alarm.label)\", which watches no version, so that the old one's failures would stop the new one. Give a metric the dimension AlarmMetric.version, or say .ofTheWholeService()"
            )
        }
        if !alarm.threshold.isFinite { report("has the alarm \"\(alarm.label)\" with the threshold \(alarm.threshold)") }
        let seconds = alarm.period.wholeSeconds ?? 0
        if ![10, 20, 30].contains(seconds), seconds < 60 || seconds % 60 != 0 {
            report(
                "has the alarm \"\(alarm.label)\" with the period \(alarm.period); CloudWatch takes whole minutes, or 10, 20 or 30 seconds")
        }
        if alarm.periods < 1 || seconds.multipliedReportingOverflow(by: alarm.periods).partialValue > 86_400 {
            report(
                "has the alarm \"\(alarm.label)\" with \(alarm.periods) periods of \(alarm.period); CloudWatch looks back one period to one day"
            )
        }
        for metric in metrics where !metric.statistic.isStatistic {
            report(
                "has the alarm \"\(alarm.label)\" with the statistic \"\(metric.statistic)\"; CloudWatch has Sum, Average, Minimum, Maximum, SampleCount, p0 to p100"
            )
        }
    }
}

extension String {
    /// As `p99` or `p99.9`.
    fileprivate var isPercentile: Bool {
        guard utf8.first == UInt8(ascii: "p"), let value = Double(dropFirst()) else { return false }
        return (0...100).contains(value)
    }

    fileprivate var isStatistic: Bool { isPercentile || ["Sum", "Average", "Minimum", "Maximum", "SampleCount"].contains(self) }
}
