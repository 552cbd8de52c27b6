import Foundation
import JSONValue
import Synchronization
import Testing

@testable import LocalCloud

/// A CloudWatch with a context of its own, whose time jumps.
struct CloudWatchPlay: Sendable {
    let service: CloudWatchService
    let context: CloudContext
    let worker: CloudClock.Worker

    /// A second after a full minute, so that a wait of a minute ends after the alarms were looked at.
    static let start = Date(timeIntervalSince1970: 1_800_000_001)

    /// Runs a play as a worker of the clock. Takes the storage's folder when it is to be kept.
    static func run<Result: Sendable>(
        folder: URL? = nil, limits: MetricStore.Limits = .init(),
        _ body: @escaping @Sendable (CloudWatchPlay) async throws -> Result
    ) async throws -> Result {
        let storage = try Storage(folder: folder)
        defer { storage.close() }
        return try await TaskScope.run { tasks in
            let clock = CloudClock(speed: .max, start: start, jumpsOnly: true)
            let context = try CloudContext(clock: clock, storage: storage, tasks: tasks)
            let service = try CloudWatchService(context, limits: limits)
            context.add(service, as: "monitoring")
            context.use(service)
            return try await clock.work { worker in
                try await body(CloudWatchPlay(service: service, context: context, worker: worker))
            }
        }
    }

    @discardableResult
    func call(_ operation: String, _ input: JSON) async throws(AWSError) -> JSON {
        try await service.call(operation, input, AWSCall(.account))
    }

    func putAlarm(_ name: String, _ members: JSON.Object = [:]) async throws {
        var input: JSON.Object = [
            "AlarmName": .string(name), "Namespace": "shop", "MetricName": "Errors", "Statistic": "Sum", "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching",
        ]
        for (key, value) in members { input[key] = value.isNull ? nil : value }
        try await call("PutMetricAlarm", .object(input))
    }

    func alarm(_ name: String) async throws -> JSON {
        let answer = try await call("DescribeAlarms", ["AlarmNames": [.string(name)], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]])
        return try #require(answer["MetricAlarms"]?[0] ?? answer["CompositeAlarms"]?[0])
    }

    func state(_ name: String) async throws -> String { try #require(try await alarm(name)["StateValue"]?.string) }

    func record(_ value: Double, name: String = "Errors", namespace: String = "shop") {
        context.record(MetricDatum(namespace: namespace, name: name, dimensions: [:], value: value, unit: "Count"))
    }

    var now: Double { context.clock.date.timeIntervalSince1970 }
}

@Suite("CloudWatch: metrics")
struct CloudWatchMetricTests {
    @Test("values, counts and statistic sets of one period are told together")
    func statistics() async throws {
        try await CloudWatchPlay.run { play in
            let now = play.now
            try await play.call(
                "PutMetricData",
                [
                    "Namespace": "shop",
                    "MetricData": [
                        ["MetricName": "Time", "Value": 3, "Unit": "Seconds", "Dimensions": [["Name": "Page", "Value": "cart"]]],
                        [
                            "MetricName": "Time", "Values": [1, 2], "Counts": [2, 1], "Unit": "Seconds",
                            "Dimensions": [["Name": "Page", "Value": "cart"]],
                        ],
                    ],
                ])
            try await play.call(
                "PutMetricData",
                [
                    "Namespace": "shop",
                    "MetricData": [
                        [
                            "MetricName": "Time", "Unit": "Seconds", "Dimensions": [["Name": "Page", "Value": "cart"]],
                            "StatisticValues": ["SampleCount": 2, "Sum": 20, "Minimum": 8, "Maximum": 12],
                        ]
                    ],
                ])
            let answer = try await play.call(
                "GetMetricStatistics",
                [
                    "Namespace": "shop", "MetricName": "Time", "Dimensions": [["Name": "Page", "Value": "cart"]],
                    "StartTime": .number(now - 60), "EndTime": .number(now + 60), "Period": 60,
                    "Statistics": ["SampleCount", "Sum", "Average", "Minimum", "Maximum"],
                ])
            let point = try #require(answer["Datapoints"]?[0])
            #expect(point["SampleCount"]?.double == 6 && point["Sum"]?.double == 27 && point["Average"]?.double == 4.5)
            #expect(point["Minimum"]?.double == 1 && point["Maximum"]?.double == 12 && point["Unit"] == "Seconds")
            #expect(answer["Datapoints"]?.array?.count == 1 && answer["Label"] == "Time")
            // Other dimensions are another metric.
            let other = try await play.call(
                "GetMetricStatistics",
                [
                    "Namespace": "shop", "MetricName": "Time", "StartTime": .number(now - 60), "EndTime": .number(now + 60), "Period": 60,
                    "Statistics": ["Sum"],
                ])
            #expect(other["Datapoints"] == [])
        }
    }

