import JSONValue
import Testing

@testable import LocalCloud

/// The tables of <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>: `0` is a datapoint that does
/// not breach, `X` one that does, `-` a missing one; the newest is the last.
@Suite("Missing data")
struct MissingDataTests {
    static let rows: [(least: Int, points: String, missing: String, ignore: String, breaching: String, notBreaching: String)] = [
        (3, "0-X-X", "OK", "OK", "OK", "OK"),
        (3, "0----", "OK", "OK", "OK", "OK"),
        (3, "-----", "INSUFFICIENT_DATA", "stays", "ALARM", "OK"),
        (3, "0XX-X", "ALARM", "ALARM", "ALARM", "ALARM"),
        (3, "--X--", "ALARM", "stays", "ALARM", "OK"),
        (2, "0-X-X", "ALARM", "ALARM", "ALARM", "ALARM"),
        (2, "00X0X", "ALARM", "ALARM", "ALARM", "ALARM"),
        (2, "0-X--", "OK", "OK", "ALARM", "OK"),
        (2, "----0", "OK", "OK", "ALARM", "OK"),
        (2, "---X-", "ALARM", "stays", "ALARM", "OK"),
    ]

    @Test("an alarm treats missing data as AWS's tables say", arguments: rows.indices)
    func table(index: Int) throws {
        let row = Self.rows[index]
        for (treatment, expected) in [
            ("missing", row.missing), ("ignore", row.ignore), ("breaching", row.breaching), ("notBreaching", row.notBreaching),
        ] {
            let alarm = try MetricAlarm(
                CloudWatchInput([
                    "MetricName": "m", "Namespace": "n", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 3,
                    "DatapointsToAlarm": .integer(row.least), "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                    "TreatMissingData": .string(treatment),
                ]))
            let points = row.points.enumerated().map { index, letter in
                MetricAlarm.Point(time: index * 60, value: letter == "-" ? nil : letter == "X" ? 1 : 0)
            }
            #expect(alarm.verdict(on: points, at: 300)?.state.rawValue ?? "stays" == expected, "\(row.points) \(treatment)")
        }
    }

    @Test("one early datapoint does not make an alarm before its time")
    func premature() throws {
        let alarm = try MetricAlarm(
            CloudWatchInput([
                "MetricName": "m", "Namespace": "n", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 3, "Threshold": 1,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            ]))
        let points = (0..<5).map { MetricAlarm.Point(time: $0 * 60, value: $0 == 4 ? 1 : nil) }
        #expect(alarm.verdict(on: points, at: 300) == nil)
    }
}
