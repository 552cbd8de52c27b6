/// How a composite alarm depends on others.
public indirect enum AlarmRule: Sendable {
    /// This alarm is in ALARM.
    case alarm(RolloutAlarm)
    /// All of these hold.
    case all([AlarmRule])
    /// One of these holds.
    case any([AlarmRule])
    /// This doesn't hold.
    case not(AlarmRule)

    /// The alarms in it.
    var alarms: [RolloutAlarm] {
        switch self {
        case .alarm(let alarm): [alarm]
        case .all(let rules), .any(let rules): rules.flatMap(\.alarms)
        case .not(let rule): rule.alarms
        }
    }
}