    @Test("GetMetricData reckons an error rate, in the order and the pages asked for")
    func metricData() async throws {
        try await CloudWatchPlay.run { play in
            let start = play.now
            for minute in 0..<5 {
                play.record(Double(minute))
                play.record(10, name: "Invocations")
                try await play.worker.sleep(until: .seconds(60 * (minute + 1)))
            }
            func stat(_ id: String, _ name: String) -> JSON {
                [
                    "Id": .string(id), "ReturnData": false,
                    "MetricStat": ["Metric": ["Namespace": "shop", "MetricName": .string(name)], "Period": 60, "Stat": "Sum"],
                ]
            }
            var input: JSON.Object = [
                "MetricDataQueries": [
                    ["Id": "rate", "Expression": "100 * errors / invocations", "Label": "Error rate"], stat("errors", "Errors"),
                    stat("invocations", "Invocations"),
                ],
                "StartTime": .number(start), "EndTime": .number(start + 600), "ScanBy": "TimestampAscending", "MaxDatapoints": 2,
            ]
            var values: [Double] = []
            var times: [Double] = []
            var pages = 0
            repeat {
                let answer = try await play.call("GetMetricData", .object(input))
                let result = try #require(answer["MetricDataResults"]?[0])
                #expect(result["Label"] == "Error rate")
                #expect(result["StatusCode"] == (answer["NextToken"] == nil ? "Complete" : "PartialData"))
                values += result["Values"]?.array?.compactMap(\.double) ?? []
                times += result["Timestamps"]?.array?.compactMap(\.double) ?? []
                input["NextToken"] = answer["NextToken"]
                pages += 1
            } while input["NextToken"] != nil
            #expect(values == [0, 10, 20, 30, 40] && pages == 3)
            #expect(times == (0..<5).map { 1_800_000_000 + 60 * Double($0) })
        }
    }

    @Test("ListMetrics finds metrics by name, namespace and dimensions, page by page")
    func listMetrics() async throws {
        try await CloudWatchPlay.run { play in
            for number in 0..<501 {
                try await play.call(
                    "PutMetricData",
                    [
                        "Namespace": "shop",
                        "MetricData": [["MetricName": "m", "Value": 1, "Dimensions": [["Name": "n", "Value": .string("\(number)")]]]],
                    ])
            }
            play.record(1, name: "x", namespace: "other")
            let first = try await play.call("ListMetrics", ["Namespace": "shop"])
            #expect(first["Metrics"]?.array?.count == 500)
            let second = try await play.call("ListMetrics", ["Namespace": "shop", "NextToken": first["NextToken"] ?? .null])
            #expect(second["Metrics"]?.array?.count == 1 && second["NextToken"] == nil)
            let one = try await play.call("ListMetrics", ["Dimensions": [["Name": "n", "Value": "7"]]])
            #expect(one["Metrics"] == [["Namespace": "shop", "MetricName": "m", "Dimensions": [["Name": "n", "Value": "7"]]]])
        }
    }

