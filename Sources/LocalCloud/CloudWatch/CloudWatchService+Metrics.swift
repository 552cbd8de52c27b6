internal import JSONValue

extension CloudWatchService {
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html>
    func putMetricData(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let namespace = try input.requiredText("Namespace", length: 1...255)
        guard !namespace.hasPrefix(":") else { throw CloudWatchInput.invalid("The parameter Namespace must not begin with a colon.") }
        guard !namespace.hasPrefix("AWS/") else {
            throw CloudWatchInput.invalid("The value AWS/ for parameter Namespace is invalid: AWS/ is for AWS's own services.")
        }
        var data: [Datum] = []
        for (index, json) in (try input.list("MetricData", count: 0...1000) ?? []).enumerated() {
            data.append(try Datum(CloudWatchInput(json, path: "MetricData.member.\(index + 1)."), now: now))
        }
        for (entity, json) in (try input.list("EntityMetricData", count: 0...2) ?? []).enumerated() {
            let path = "EntityMetricData.member.\(entity + 1)."
            for (index, json) in (try CloudWatchInput(json, path: path).list("MetricData", count: 0...1000) ?? []).enumerated() {
                data.append(try Datum(CloudWatchInput(json, path: "\(path)MetricData.member.\(index + 1)."), now: now))
            }
        }
        guard !data.isEmpty else { throw input.missing("MetricData") }
        guard data.count <= 1000 else { throw CloudWatchInput.invalid("One call takes at most 1000 metrics.") }
        let now = Int(saturating: now.rounded(.down))
        for datum in data {
            let metric = MetricID(namespace: namespace, name: datum.name, dimensions: datum.dimensions)
            store.add(metric, unit: datum.unit, at: datum.time, now: now, isFine: datum.isFine) { aggregate in
                for (value, count) in datum.values { aggregate.add(value, count: count) }
                if let set = datum.set {
                    aggregate.addSet(count: set.count, sum: set.sum, minimum: set.minimum, maximum: set.maximum)
                }
            }
        }
        return [:]
    }

    /// A datum of PutMetricData.
    private struct Datum {
        let name: String
        let dimensions: [String: String]
        let unit: String
        let time: Int
        let isFine: Bool
        var values: [(value: Double, count: Double)] = []
        var set: (count: Double, sum: Double, minimum: Double, maximum: Double)?

        init(_ input: CloudWatchInput, now: Double) throws(AWSError) {
            name = try input.requiredText("MetricName", length: 1...255)
            dimensions = try input.dimensions() ?? [:]
            unit = try input.unit() ?? "None"
            isFine = try input.integer("StorageResolution", in: 1...60) == 1
            let time = try input.time("Timestamp") ?? now
            guard time > now - 14 * 86400, time < now + 2 * 3600 else {
                throw CloudWatchInput.invalid(
                    "The parameter \(input.path)Timestamp must specify a time within the past two weeks, or up to two hours ahead.")
            }
            self.time = Int(saturating: time.rounded(.down))
            let value = try input.number("Value")
            let set = input["StatisticValues"]
            let many = try input.list("Values", count: 1...150)
            guard [value != nil, set != nil, many != nil].count(where: \.self) <= 1 else {
                throw AWSError(
                    "InvalidParameterCombination",
                    "The parameters \(input.path)Value, \(input.path)Values and \(input.path)StatisticValues are mutually exclusive.")
            }
            if let value {
                values = [(value, 1)]
            } else if let set {
                self.set = try Self.set(CloudWatchInput(set, path: "\(input.path)StatisticValues."))
            } else if let many {
                values = try Self.values(many, input)
            } else {
                throw input.missing("Value")
            }
        }

        private static func set(_ set: CloudWatchInput) throws(AWSError) -> (Double, Double, Double, Double) {
            guard let count = try set.number("SampleCount") else { throw set.missing("SampleCount") }
            guard let sum = try set.number("Sum") else { throw set.missing("Sum") }
            guard let minimum = try set.number("Minimum") else { throw set.missing("Minimum") }
            guard let maximum = try set.number("Maximum") else { throw set.missing("Maximum") }
            guard count > 0 else { throw CloudWatchInput.invalid("The parameter \(set.path)SampleCount must be greater than 0.") }
            guard minimum <= maximum else {
                throw CloudWatchInput.invalid("The parameter \(set.path)Maximum must be greater than or equal to Minimum.")
            }
            return (count, sum, minimum, maximum)
        }

