import Synchronization

/// The tokens that retries cost, so that a service in trouble is not asked three times by everybody.
///
/// This is the retry quota of the SDKs' [standard mode](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
final class RetryQuota: Sendable {
    static let capacity = 500

    private let tokens = Mutex(capacity)

    /// Takes tokens for a retry; `false` when too few are left.
    func take(_ amount: Int) -> Bool {
        tokens.withLock { tokens in
            guard tokens >= amount else { return false }
            tokens -= amount
            return true
        }
    }

    /// Gives tokens back after a success.
    func giveBack(_ amount: Int) {
        tokens.withLock { $0 = min($0 + amount, Self.capacity) }
    }
}