    @Test(
        "what CloudWatch would refuse is refused with its code",
        arguments: [
            ("PutMetricData", #"{"MetricData":[{"MetricName":"m","Value":1}]}"#, "MissingParameter"),
            ("PutMetricData", #"{"Namespace":"AWS/Lambda","MetricData":[{"MetricName":"m","Value":1}]}"#, "InvalidParameterValue"),
            ("PutMetricData", #"{"Namespace":"n","MetricData":[{"MetricName":"m"}]}"#, "MissingParameter"),
            (
                "PutMetricData", #"{"Namespace":"n","MetricData":[{"MetricName":"m","Value":1,"Values":[1]}]}"#,
                "InvalidParameterCombination"
            ),
            ("PutMetricData", #"{"Namespace":"n","MetricData":[{"MetricName":"m","Value":1,"Unit":"Miles"}]}"#, "InvalidParameterValue"),
            ("PutMetricData", #"{"Namespace":"n","MetricData":[{"MetricName":"m","Value":1,"Timestamp":1000}]}"#, "InvalidParameterValue"),
            (
                "PutMetricData", #"{"Namespace":"n","MetricData":[{"MetricName":"m","Values":[1,2],"Counts":[1]}]}"#,
                "InvalidParameterCombination"
            ),
            (
                "GetMetricStatistics",
                #"{"Namespace":"n","MetricName":"m","StartTime":0,"EndTime":864000,"Period":60,"Statistics":["Sum"]}"#,
                "InvalidParameterCombination"
            ),
            (
                "GetMetricStatistics", #"{"Namespace":"n","MetricName":"m","StartTime":10,"EndTime":5,"Period":60,"Statistics":["Sum"]}"#,
                "InvalidParameterValue"
            ),
            (
                "GetMetricStatistics", #"{"Namespace":"n","MetricName":"m","StartTime":0,"EndTime":60,"Period":61,"Statistics":["Sum"]}"#,
                "InvalidParameterValue"
            ),
            ("GetMetricData", #"{"MetricDataQueries":[{"Id":"a","Expression":"a + 1"}],"StartTime":0,"EndTime":60}"#, "ValidationError"),
            ("GetMetricData", #"{"MetricDataQueries":[{"Id":"a","Expression":"b"}],"StartTime":0,"EndTime":60}"#, "ValidationError"),
            ("GetMetricData", #"{"MetricDataQueries":[{"Id":"A","Expression":"1"}],"StartTime":0,"EndTime":60}"#, "ValidationError"),
            (
                "GetMetricData", #"{"MetricDataQueries":[{"Id":"a","Expression":"1"}],"StartTime":0,"EndTime":60,"NextToken":"x"}"#,
                "InvalidNextToken"
            ),
            (
                "GetMetricData", #"{"MetricDataQueries":[{"Id":"a","Expression":"1"}],"StartTime":0,"EndTime":1e10}"#,
                "InvalidParameterValue"
            ),
            ("DescribeAlarms", #"{"NextToken":"bmV4dDotNQ=="}"#, "InvalidNextToken"),
            ("DescribeAlarms", #"{"AlarmNames":["a"],"AlarmNamePrefix":"a"}"#, "InvalidParameterCombination"),
            ("SetAlarmState", #"{"AlarmName":"none","StateValue":"OK","StateReason":"r"}"#, "ResourceNotFound"),
            ("SetAlarmState", #"{"AlarmName":"none","StateValue":"BAD","StateReason":"r"}"#, "InvalidParameterValue"),
            ("DeleteAlarms", #"{"AlarmNames":["none"]}"#, "ResourceNotFound"),
            ("PutCompositeAlarm", #"{"AlarmName":"c","AlarmRule":"ALARM(none)"}"#, "ValidationError"),
            ("PutMetricAlarm", #"{"AlarmName":"a"}"#, "MissingParameter"),
            (
                "ListTagsForResource", #"{"ResourceARN":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:none"}"#,
                "ResourceNotFoundException"
            ),
            ("GetDashboard", "{}", "UnknownOperationException"),
        ])
    func refusals(operation: String, input: String, code: String) async throws {
        try await CloudWatchPlay.run { play in
            let error = try await #require(throws: AWSError.self) { try await play.call(operation, try JSON(parsing: input)) }
            #expect(error.code == code, "\(error.message)")
        }
    }

    @Test("numbers may come as text, as the Query protocol sends them")
    func query() async throws {
        try await CloudWatchPlay.run { play in
            try await play.putAlarm("a", ["Period": "60", "Threshold": "1.5", "EvaluationPeriods": "2", "ActionsEnabled": "false"])
            let alarm = try await play.alarm("a")
            #expect(alarm["Threshold"]?.double == 1.5 && alarm["Period"] == 60 && alarm["ActionsEnabled"] == false)
        }
    }
}