        private static func values(_ list: [JSON], _ input: CloudWatchInput) throws(AWSError) -> [(Double, Double)] {
            let counts = try input.list("Counts", count: 1...150)
            guard counts == nil || counts?.count == list.count else {
                throw AWSError(
                    "InvalidParameterCombination", "\(input.path)Values and \(input.path)Counts must have the same number of members.")
            }
            var values: [(Double, Double)] = []
            for (index, value) in list.enumerated() {
                let count = counts.map { $0[index].number } ?? 1
                guard let value = value.number, value.isFinite, abs(value) <= 0x1p360, let count, count.isFinite, count >= 0, count <= 1e15
                else {
                    throw CloudWatchInput.invalid("The parameters \(input.path)Values and \(input.path)Counts must be numbers.")
                }
                if count > 0 { values.append((value, count)) }
            }
            guard !values.isEmpty else { throw CloudWatchInput.invalid("The parameter \(input.path)Counts has no value greater than 0.") }
            return values
        }
    }

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html>
    func listMetrics(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let namespace = try input.text("Namespace", length: 1...255)
        let name = try input.text("MetricName", length: 1...255)
        var filters: [(name: String, value: String?)] = []
        for (index, json) in (try input.list("Dimensions", count: 0...30) ?? []).enumerated() {
            let member = CloudWatchInput(json, path: "Dimensions.member.\(index + 1).")
            filters.append((try member.requiredText("Name", length: 1...255), try member.text("Value")))
        }
        let recently = try input.text("RecentlyActive")
        guard recently == nil || recently == "PT3H" else { throw CloudWatchInput.invalid("The parameter RecentlyActive must be PT3H.") }
        // Metrics without data for two weeks are not listed.
        let since = Int(saturating: now) - (recently == nil ? 14 * 86400 : 3 * 3600)
        let matching = store.metrics(since: since).filter { metric in
            (namespace == nil || metric.namespace == namespace) && (name == nil || metric.name == name)
                && filters.allSatisfy { filter in
                    metric.dimensions[filter.name].map { filter.value == nil || filter.value == $0 } ?? false
                }
        }
        let page = try input.page(matching, of: "ListMetrics", size: 500, code: "InvalidParameterValue")
        var output: JSON.Object = ["Metrics": .array(page.elements.map(\.json))]
        output["NextToken"] = page.next
        return .object(output)
    }

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>
    func getMetricStatistics(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        let metric = try MetricID(input)
        let (start, end) = try range(input)
        guard let period = try input.period() else { throw input.missing("Period") }
        let simple = try input.texts("Statistics", count: 1...5) ?? []
        let extended = try input.texts("ExtendedStatistics", count: 1...10) ?? []
        guard !simple.isEmpty || !extended.isEmpty else {
            throw AWSError(
                "InvalidParameterCombination", "At least one of the parameters Statistics and ExtendedStatistics must be specified.")
        }
        var statistics: [(name: String, statistic: Statistic)] = []
        for name in simple + extended {
            guard let statistic = Statistic(name), statistic.isSimple == simple.contains(name) else {
                throw CloudWatchInput.invalid("\(name.prefix(100)) is no statistic of the kind that its parameter takes.")
            }
            statistics.append((name, statistic))
        }
        let count = (end - start) / period
        guard count <= 1440 else {
            throw AWSError(
                "InvalidParameterCombination",
                "You have requested up to \(count) datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by "
                    + "increasing Period, or decreasing the time range.")
        }
        let unit = try input.unit()
        var points: [JSON] = []
        for unit in unit.map({ [$0] }) ?? store.units(metric) {
            for bucket in store.windows(metric, unit: unit, from: start, to: end, period: period) {
                var point: JSON.Object = ["Timestamp": .number(Double(bucket.start))]
                var more: JSON.Object = [:]
                for (name, statistic) in statistics {
                    guard let value = statistic.value(of: bucket.aggregate) else { continue }
                    if statistic.isSimple { point[name] = .number(value) } else { more[name] = .number(value) }
                }
                point["Unit"] = .string(unit)
                if !more.isEmpty { point["ExtendedStatistics"] = .object(more) }
                points.append(.object(point))
            }
        }
        return ["Label": .string(metric.name), "Datapoints": .array(points)]
    }

    /// From StartTime, rounded down to a minute, to EndTime.
    func range(_ input: CloudWatchInput) throws(AWSError) -> (start: Int, end: Int) {
        let times = (try input.requiredTime("StartTime"), try input.requiredTime("EndTime"))
        guard times.0 < times.1 else {
            throw AWSError("InvalidParameterValue", "The parameter StartTime must be less than the parameter EndTime.")
        }
        return (MetricStore.floor(Int(saturating: times.0.rounded(.down)), 60), Int(saturating: times.1.rounded(.up)))
    }
}
