internal import JSONValue

extension CloudWatchService {
    private struct Line {
        let id: String
        let label: String
        let points: [(time: Int, value: Double)]
        let failure: String?
    }

    private enum Order: String, CaseIterable {
        case descending = "TimestampDescending", ascending = "TimestampAscending"
    }

    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>
    func getMetricData(_ input: CloudWatchInput) throws(AWSError) -> JSON {
        guard let list = try input.list("MetricDataQueries", count: 1...500) else { throw input.missing("MetricDataQueries") }
        let queries = try MetricQuery.parse(list, path: "MetricDataQueries")
        let (start, end) = try range(input)
        let order = try input.choice("ScanBy", Order.self) ?? .descending
        let offset = try input.offset("GetMetricData")
        let limit = try input.integer("MaxDatapoints", in: 1...MetricQuery.largestCount) ?? MetricQuery.largestCount
        let results = try MetricQuery.evaluate(queries, in: store, from: start, to: end)
        let lines = queries.filter(\.returnsData).flatMap { query in
            results[query.id].map { Self.lines(query, $0, start, order) } ?? []
        }
        return Self.page(lines, from: offset, limit: limit)
    }

    private static func lines(_ query: MetricQuery, _ result: MetricQuery.Result, _ start: Int, _ order: Order) -> [Line] {
        let name: String
        switch query.source {
        case .stat(let stat): name = query.label ?? stat.metric.name
        case .expression: name = query.label ?? query.id
        }
        func line(_ series: MetricExpression.Series, _ label: String) -> Line {
            let points = series.sorted { order == .ascending ? $0.key < $1.key : $0.key > $1.key }
            return Line(id: query.id, label: label, points: points.map { ($0.key, $0.value) }, failure: result.failure)
        }
        switch result.value {
        case .series(let series): return [line(series, name)]
        case .scalar(let value): return [line(value.isFinite ? [start: value] : [:], name)]
        case .list(let list): return list.enumerated().map { line($1, "\(name) \($0 + 1)") }
        case .text: return [line([:], name)]
        }
    }

    /// Takes up to `limit` points, of all lines one after the other.
    private static func page(_ lines: [Line], from offset: Int, limit: Int) -> JSON {
        var skipped = offset
        var room = limit
        var results: [JSON] = []
        for line in lines {
            let rest = line.points.dropFirst(skipped)
            skipped = max(skipped - line.points.count, 0)
            let taken = rest.prefix(room)
            room -= taken.count
            var result: JSON.Object = [
                "Id": .string(line.id), "Label": .string(line.label),
                "Timestamps": .array(taken.map { .number(Double($0.time)) }), "Values": .array(taken.map { .number($0.value) }),
                "StatusCode": .string(line.failure != nil ? "InternalError" : taken.count < rest.count ? "PartialData" : "Complete"),
            ]
            if let failure = line.failure {
                result["Messages"] = [["Code": "ArithmeticError", "Value": .string("Error in expression '\(line.id)': \(failure)")]]
            }
            results.append(.object(result))
        }
        var output: JSON.Object = ["MetricDataResults": .array(results), "Messages": []]
        let total = lines.reduce(0) { $0 + $1.points.count }
        if offset < total, total - offset > limit { output["NextToken"] = .string(PageToken.text(offset + limit, of: "GetMetricData")) }
        return .object(output)
    }
}
