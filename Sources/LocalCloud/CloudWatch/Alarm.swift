internal import JSONValue

/// An alarm as it is kept.
struct Alarm: Codable, Sendable {
    enum State: String, Codable, Sendable, CaseIterable {
        case ok = "OK", alarm = "ALARM", insufficientData = "INSUFFICIENT_DATA"
    }

    enum Kind: String, Codable, Sendable, CaseIterable {
        case metric = "MetricAlarm", composite = "CompositeAlarm"
    }

    let name: String
    let kind: Kind
    /// What the put call said, as DescribeAlarms says it, without the tags.
    var configuration: JSON
    /// Times in seconds since 1970.
    var configured: Double
    var state = State.insufficientData
    var reason = "Unchecked: Initial alarm creation"
    var reasonData: String?
    /// When state or reason changed last.
    var updated: Double
    /// When the state changed last.
    var transitioned: Double
    var tags: [String: String] = [:]

    var arn: String { Self.arn(name) }
    var actionsEnabled: Bool { configuration["ActionsEnabled"]?.bool ?? true }

    /// The ARNs of what is done on entering a state.
    func actions(on state: State) -> [String] { Self.texts(configuration[Self.actionsMember(state)]) }

    static func arn(_ name: String) -> String { "arn:aws:cloudwatch:\(Cloud.region):\(Cloud.account):alarm:\(name)" }

    static func actionsMember(_ state: State) -> String {
        switch state {
        case .ok: "OKActions"
        case .alarm: "AlarmActions"
        case .insufficientData: "InsufficientDataActions"
        }
    }

    static func texts(_ list: JSON?) -> [String] { list?.array?.compactMap(\.string) ?? [] }

    /// As DescribeAlarms tells it.
    var json: JSON {
        var object = configuration.object ?? [:]
        object["AlarmName"] = .string(name)
        object["AlarmArn"] = .string(arn)
        object["AlarmConfigurationUpdatedTimestamp"] = .number(configured)
        object["StateValue"] = .string(state.rawValue)
        object["StateReason"] = .string(reason)
        if let reasonData { object["StateReasonData"] = .string(reasonData) }
        object["StateUpdatedTimestamp"] = .number(updated)
        object["StateTransitionedTimestamp"] = .number(transitioned)
        return .object(object)
    }
}

/// A change of an alarm's state.
struct AlarmChange: Sendable {
    let alarm: String
    let old: Alarm.State
    let new: Alarm.State
}
