internal import JSONValue

/// An alarm's change of state, as those hear of it who are told.
struct AlarmTransition: Sendable {
    let old: Alarm
    let new: Alarm

    /// The subject of the notification.
    var subject: String { String("\(new.state.rawValue): \"\(new.name)\" in US East (N. Virginia)".prefix(100)) }

    /// The message to an SNS topic.
    var message: JSON {
        [
            "AlarmName": .string(new.name), "AlarmDescription": new.configuration["AlarmDescription"] ?? .null,
            "AWSAccountId": .string(Cloud.account), "AlarmConfigurationUpdatedTimestamp": .string(CloudWatchTime.text(new.configured)),
            "NewStateValue": .string(new.state.rawValue), "NewStateReason": .string(new.reason),
            "StateChangeTime": .string(CloudWatchTime.text(new.transitioned)), "Region": "US East (N. Virginia)",
            "AlarmArn": .string(new.arn), "OldStateValue": .string(old.state.rawValue), "OKActions": new.configuration["OKActions"] ?? [],
            "AlarmActions": new.configuration["AlarmActions"] ?? [],
            "InsufficientDataActions": new.configuration["InsufficientDataActions"] ?? [], "Trigger": trigger,
        ]
    }

    private var trigger: JSON {
        let configuration = new.configuration
        if let rule = configuration["AlarmRule"] { return ["AlarmRule": rule] }
        var trigger: JSON.Object = [:]
        if let metrics = configuration["Metrics"] {
            trigger["Metrics"] = metrics
        } else {
            trigger["MetricName"] = configuration["MetricName"]
            trigger["Namespace"] = configuration["Namespace"]
            if let statistic = configuration["Statistic"]?.string {
                trigger["StatisticType"] = "Statistic"
                trigger["Statistic"] = .string(statistic.uppercased())
            } else {
                trigger["StatisticType"] = "ExtendedStatistic"
                trigger["ExtendedStatistic"] = configuration["ExtendedStatistic"]
            }
            trigger["Unit"] = configuration["Unit"] ?? .null
            trigger["Dimensions"] = .array(
                (configuration["Dimensions"]?.array ?? []).map { ["value": $0["Value"] ?? .null, "name": $0["Name"] ?? .null] })
        }
        trigger["Period"] = configuration["Period"]
        for member in ["EvaluationPeriods", "DatapointsToAlarm", "ComparisonOperator", "Threshold"] {
            trigger[member] = configuration[member]
        }
        trigger["TreatMissingData"] = configuration["TreatMissingData"] ?? "missing"
        trigger["EvaluateLowSampleCountPercentile"] = configuration["EvaluateLowSampleCountPercentile"] ?? ""
        return .object(trigger)
    }

    /// The event for a [Lambda function](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html).
    var event: JSON {
        [
            "source": "aws.cloudwatch", "alarmArn": .string(new.arn), "accountId": .string(Cloud.account),
            "time": .string(CloudWatchTime.text(new.transitioned)), "region": .string(Cloud.region),
            "alarmData": [
                "alarmName": .string(new.name), "state": Self.state(new), "previousState": Self.state(old),
                "configuration": new.configuration,
            ],
        ]
    }

    private static func state(_ alarm: Alarm) -> JSON {
        var state: JSON.Object = [
            "value": .string(alarm.state.rawValue), "reason": .string(alarm.reason),
            "timestamp": .string(CloudWatchTime.text(alarm.transitioned)),
        ]
        if let data = alarm.reasonData { state["reasonData"] = .string(data) }
        return .object(state)
    }
}
