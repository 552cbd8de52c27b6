internal import JSONValue

/// Something that happened to an alarm.
struct AlarmHistoryItem: Codable, Sendable {
    enum Kind: String, Codable, Sendable, CaseIterable {
        case configurationUpdate = "ConfigurationUpdate", stateUpdate = "StateUpdate", action = "Action"
    }

    let alarm: String
    let alarmKind: Alarm.Kind
    /// In seconds since 1970.
    let time: Double
    let kind: Kind
    let summary: String
    let data: JSON

    /// As DescribeAlarmHistory tells it.
    var json: JSON {
        [
            "AlarmName": .string(alarm), "AlarmType": .string(alarmKind.rawValue), "Timestamp": .number(time),
            "HistoryItemType": .string(kind.rawValue), "HistorySummary": .string(String(summary.prefix(255))),
            "HistoryData": .string(String(data.description.prefix(4095))),
        ]
    }
}
