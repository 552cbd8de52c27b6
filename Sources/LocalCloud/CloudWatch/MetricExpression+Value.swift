internal import Foundation

extension MetricExpression {
    /// A time series: values by the start of their period, in seconds since 1970.
    typealias Series = [Int: Double]

    /// What an expression stands for.
    enum Value: Sendable, Equatable {
        case scalar(Double)
        case series(Series)
        /// The queries, by their ids: what `METRICS()` gives.
        case list([Series])
        case text(String)
    }

    /// What an expression is reckoned from.
    struct Scope {
        /// The series of the queries that come before, by id.
        var queries: [String: Value]
        /// Which of them are metrics, in their order: for `METRICS()`.
        var metrics: [String]
        /// The moments at which a series can have values.
        let times: StrideTo<Int>
        /// How many these are.
        let length: Int
        let period: Int
        /// What the request has cost so far.
        let work = MetricWork()

        init(queries: [String: Value], metrics: [String], times: StrideTo<Int>, period: Int) {
            self.queries = queries
            self.metrics = metrics
            self.times = times
            length = times.count { _ in true }
            self.period = period
        }
    }

    /// Reckons the expression.
    func value(in scope: Scope) throws(Failure) -> Value {
        switch self {
        case .number(let value): return .scalar(value)
        case .text(let text): return .text(text)
        case .query(let id):
            guard let value = scope.queries[id] else { throw Failure("there is no query '\(id)'") }
            return value
        case .negated(let inner): return try inner.argument(in: scope).map { -$0 }
        case .operation(let infix, let left, let right):
            let (left, right) = (try left.value(in: scope), try right.value(in: scope))
            try scope.work.take(left.size, times: right.lines)
            try scope.work.take(right.size, times: left.lines)
            return try Self.combine(left, right, infix.apply)
        case .call(let function, let arguments): return try Self.call(function, arguments, scope)
        case .list(let elements):
            return .list(try elements.map { (element) throws(Failure) in try element.argument(in: scope).series() })
        }
    }

    /// The value, which is about to be gone through as a whole.
    private func argument(in scope: Scope) throws(Failure) -> Value {
        let value = try value(in: scope)
        try scope.work.take(value.size)
        return value
    }

    /// Takes values that are of the same time together. What has no finite result has none.
    private static func combine(_ left: Value, _ right: Value, _ apply: (Double, Double) -> Double) throws(Failure) -> Value {
        switch (left, right) {
        case (.scalar(let left), .scalar(let right)): return .scalar(apply(left, right))
        case (.scalar(let left), .series(let series)): return .series(series.compactMapValues { finite(apply(left, $0)) })
        case (.series(let series), .scalar(let right)): return .series(series.compactMapValues { finite(apply($0, right)) })
        case (.series(let left), .series(let right)):
            var result = Series()
            for (time, value) in left {
                if let other = right[time], let combined = finite(apply(value, other)) { result[time] = combined }
            }
            return .series(result)
        case (.list(let list), .scalar), (.list(let list), .series):
            return .list(try list.map { (series) throws(Failure) in try combine(.series(series), right, apply).series() })
        case (.scalar, .list(let list)), (.series, .list(let list)):
            return .list(try list.map { (series) throws(Failure) in try combine(left, .series(series), apply).series() })
        default: throw Failure("an operator stands between values that it does not take")
        }
    }

    private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

    private static func call(_ function: Function, _ arguments: [MetricExpression], _ scope: Scope) throws(Failure) -> Value {
        switch function {
        case .metrics:
            let part: String
            switch arguments.first {
            case nil: part = ""
            case .text(let text): part = text
            default: throw Failure("METRICS takes a text")
            }
            var list: [Series] = []
            for id in scope.metrics where part.isEmpty || id.contains(part) {
                if case .series(let series) = scope.queries[id] {
                    try scope.work.take(series.count)
                    list.append(series)
                }
            }
            return .list(list)
        case .metricCount:
            guard case .list(let list) = try arguments[0].argument(in: scope) else { return .scalar(1) }
            return .scalar(Double(list.count))
        case .sum: return try arguments[0].argument(in: scope).reduce { $0.reduce(0, +) }
        case .average: return try arguments[0].argument(in: scope).reduce { $0.reduce(0, +) / Double($0.count) }
        case .minimum: return try arguments[0].argument(in: scope).reduce { $0.min() ?? .nan }
        case .maximum: return try arguments[0].argument(in: scope).reduce { $0.max() ?? .nan }
        case .absolute: return try arguments[0].argument(in: scope).map { abs($0) }
        case .ceiling: return try arguments[0].argument(in: scope).map { $0.rounded(.up) }
        case .floor: return try arguments[0].argument(in: scope).map { $0.rounded(.down) }
        case .period: return .scalar(Double(scope.period))
        case .if: return try choose(arguments, scope)
        case .fill: return try fill(arguments, scope)
        case .timeSeries:
            guard case .scalar(let value) = try arguments[0].argument(in: scope) else { throw Failure("TIME_SERIES takes a number") }
            try scope.work.take(scope.length)
            return .series(Dictionary(uniqueKeysWithValues: scope.times.map { ($0, value) }))
        case .runningSum:
            var sum = 0.0
            var result = Series()
            for (time, value) in try arguments[0].argument(in: scope).series().sorted(by: { $0.key < $1.key }) {
                sum += value
                result[time] = sum
            }
            return .series(result)
        case .difference, .rate:
            let points = try arguments[0].argument(in: scope).series().sorted { $0.key < $1.key }
            var result = Series()
            for (point, next) in zip(points, points.dropFirst()) {
                let difference = next.value - point.value
                result[next.key] = function == .rate ? difference / Double(next.key - point.key) : difference
            }
            return .series(result)
        }
    }

