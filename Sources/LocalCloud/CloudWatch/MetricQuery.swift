internal import JSONValue

/// A [MetricDataQuery](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html): a metric's statistic, or
/// an expression over other queries.
struct MetricQuery: Sendable {
    /// A metric's statistic.
    struct Stat: Sendable {
        let metric: MetricID
        let statistic: Statistic
        let statisticName: String
        let period: Int
        let unit: String?
    }

    enum Source: Sendable {
        case stat(Stat)
        case expression(MetricExpression, text: String)
    }

    let id: String
    let source: Source
    let label: String?
    let returnsData: Bool

    var stat: Stat? { if case .stat(let stat) = source { stat } else { nil } }
    var expression: MetricExpression? { if case .expression(let expression, _) = source { expression } else { nil } }

    init(_ input: CloudWatchInput) throws(AWSError) {
        id = try input.requiredText("Id", length: 1...255)
        guard let first = id.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            id.utf8.allSatisfy({
                $0 == UInt8(ascii: "_") || Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber
            })
        else {
            throw AWSError(
                "ValidationError", "The id \(id.prefix(100)) must begin with a lower-case letter and have letters, digits and underscores.")
        }
        label = try input.text("Label", length: 0...1024)
        returnsData = try input.flag("ReturnData") ?? true
        switch (input["MetricStat"], try input.text("Expression", length: 1...2048)) {
        case (let json?, nil): source = .stat(try Stat(CloudWatchInput(json, path: "\(input.path)MetricStat.")))
        case (nil, let text?):
            do {
                source = .expression(try MetricExpression(text), text: text)
            } catch {
                throw AWSError("ValidationError", "Error in expression '\(id)': \(error)")
            }
        default: throw AWSError("ValidationError", "The query \(id) must have either MetricStat or Expression.")
        }
    }

    /// Parses the queries of a request: ids must differ, and no expression may lead to itself.
    static func parse(_ list: [JSON], path: String) throws(AWSError) -> [MetricQuery] {
        var queries: [MetricQuery] = []
        for (index, json) in list.enumerated() {
            queries.append(try MetricQuery(CloudWatchInput(json, path: "\(path).member.\(index + 1).")))
        }
        guard Set(queries.map(\.id)).count == queries.count else {
            throw AWSError("ValidationError", "The values for parameter id in MetricDataQueries are not unique.")
        }
        _ = try ordered(queries)
        return queries
    }

    /// The queries so that each comes after those it names.
    private static func ordered(_ queries: [MetricQuery]) throws(AWSError) -> [MetricQuery] {
        let ids = Set(queries.map(\.id))
        var ordered = queries.filter { $0.stat != nil }
        // By the position of an expression how many that it names are yet to come, and by an id who waits for it.
        var missing: [Int: Int] = [:]
        var waiting: [String: [Int]] = [:]
        for (position, query) in queries.enumerated() {
            guard let names = query.expression?.queries.subtracting(["REPEAT", "LINEAR"]) else { continue }
            if let unknown = names.first(where: { !ids.contains($0) }) {
                throw AWSError("ValidationError", "Error in expression '\(query.id)': there is no query '\(unknown)'")
            }
            missing[position] = names.count
            for name in names { waiting[name, default: []].append(position) }
            if names.isEmpty { ordered.append(query) }
        }
        var next = 0
        while next < ordered.count {
            for position in waiting[ordered[next].id] ?? [] {
                missing[position, default: 0] -= 1
                if missing[position] == 0 { ordered.append(queries[position]) }
            }
            next += 1
        }
        guard ordered.count == queries.count else {
            let left = queries.indices.first { (missing[$0] ?? 0) > 0 }.map { queries[$0].id } ?? ""
            throw AWSError("ValidationError", "Error in expression '\(left)': it leads back to itself")
        }
        return ordered
    }

    /// What a query has come to.
    struct Result: Sendable {
        var value: MetricExpression.Value
        /// Why it could not be reckoned.
        var failure: String?
        /// Whether some percentile rests on few values.
        var hasFewSamples: Set<Int> = []
    }

    /// Reckons queries over windows that follow each other from `start`.
    ///
    /// - Parameter period: Of the times at which expressions have values; `nil` for the shortest of the metrics' periods.
    static func evaluate(
        _ queries: [MetricQuery], in store: MetricStore, from start: Int, to end: Int, period: Int? = nil
    ) throws(AWSError) -> [String: Result] {
        let period = period ?? queries.compactMap(\.stat?.period).min() ?? 60
        let times = stride(from: start, to: end, by: period)
        guard (end - start) / period <= largestCount else {
            throw CloudWatchInput.invalid("The time range has more than \(largestCount) data points of \(period) seconds.")
        }
        var scope = MetricExpression.Scope(
            queries: [:], metrics: queries.filter { $0.stat != nil }.map(\.id), times: times, period: period)
        var results: [String: Result] = [:]
        for query in try ordered(queries) {
            var result = Result(value: .series([:]))
            switch query.source {
            case .stat(let stat):
                do { try scope.work.take(store.size(stat.metric, unit: stat.unit, from: start, to: end)) } catch { break }
                var series = MetricExpression.Series()
                for bucket in store.windows(stat.metric, unit: stat.unit, from: start, to: end, period: stat.period) {
                    series[bucket.start] = stat.statistic.value(of: bucket.aggregate)
                    if stat.statistic.hasFewSamples(bucket.aggregate) { result.hasFewSamples.insert(bucket.start) }
                }
                result.value = .series(series)
            case .expression(let expression, _):
                do { result.value = try expression.value(in: scope) } catch { result.failure = "\(error)" }
            }
            guard !scope.work.isTooMuch else {
                throw AWSError(
                    "ValidationError",
                    "The request has more than \(MetricWork.most) data points in its metrics and expressions together: make the time range shorter, the period longer, or the expressions simpler."
                )
            }
            scope.queries[query.id] = result.value
            results[query.id] = result
        }
        return results
    }

    /// The most data points that one request gets.
    static let largestCount = 100_800
}

extension MetricQuery.Stat {
    fileprivate init(_ input: CloudWatchInput) throws(AWSError) {
        guard let metric = input["Metric"] else { throw input.missing("Metric") }
        self.metric = try MetricID(CloudWatchInput(metric, path: "\(input.path)Metric."))
        statisticName = try input.requiredText("Stat")
        guard let statistic = Statistic(statisticName) else {
            throw AWSError("ValidationError", "The value \(statisticName.prefix(100)) of the parameter \(input.path)Stat is no statistic.")
        }
        self.statistic = statistic
        guard let period = try input.period() else { throw input.missing("Period") }
        self.period = period
        unit = try input.unit()
    }
}

extension MetricID {
    /// A metric as an input names it.
    init(_ input: CloudWatchInput) throws(AWSError) {
        namespace = try input.requiredText("Namespace", length: 1...255)
        name = try input.requiredText("MetricName", length: 1...255)
        dimensions = try input.dimensions() ?? [:]
    }
}
