internal import Foundation

/// How much the random tests do.
public enum Fuzz {
    /// How many rounds they run; `ROLLOUT_FUZZ_ITERATIONS` widens them, as `make fuzz` does to a million.
    public static let iterations = ProcessInfo.processInfo.environment["ROLLOUT_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 4000
}
