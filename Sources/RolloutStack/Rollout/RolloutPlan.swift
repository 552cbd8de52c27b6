/// How a function's new versions go out: `.canary(…)`, `.linear(…)`, `.allAtOnce(…)`, or `.deferred(…)` where ``Function/addRollout(_:alarms:beforeTraffic:afterTraffic:onConflict:wait:notifications:rollbackEvents:filePath:line:)`` follows.
public struct RolloutPlan: ExpressibleByBooleanLiteral {
    enum Kind {
        case none
        case deferred
        case settings(RolloutSettings)
    }

    let kind: Kind
    let alias: String
    /// `nil`: a hook before the traffic and a URL ask for it.
    let latestURL: Bool?

    private init(kind: Kind, alias: String, latestURL: Bool?) {
        self.kind = kind
        self.alias = alias
        self.latestURL = latestURL
    }

    /// `true` is ``deferred(alias:latestURL:)``, `false` no rollout.
    public init(booleanLiteral value: Bool) { self.init(kind: value ? .deferred : .none, alias: "live", latestURL: nil) }

    /// The function has its aliases, and `addRollout` says the rest.
    /// - Parameters:
    ///   - alias: The live alias, which only CodeDeploy moves.
    ///   - latestURL: Whether the newest version has a URL of its own, for hooks to test.
    public static func deferred(alias: String = "live", latestURL: Bool? = nil) -> RolloutPlan {
        RolloutPlan(kind: .deferred, alias: alias, latestURL: latestURL)
    }

    /// A percentage first, and the rest after a time.
    /// - Parameters:
    ///   - percentage: 1 to 99.
    ///   - duration: Whole minutes, at most 2,880.
    ///   - alarms: What stops the rollout.
    ///   - beforeTraffic: Called before the first shift.
    ///   - afterTraffic: Called after the last shift.
    ///   - onConflict: What a deploy does that finds the one before still running.
    ///   - wait: Whether a deploy waits for the end.
    ///   - notifications: Messages to topics.
    ///   - rollbackEvents: What makes CodeDeploy roll back.
    ///   - alias: The live alias, which only CodeDeploy moves.
    ///   - latestURL: Whether the newest version has a URL of its own. By default it has where the function has a URL and a hook runs before the traffic.
    public static func canary(
        percentage: Int = 10, duration: Duration = .minutes(10), alarms: [RolloutAlarm] = [], beforeTraffic: (any TrafficHook)? = nil,
        afterTraffic: (any TrafficHook)? = nil, onConflict: ConflictPolicy = .cancel, wait: Wait = .automatic,
        notifications: [Notification] = [], rollbackEvents: [RollbackEvent] = RollbackEvent.allCases, alias: String = "live",
        latestURL: Bool? = nil
    ) -> RolloutPlan {
        shifting(
            .canary(percentage: percentage, duration: duration), alarms: alarms, beforeTraffic: beforeTraffic, afterTraffic: afterTraffic,
            onConflict: onConflict, wait: wait, notifications: notifications, rollbackEvents: rollbackEvents, alias: alias,
            latestURL: latestURL)
    }

    /// A percentage more each time. The parameters are those of `canary`; `duration` is the time between two shifts.
    public static func linear(
        percentage: Int = 10, duration: Duration = .minutes(10), alarms: [RolloutAlarm] = [], beforeTraffic: (any TrafficHook)? = nil,
        afterTraffic: (any TrafficHook)? = nil, onConflict: ConflictPolicy = .cancel, wait: Wait = .automatic,
        notifications: [Notification] = [], rollbackEvents: [RollbackEvent] = RollbackEvent.allCases, alias: String = "live",
        latestURL: Bool? = nil
    ) -> RolloutPlan {
        shifting(
            .linear(percentage: percentage, duration: duration), alarms: alarms, beforeTraffic: beforeTraffic, afterTraffic: afterTraffic,
            onConflict: onConflict, wait: wait, notifications: notifications, rollbackEvents: rollbackEvents, alias: alias,
            latestURL: latestURL)
    }

    /// Everything at once, between the hooks. The parameters are those of `canary`.
    public static func allAtOnce(
        alarms: [RolloutAlarm] = [], beforeTraffic: (any TrafficHook)? = nil, afterTraffic: (any TrafficHook)? = nil,
        onConflict: ConflictPolicy = .cancel, wait: Wait = .automatic, notifications: [Notification] = [],
        rollbackEvents: [RollbackEvent] = RollbackEvent.allCases, alias: String = "live", latestURL: Bool? = nil
    ) -> RolloutPlan {
        shifting(
            .allAtOnce, alarms: alarms, beforeTraffic: beforeTraffic, afterTraffic: afterTraffic, onConflict: onConflict, wait: wait,
            notifications: notifications, rollbackEvents: rollbackEvents, alias: alias, latestURL: latestURL)
    }

    /// Any shift. The other parameters are those of `canary`.
    public static func shifting(
        _ shift: TrafficShift, alarms: [RolloutAlarm] = [], beforeTraffic: (any TrafficHook)? = nil, afterTraffic: (any TrafficHook)? = nil,
        onConflict: ConflictPolicy = .cancel, wait: Wait = .automatic, notifications: [Notification] = [],
        rollbackEvents: [RollbackEvent] = RollbackEvent.allCases, alias: String = "live", latestURL: Bool? = nil
    ) -> RolloutPlan {
        RolloutPlan(
            kind: .settings(
                RolloutSettings(
                    shift: shift, alarms: alarms, beforeTraffic: beforeTraffic, afterTraffic: afterTraffic, onConflict: onConflict,
                    wait: wait,
                    notifications: notifications, rollbackEvents: rollbackEvents)), alias: alias, latestURL: latestURL)
    }
}