    private static func choose(_ arguments: [MetricExpression], _ scope: Scope) throws(Failure) -> Value {
        let then = try arguments[1].argument(in: scope)
        let otherwise = arguments.count > 2 ? try arguments[2].argument(in: scope) : nil
        switch try arguments[0].argument(in: scope) {
        case .scalar(let condition):
            return condition != 0 ? then : otherwise ?? .series([:])
        case .series(let condition):
            var result = Series()
            for (time, value) in condition {
                if let chosen = value != 0 ? then.value(at: time) : otherwise?.value(at: time) { result[time] = chosen }
            }
            return .series(result)
        default: throw Failure("IF takes a number or a time series as its condition")
        }
    }

    private static func fill(_ arguments: [MetricExpression], _ scope: Scope) throws(Failure) -> Value {
        let filling: (Series) throws(Failure) -> Series
        switch arguments[1] {
        case .query("REPEAT"):
            filling = { series in
                var result = series
                var last: Double?
                for time in scope.times {
                    last = series[time] ?? last
                    result[time] = last
                }
                return result
            }
        case .query("LINEAR"):
            filling = { series in
                var result = series
                let points = series.sorted { $0.key < $1.key }
                for (point, next) in zip(points, points.dropFirst()) {
                    for time in stride(from: point.key, to: next.key, by: scope.period) {
                        result[time] = point.value + (next.value - point.value) * Double(time - point.key) / Double(next.key - point.key)
                    }
                }
                return result
            }
        case let argument:
            let value = try argument.argument(in: scope)
            filling = { series in
                var result = series
                for time in scope.times where result[time] == nil { result[time] = value.value(at: time) }
                return result
            }
        }
        let filled = try arguments[0].argument(in: scope)
        try scope.work.take(scope.length, times: filled.lines)
        switch filled {
        case .list(let list): return .list(try list.map(filling))
        case let value: return .series(try filling(try value.series()))
        }
    }
}

extension MetricExpression.Operator {
    fileprivate func apply(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .plus: left + right
        case .minus: left - right
        case .times: left * right
        case .dividedBy: left / right
        case .toThePowerOf: pow(left, right)
        case .equal: left == right ? 1 : 0
        case .unequal: left != right ? 1 : 0
        case .less: left < right ? 1 : 0
        case .lessOrEqual: left <= right ? 1 : 0
        case .greater: left > right ? 1 : 0
        case .greaterOrEqual: left >= right ? 1 : 0
        case .and: left != 0 && right != 0 ? 1 : 0
        case .or: left != 0 || right != 0 ? 1 : 0
        }
    }
}

extension MetricExpression.Value {
    /// How many points it has, and one for itself.
    fileprivate var size: Int {
        switch self {
        case .scalar, .text: 1
        case .series(let series): series.count + 1
        case .list(let list): list.reduce(1) { $0 + $1.count + 1 }
        }
    }

    /// How many series it has.
    fileprivate var lines: Int { if case .list(let list) = self { max(list.count, 1) } else { 1 } }

    func series() throws(MetricExpression.Failure) -> MetricExpression.Series {
        guard case .series(let series) = self else { throw MetricExpression.Failure("a time series is expected") }
        return series
    }

    fileprivate func value(at time: Int) -> Double? {
        switch self {
        case .scalar(let value): value
        case .series(let series): series[time]
        default: nil
        }
    }

    fileprivate func map(_ change: (Double) -> Double) throws(MetricExpression.Failure) -> Self {
        switch self {
        case .scalar(let value): .scalar(change(value))
        case .series(let series): .series(series.mapValues(change))
        case .list(let list): .list(list.map { $0.mapValues(change) })
        case .text: throw MetricExpression.Failure("a number or a time series is expected")
        }
    }

    /// Of a time series one number; of several series one, with what they have at each time.
    fileprivate func reduce(_ change: ([Double]) -> Double) throws(MetricExpression.Failure) -> Self {
        switch self {
        case .scalar: return self
        case .series(let series): return .scalar(series.isEmpty ? 0 : change(Array(series.values)))
        case .list(let list):
            var values: [Int: [Double]] = [:]
            for series in list {
                for (time, value) in series { values[time, default: []].append(value) }
            }
            return .series(values.mapValues(change))
        case .text: throw MetricExpression.Failure("a time series is expected")
        }
    }
}
