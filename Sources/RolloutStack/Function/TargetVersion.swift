/// Which version an event source calls.
public enum TargetVersion: Sendable {
    /// What the live alias points to: the version that a rollout guards.
    case live
    /// The newest version, before its rollout.
    case latest
}
