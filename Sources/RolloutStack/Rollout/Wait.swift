/// Whether a deploy waits until a rollout has ended.
public enum Wait: Sendable, Hashable {
    /// It waits for all-at-once rollouts, the others go on by themselves.
    case automatic
    /// It waits as long as it takes.
    case untilEnd
    /// It waits at most this long; a rollout that takes longer counts as failed.
    case atMost(Duration)
    /// It doesn't wait.
    case no
}
