/// What a rollout is made of.
struct RolloutSettings {
    let shift: TrafficShift
    let alarms: [RolloutAlarm]
    let beforeTraffic: (any TrafficHook)?
    let afterTraffic: (any TrafficHook)?
    let onConflict: ConflictPolicy
    let wait: Wait
    let notifications: [Notification]
    let rollbackEvents: [RollbackEvent]
}
