internal import Foundation
internal import JSONValue

extension MetricAlarm {
    /// What a look at the data has come to.
    struct Verdict: Sendable, Equatable {
        let state: Alarm.State
        let reason: String
        /// The data, as [StateReasonData](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html) has it.
        let data: JSON
    }

    /// A period: when it began, and the value of its data point, if it has one.
    struct Point: Sendable, Equatable {
        let time: Int
        let value: Double?
    }

    /// How many periods beyond those to be evaluated are looked at for data, where some is missing.
    static let extraPeriods = 2

    /// Looks at the data of the periods that have ended by a moment.
    ///
    /// - Parameter moment: In seconds since 1970; a whole multiple of ``interval``.
    /// - Returns: `nil` when the alarm stays as it is.
    func evaluate(_ store: MetricStore, at moment: Int) -> Verdict? {
        let start = moment - (evaluationPeriods + Self.extraPeriods) * period
        guard let result = try? MetricQuery.evaluate(queries, in: store, from: start, to: moment, period: period)[watched] else {
            return nil
        }
        let values: (Int) -> Double? =
            switch result.value {
            case .scalar(let value): { _ in value.isFinite ? value : nil }
            case .series(let series): { series[$0] }
            default: { _ in nil }
            }
        let points = stride(from: start, to: moment, by: period).map { Point(time: $0, value: values($0)) }
        if lowSamples == .ignore, let last = points.last(where: { $0.value != nil }), result.hasFewSamples.contains(last.time) {
            return nil
        }
        return verdict(on: points, at: moment)
    }

    /// The rules of
    /// [how missing data is treated](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html).
    ///
    /// - Parameter points: Of all periods that are looked at, the oldest first.
    func verdict(on points: [Point], at moment: Int) -> Verdict? {
        let real = points.filter { $0.value != nil }.suffix(evaluationPeriods)
        let breaching = real.filter(isBreaching)
        guard real.count < evaluationPeriods else {
            return verdict(breaching.count >= datapointsToAlarm ? .alarm : .ok, Array(real), breaching.count, at: moment)
        }
        let missing = evaluationPeriods - real.count
        let state: Alarm.State
        switch missingData {
        case .breaching: state = breaching.count + missing >= datapointsToAlarm ? .alarm : .ok
        case .notBreaching: state = breaching.count >= datapointsToAlarm ? .alarm : .ok
        case .missing where real.isEmpty: state = .insufficientData
        case .ignore where real.isEmpty: return nil
        case .missing, .ignore:
            if breaching.count >= datapointsToAlarm {
                state = .alarm
            } else if breaching.count < real.count {
                state = .ok
            } else if missingData == .missing, let oldest = breaching.first, moment - oldest.time >= datapointsToAlarm * period {
                // Breaching all along, as far as is known, and for long enough.
                state = .alarm
            } else {
                return nil
            }
        }
        return verdict(state, Array(real), breaching.count, missing: missing, at: moment)
    }

    private func isBreaching(_ point: Point) -> Bool { point.value.map { comparison.isBreaching($0, threshold) } ?? false }

    private func verdict(_ state: Alarm.State, _ real: [Point], _ breaching: Int, missing: Int = 0, at moment: Int) -> Verdict {
        Verdict(state: state, reason: reason(state, real, breaching, missing), data: data(real, at: moment))
    }

    private func reason(_ state: Alarm.State, _ real: [Point], _ breaching: Int, _ missing: Int) -> String {
        func points(_ count: Int) -> String { count == 1 ? "1 datapoint" : "\(count) datapoints" }
        if state == .insufficientData {
            return "Insufficient Data: \(points(missing)) \(missing == 1 ? "was" : "were") unknown."
        }
        let filled =
            missing == 0 || (missingData != .breaching && missingData != .notBreaching)
            ? ""
            : "\(missing) missing \(missing == 1 ? "datapoint was" : "datapoints were") treated as "
                + "[\(missingData == .breaching ? "Breaching" : "NonBreaching")]"
        guard !real.isEmpty else {
            let periods = evaluationPeriods == 1 ? "1 period" : "\(evaluationPeriods) periods"
            return "Threshold Crossed: no datapoints were received for \(periods) and \(filled)."
        }
        // The newest first, as many as fit.
        let shown = real.reversed().prefix(5).map { "\($0.value ?? 0) (\(Self.short($0.time)))" }.joined(separator: ", ")
        let word = real.count == 1 ? "was" : "were"
        let least = datapointsToAlarm == 1 ? "1 datapoint" : "\(datapointsToAlarm) datapoints"
        var text = "Threshold Crossed: \(breaching) out of the last \(points(evaluationPeriods)) [\(shown)] "
        if breaching == 0 { text = "Threshold Crossed: \(points(real.count)) [\(shown)] " }
        text += "\(word) \(breaching == 0 ? "not " : "")\(comparison.words) the threshold (\(threshold))"
        if breaching > 0 {
            let direction = state == .alarm ? "OK -> ALARM" : "ALARM -> OK"
            let count = state == .alarm ? least : points(evaluationPeriods - datapointsToAlarm + 1)
            text += " (minimum \(count) for \(direction) transition)"
        }
        return text + (filled.isEmpty ? "." : " and \(filled).")
    }

    private func data(_ real: [Point], at moment: Int) -> JSON {
        var data: JSON.Object = ["version": "1.0", "queryDate": .string(CloudWatchTime.text(Double(moment)))]
        if let first = real.first { data["startDate"] = .string(CloudWatchTime.text(Double(first.time))) }
        if let stat = queries.first(where: { $0.id == watched })?.stat {
            data["statistic"] = .string(stat.statisticName)
            if let unit = stat.unit { data["unit"] = .string(unit) }
        }
        data["period"] = .integer(period)
        let kept = real.suffix(50)
        data["recentDatapoints"] = .array(kept.compactMap { $0.value.map { .number($0) } })
        data["threshold"] = .number(threshold)
        data["evaluatedDatapoints"] = .array(
            real.suffix(20).reversed().compactMap { point in
                point.value.map { ["timestamp": .string(CloudWatchTime.text(Double(point.time))), "value": .number($0)] }
            })
        return .object(data)
    }

    private static func short(_ time: Int) -> String {
        let parts = CloudWatchTime.calendar.dateComponents(
            [.day, .month, .year, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(time)))
        return String(
            format: "%02d/%02d/%02d %02d:%02d:%02d", parts.day ?? 0, parts.month ?? 0, (parts.year ?? 0) % 100, parts.hour ?? 0,
            parts.minute ?? 0, parts.second ?? 0)
    }
}

/// Times as CloudWatch's messages write them.
enum CloudWatchTime {
    static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// Such as `2026-01-31T12:00:00.000+0000`.
    static func text(_ seconds: Double) -> String {
        let date = Date(timeIntervalSince1970: seconds)
        return String(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)).dropLast()) + "+0000"
    }
}
