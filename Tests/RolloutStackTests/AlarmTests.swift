import Testing

@testable import RolloutStack

/// The alarms of a rollout.
@Suite("Alarms of a rollout")
struct RolloutAlarmTests {
    private func template(_ alarms: [RolloutAlarm]) throws -> Template {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), rollout: .canary(alarms: alarms))
        return try stack.template()
    }

    private let dimensions: TemplateValue = [
        ["Name": "ExecutedVersion", "Value": .getAtt("ApiVersion", "Version")], ["Name": "FunctionName", "Value": "shop-prod-Api"],
        ["Name": "Resource", "Value": "shop-prod-Api:live"],
    ]

    @Test("an alarm watches the version alone, counts missing data as no breach, and begins afresh with each version")
    func errors() throws {
        let alarm = try template([.errors(above: 2)]).only("AWS::CloudWatch::Alarm")
        #expect(alarm["Dimensions"] == dimensions)
        #expect(alarm["MetricName"] == "Errors")
        #expect(alarm["Namespace"] == "AWS/Lambda")
        #expect(alarm["Threshold"] == 2)
        #expect(alarm["ComparisonOperator"] == "GreaterThanThreshold")
        #expect(alarm["TreatMissingData"] == "notBreaching")
        #expect(alarm["AlarmName"] == .sub("shop-prod-Api-errors-v${ApiVersion.Version}"))
    }

    @Test("a rate needs a minimum of samples")
    func errorRate() throws {
        let alarm = try template([.errorRate(above: 0.01, minimumSamples: 25)]).only("AWS::CloudWatch::Alarm")
        let metrics = try #require(alarm["Metrics"]?.array)
        #expect(metrics.count == 3)
        #expect(metrics.last?.at("Expression") == "IF(invocations >= 25, errors / invocations, 0)")
        #expect(metrics.filter { $0.at("ReturnData") == true }.count == 1)
        #expect(metrics.dropLast().allSatisfy { $0.at("MetricStat", "Metric", "Dimensions") == dimensions })
        #expect(alarm["Threshold"] == 0.01)
    }

    @Test(
        "latencies are in milliseconds",
        arguments: [
            ("p50", RolloutAlarm.latency(p50: .milliseconds(150)), 150), ("p90", .latency(p90: .seconds(1)), 1000),
            ("p99", .latency(p99: .seconds(2)), 2000),
        ])
    func latency(percentile: String, alarm: RolloutAlarm, milliseconds: Int) throws {
        let rendered = try template([alarm]).only("AWS::CloudWatch::Alarm")
        #expect(rendered["Threshold"] == .int(milliseconds))
        let metrics = try #require(rendered["Metrics"]?.array)
        #expect(
            metrics.contains {
                $0.at("MetricStat", "Stat") == .string(percentile) && $0.at("MetricStat", "Metric", "MetricName") == "Duration"
            })
        #expect(metrics.last?.at("Expression") == "IF(samples >= 10, value, 0)")
    }

    @Test("throttles, metrics and expressions have their dimensions")
    func others() throws {
        #expect(try template([.throttles()]).only("AWS::CloudWatch::Alarm")["MetricName"] == "Throttles")
        let metric = try template([
            .metric("Shop", "Orders", statistic: "p99.9", above: 3, dimensions: ["Version": AlarmMetric.version, "Stage": "prod"])
        ])
        .only("AWS::CloudWatch::Alarm")
        #expect(
            metric["Dimensions"] == [["Name": "Stage", "Value": "prod"], ["Name": "Version", "Value": .getAtt("ApiVersion", "Version")]])
        #expect(metric["ExtendedStatistic"] == "p99.9")
        let expression = try template([.expression("e * 100", metrics: ["e": .lambda("Errors")], above: 1, label: "percent")])
            .only("AWS::CloudWatch::Alarm")
        #expect(expression["Metrics"]?.array?.last?.at("Expression") == "e * 100")
    }

    @Test("a composite alarm puts others together, and the group watches it alone")
    func composite() throws {
        let template = try template([
            .composite("Broken", .all([.alarm(.errors()), .not(.any([.alarm(.throttles()), .alarm(.named("Maintenance"))]))]))
        ])
        let alarm = try template.only("AWS::CloudWatch::CompositeAlarm")
        let rule = alarm["AlarmRule"]?.json ?? ""
        #expect(rule.contains(") AND NOT (ALARM(") && rule.contains(") OR ALARM(\\\"Maintenance\\\"))"), "\(rule)")
        #expect(alarm["AlarmName"] == .sub("shop-prod-Api-Broken-v${ApiVersion.Version}"))
        #expect(template.resources("AWS::CloudWatch::Alarm").count == 2)
        #expect(try template.properties("ApiGroup")["AlarmConfiguration"]?.at("Alarms")?.array?.count == 1)
    }

    @Test("alarm, version, function, group and alias form no circle, and cfn-lint finds nothing", .enabled(if: Linter.isHere))
    func lint() async throws {
        try await Linter.check([
            template(
                [
                    .errors(), .throttles(), .errorRate(above: 0.01), .latency(p50: .seconds(1)), .latency(p90: .seconds(1)),
                    .latency(p99: .seconds(1)),
                    .metric("Shop", "Orders", above: 1, dimensions: ["Version": AlarmMetric.version]), .named("Other"),
                    .expression("e * 100", metrics: ["e": .lambda("Errors")], above: 1, label: "percent"),
                    .composite("Broken", .any([.alarm(.errors(above: 9)), .alarm(.named("Another"))])),
                ].filter { $0.label != "errors" })
        ])
    }
}
