import Foundation
import JSONValue
import Synchronization
import TestSupport
import Testing

@testable import LocalCloud

@Suite("CloudWatch: alarms")
struct AlarmTests {
    @Test("an alarm goes off at the end of the minute in which the threshold is crossed, and back when a minute was good")
    func crossing() async throws {
        try await CloudWatchPlay.run { play in
            let changes = Mutex<[String]>([])
            play.service.onAlarmChange { change in
                changes.withLock { $0.append("\(change.alarm): \(change.old.rawValue) → \(change.new.rawValue)") }
            }
            try await play.putAlarm("errors")
            #expect(try await play.state("errors") == "INSUFFICIENT_DATA")
            try await play.worker.sleep(for: .seconds(61))
            #expect(try await play.state("errors") == "OK")
            play.record(1)
            try await play.worker.sleep(for: .seconds(30))
            #expect(try await play.state("errors") == "OK")
            try await play.worker.sleep(for: .seconds(30))
            let alarm = try await play.alarm("errors")
            #expect(alarm["StateValue"] == "ALARM")
            let reason = try #require(alarm["StateReason"]?.string)
            #expect(reason.hasPrefix("Threshold Crossed: 1 out of the last 1 datapoint [1.0 ("))
            #expect(
                reason.hasSuffix(")] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition)."))
            #expect(
                alarm["StateTransitionedTimestamp"]?.double.map { abs($0 - 1_800_000_120) < 0.01 } == true)
            let data = try JSON(parsing: try #require(alarm["StateReasonData"]?.string))
            #expect(data["recentDatapoints"] == [.number(1)] && data["statistic"] == "Sum")
            play.record(0)
            try await play.worker.sleep(for: .seconds(60))
            #expect(try await play.state("errors") == "OK")
            #expect(changes.withLock { $0 } == ["errors: INSUFFICIENT_DATA → OK", "errors: OK → ALARM", "errors: ALARM → OK"])
        }
    }

    @Test("an error rate by metric math goes off, and a p99")
    func mathAndPercentile() async throws {
        try await CloudWatchPlay.run { play in
            func stat(_ id: String, _ name: String) -> JSON {
                [
                    "Id": .string(id), "ReturnData": false,
                    "MetricStat": ["Metric": ["Namespace": "shop", "MetricName": .string(name)], "Period": 60, "Stat": "Sum"],
                ]
            }
            try await play.putAlarm(
                "rate",
                [
                    "Namespace": .null, "MetricName": .null, "Statistic": .null, "Period": .null, "Threshold": 5,
                    "ComparisonOperator": "GreaterThanThreshold",
                    "Metrics": [
                        ["Id": "rate", "Expression": "IF(invocations > 0, 100 * FILL(errors, 0) / invocations)"], stat("errors", "Errors"),
                        stat("invocations", "Invocations"),
                    ],
                ])
            try await play.putAlarm("p99", ["MetricName": "Duration", "Statistic": .null, "ExtendedStatistic": "p99", "Threshold": 500])
            for duration in 1...200 {
                play.record(1, name: "Invocations")
                play.record(Double(duration), name: "Duration")
            }
            for _ in 0..<5 { play.record(1) }
            try await play.worker.sleep(for: .seconds(60))
            #expect(try await play.state("rate") == "OK")
            #expect(try await play.state("p99") == "OK")
            for number in 1...100 {
                play.record(1, name: "Invocations")
                play.record(number > 97 ? 900 : 1, name: "Duration")
            }
            for _ in 0..<6 { play.record(1) }
            try await play.worker.sleep(for: .seconds(60))
            #expect(try await play.state("rate") == "ALARM")
            #expect(try await play.state("p99") == "ALARM")
        }
    }

    @Test("a unit filters, and other dimensions are other metrics: such an alarm never gets data")
    func filters() async throws {
        try await CloudWatchPlay.run { play in
            try await play.putAlarm("unit", ["Unit": "Bytes", "TreatMissingData": "missing"])
            try await play.putAlarm("dimension", ["Dimensions": [["Name": "FunctionName", "Value": "f"]], "TreatMissingData": "missing"])
            try await play.putAlarm("right", ["Unit": "Count", "TreatMissingData": "missing"])
            play.record(7)
            try await play.worker.sleep(for: .seconds(60))
            #expect(try await play.state("unit") == "INSUFFICIENT_DATA")
            #expect(try await play.state("dimension") == "INSUFFICIENT_DATA")
            #expect(try await play.state("right") == "ALARM")
        }
    }

    @Test("periods below a minute are looked at every ten seconds")
    func shortPeriods() async throws {
        try await CloudWatchPlay.run { play in
            try await play.putAlarm("fast", ["Period": 10])
            try await play.call(
                "PutMetricData", ["Namespace": "shop", "MetricData": [["MetricName": "Errors", "Value": 3, "StorageResolution": 1]]])
            try await play.worker.sleep(for: .seconds(10))
            #expect(try await play.state("fast") == "ALARM")
        }
    }

    @Test("the alarms alone do not make time jump")
    func passive() async throws {
        try await CloudWatchPlay.run { play in
            try await play.putAlarm("errors")
            await play.worker.idle { await Task.yield() }
            #expect(play.now == CloudWatchPlay.start.timeIntervalSince1970)
        }
    }

    @Test("SetAlarmState changes the state until the data says otherwise; the history tells all of it")
    func setState() async throws {
        try await CloudWatchPlay.run { play in
            try await play.putAlarm("errors")
            try await play.call(
                "SetAlarmState", ["AlarmName": "errors", "StateValue": "ALARM", "StateReason": "drill", "StateReasonData": "{}"])
            let alarm = try await play.alarm("errors")
            #expect(alarm["StateValue"] == "ALARM" && alarm["StateReason"] == "drill" && alarm["StateReasonData"] == "{}")
            try await play.worker.sleep(for: .seconds(60))
            #expect(try await play.state("errors") == "OK")
            var summaries: [String] = []
            var token: JSON?
            repeat {
                let page = try await play.call(
                    "DescribeAlarmHistory",
                    ["AlarmName": "errors", "MaxRecords": 2, "ScanBy": "TimestampAscending", "NextToken": token ?? .null])
                summaries += page["AlarmHistoryItems"]?.array?.compactMap { $0["HistorySummary"]?.string } ?? []
                token = page["NextToken"]
            } while token != nil
            #expect(
                summaries == [
                    "Alarm \"errors\" created", "Alarm updated from INSUFFICIENT_DATA to ALARM", "Alarm updated from ALARM to OK",
                ])
            await #expect(throws: AWSError.self) {
                try await play.call(
                    "SetAlarmState", ["AlarmName": "errors", "StateValue": "OK", "StateReason": "r", "StateReasonData": "{"])
            }
        }
    }

    @Test("composite alarms follow their alarms at once, and each other")
    func composites() async throws {
        try await CloudWatchPlay.run { play in
            try await play.putAlarm("a")
            try await play.putAlarm("b")
            try await play.call("PutCompositeAlarm", ["AlarmName": "both", "AlarmRule": "ALARM(a) AND ALARM(b)"])
            try await play.call("PutCompositeAlarm", ["AlarmName": "all", "AlarmRule": "ALARM(both) OR FALSE"])
            #expect(try await play.state("all") == "OK")
            for name in ["a", "b"] {
                try await play.call("SetAlarmState", ["AlarmName": .string(name), "StateValue": "ALARM", "StateReason": "drill"])
            }
            #expect(try await play.state("both") == "ALARM")
            #expect(try await play.state("all") == "ALARM")
            let cycle = try await #require(throws: AWSError.self) {
                try await play.call("PutCompositeAlarm", ["AlarmName": "both", "AlarmRule": "ALARM(all)"])
            }
            #expect(cycle.code == "ValidationError")
            await #expect(throws: AWSError.self) { try await play.call("DeleteAlarms", ["AlarmNames": ["a"]]) }
            try await play.call("DeleteAlarms", ["AlarmNames": ["all", "both", "a"]])
            let left = try await play.call("DescribeAlarms", ["AlarmTypes": ["CompositeAlarm", "MetricAlarm"]])
            #expect(left["MetricAlarms"]?.array?.count == 1 && left["CompositeAlarms"] == [])
        }
    }

    @Test("alarms are found by prefix, state, action and type, page by page")
    func describe() async throws {
        try await CloudWatchPlay.run { play in
            for number in 10..<15 { try await play.putAlarm("p\(number)") }
            try await play.putAlarm("q", ["AlarmActions": ["arn:aws:sns:us-east-1:123456789012:topic"]])
            try await play.call("PutCompositeAlarm", ["AlarmName": "p-all", "AlarmRule": "ALARM(p10) OR ALARM(p11)"])
            func names(_ input: JSON) async throws -> [String] {
                let answer = try await play.call("DescribeAlarms", input)
                let all = (answer["CompositeAlarms"]?.array ?? []) + (answer["MetricAlarms"]?.array ?? [])
                return all.compactMap { $0["AlarmName"]?.string }
            }
            #expect(try await names(["AlarmNamePrefix": "p"]) == (10..<15).map { "p\($0)" })
            #expect(try await names(["AlarmNamePrefix": "p", "AlarmTypes": ["CompositeAlarm"]]) == ["p-all"])
            #expect(try await names(["ActionPrefix": "arn:aws:sns"]) == ["q"])
            #expect(try await names(["StateValue": "ALARM"]) == [])
            #expect(try await names(["ChildrenOfAlarmName": "p-all"]) == ["p10", "p11"])
            #expect(try await names(["ParentsOfAlarmName": "p10", "AlarmTypes": ["CompositeAlarm"]]) == ["p-all"])
            let page = try await play.call("DescribeAlarms", ["MaxRecords": 4])
            #expect(page["MetricAlarms"]?.array?.count == 4)
            #expect(try await names(["MaxRecords": 4, "NextToken": page["NextToken"] ?? .null]) == ["p14", "q"])
            let metric = try await play.call("DescribeAlarmsForMetric", ["Namespace": "shop", "MetricName": "Errors"])
            #expect(metric["MetricAlarms"]?.array?.count == 6)
        }
    }

    /// A topic and a function that take down what they are told.
    private final class Listener: AWSService {
        let calls = Mutex<[(operation: String, input: JSON)]>([])
        let bell = CloudClock.Bell()

        func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
            calls.withLock { $0.append((operation, input)) }
            bell.ring()
            if input["TopicArn"]?.string?.hasSuffix("gone") == true { throw AWSError("NotFound", "Topic does not exist") }
            return [:]
        }
    }

    @Test("entering a state notifies topics and functions, unless actions are off")
    func actions() async throws {
        try await CloudWatchPlay.run { play in
            let sns = Listener()
            let lambda = Listener()
            play.context.add(sns, as: "sns")
            play.context.add(lambda, as: "lambda")
            let topic = "arn:aws:sns:us-east-1:123456789012:topic"
            let function = "arn:aws:lambda:us-east-1:123456789012:function:page"
            try await play.putAlarm("errors", ["AlarmActions": [.string(topic), .string(function)], "AlarmDescription": "too many"])
            play.record(3)
            try await play.worker.sleep(for: .seconds(60))
            try await play.worker.sleep(for: .seconds(600), unless: lambda.bell)
            let published = try #require(sns.calls.withLock { $0.first })
            #expect(published.operation == "Publish" && published.input["TopicArn"]?.string == topic)
            #expect(published.input["Subject"] == "ALARM: \"errors\" in US East (N. Virginia)")
            let message = try JSON(parsing: try #require(published.input["Message"]?.string))
            #expect(
                message["NewStateValue"] == "ALARM" && message["OldStateValue"] == "INSUFFICIENT_DATA"
                    && message["AlarmDescription"] == "too many")
            #expect(message["Trigger"]?["MetricName"] == "Errors" && message["Trigger"]?["Statistic"] == "SUM")
            let invoked = try #require(lambda.calls.withLock { $0.first })
            #expect(invoked.operation == "Invoke" && invoked.input["FunctionName"]?.string == function)
            let payload = try #require(invoked.input["Payload"]?.string.flatMap { Data(base64Encoded: $0) })
            #expect(try JSON(parsing: Array(payload))["alarmData"]?["state"]?["value"] == "ALARM")

            try await play.call("DisableAlarmActions", ["AlarmNames": ["errors"]])
            try await play.call("SetAlarmState", ["AlarmName": "errors", "StateValue": "OK", "StateReason": "r"])
            try await play.call("SetAlarmState", ["AlarmName": "errors", "StateValue": "ALARM", "StateReason": "r"])
            try await play.worker.sleep(for: .seconds(10))
            #expect(sns.calls.withLock { $0.count } == 1)
        }
    }

    @Test("an action that fails is told by the history")
    func failedAction() async throws {
        try await CloudWatchPlay.run { play in
            let sns = Listener()
            play.context.add(sns, as: "sns")
            try await play.putAlarm("errors", ["AlarmActions": ["arn:aws:sns:us-east-1:123456789012:gone"]])
            try await play.call("SetAlarmState", ["AlarmName": "errors", "StateValue": "ALARM", "StateReason": "r"])
            try await play.worker.sleep(for: .seconds(30))
            let history = try await play.call("DescribeAlarmHistory", ["AlarmName": "errors", "HistoryItemType": "Action"])
            #expect(history["AlarmHistoryItems"]?[0]?["HistorySummary"]?.string?.hasPrefix("Failed to execute action") == true)
        }
    }

    @Test("alarms, their state, history and tags outlast the cloud")
    func persistence() async throws {
        let folder = try TemporaryFolder()
        try await CloudWatchPlay.run(folder: folder.url) { play in
            try await play.putAlarm("errors", ["Tags": [["Key": "team", "Value": "shop"]]])
            try await play.call("SetAlarmState", ["AlarmName": "errors", "StateValue": "ALARM", "StateReason": "drill"])
        }
        try await CloudWatchPlay.run(folder: folder.url) { play in
            #expect(try await play.alarm("errors")["StateReason"] == "drill")
            let history = try await play.call("DescribeAlarmHistory", ["AlarmName": "errors"])
            #expect(history["AlarmHistoryItems"]?.array?.count == 2)
            let arn: JSON = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors"
            try await play.call("TagResource", ["ResourceARN": arn, "Tags": [["Key": "a", "Value": ""]]])
            #expect(
                try await play.call("ListTagsForResource", ["ResourceARN": arn])["Tags"] == [
                    ["Key": "a", "Value": ""], ["Key": "team", "Value": "shop"],
                ])
            try await play.call("UntagResource", ["ResourceARN": arn, "TagKeys": ["team"]])
            #expect(try await play.call("ListTagsForResource", ["ResourceARN": arn])["Tags"] == [["Key": "a", "Value": ""]])
            // Without data the state follows from TreatMissingData again.
            try await play.worker.sleep(for: .seconds(60))
            #expect(try await play.state("errors") == "OK")
        }
    }

    @Test(
        "what no alarm can be is refused",
        arguments: [
            (#"{"Period":45}"#, "InvalidParameterValue"), (#"{"Period":1}"#, "ValidationError"),
            (#"{"Statistic":"p99"}"#, "InvalidParameterValue"),
            (#"{"ExtendedStatistic":"p99"}"#, "InvalidParameterCombination"), (#"{"DatapointsToAlarm":2}"#, "ValidationError"),
            (#"{"EvaluationPeriods":1441}"#, "InvalidParameterValue"), (#"{"EvaluationPeriods":1440,"Period":120}"#, "ValidationError"),
            (#"{"ComparisonOperator":"Above"}"#, "InvalidParameterValue"), (#"{"TreatMissingData":"forget"}"#, "InvalidParameterValue"),
            (#"{"Threshold":null}"#, "MissingParameter"), (#"{"AlarmActions":["topic"]}"#, "ValidationError"),
            (#"{"Metrics":[{"Id":"a","Expression":"1"}]}"#, "ValidationError"), (#"{"Threshold":1e200}"#, "InvalidParameterValue"),
        ])
    func invalid(members: String, code: String) async throws {
        try await CloudWatchPlay.run { play in
            let error = try await #require(throws: AWSError.self) {
                try await play.putAlarm("a", try JSON(parsing: members).object ?? [:])
            }
            #expect(error.code == code, "\(error.message)")
        }
    }
}
