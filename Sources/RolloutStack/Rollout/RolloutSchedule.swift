/// What a rollout will do and when, from the values alone.
public struct RolloutSchedule: Sendable, Hashable, CustomStringConvertible {
    /// One shift.
    public struct Step: Sendable, Hashable {
        /// Since the first shift.
        public let time: Duration
        /// What the new version then has.
        public let percentage: Int
    }

    /// The shifts; none where only the account knows the configuration.
    public let steps: [Step]
    /// Whether a hook runs before the first shift.
    public let hasHookBefore: Bool
    /// Whether a hook runs after the last shift.
    public let hasHookAfter: Bool

    init(shift: TrafficShift, hasHookBefore: Bool, hasHookAfter: Bool) {
        steps = (shift.steps ?? []).map { Step(time: .minutes($0.minute), percentage: $0.percentage) }
        self.hasHookBefore = hasHookBefore
        self.hasHookAfter = hasHookAfter
    }

    /// The time that the shifts take, with the hour that CodeDeploy gives to each hook.
    public var latestEnd: Duration {
        (steps.last?.time ?? .zero) + .hours((hasHookBefore ? 1 : 0) + (hasHookAfter ? 1 : 0))
    }

    /// As "10 % at 0:00, 100 % at 0:10, hooks before and after, latest end 2:10".
    public var description: String {
        guard !steps.isEmpty else { return "as the account's configuration says" + (hooks.map { ", \($0)" } ?? "") }
        // A linear shift of many steps shows how it begins and how it ends.
        let shown = steps.map { "\($0.percentage) % at \($0.time.clock)" }
        let shifts = shown.count <= 6 ? shown : Array(shown.prefix(3)) + ["…"] + shown.suffix(1)
        return (shifts + [hooks, "latest end \(latestEnd.clock)"].compactMap { $0 }).joined(separator: ", ")
    }

    private var hooks: String? {
        switch (hasHookBefore, hasHookAfter) {
        case (true, true): "hooks before and after"
        case (true, false): "hook before"
        case (false, true): "hook after"
        case (false, false): nil
        }
    }
}
