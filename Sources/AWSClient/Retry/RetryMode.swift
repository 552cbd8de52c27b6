/// How a client goes on after a try that failed.
public enum RetryMode: Sendable {
    /// As AWS's SDKs do in their [standard mode](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html): a few tries,
    /// waits that grow to seconds, and fewer retries while the service is in trouble.
    case standard
    /// For the one call that must get through: tries a few times a second, and gives up a try that takes a second (the next may take two,
    /// then four) for another one. Without a deadline the number of attempts ends it.
    case insistent

    func firstWait(for reason: RetryReason) -> Duration { self == .insistent ? .milliseconds(50) : reason.firstWait }

    /// The upper bound of the waits; an insistent client's grows once it has been patient for long.
    func longestWait(after tries: Int) -> Duration {
        self == .insistent ? .milliseconds(200) * (1 << min(max(tries - 20, 0), 5)) : .seconds(20)
    }

    /// How much longer than its own wait a client waits because the service asks for it.
    var longestExtraWait: Duration { self == .insistent ? .milliseconds(200) : .seconds(5) }

    var ignoresQuota: Bool { self == .insistent }

    var firstAttemptTimeout: Duration? { self == .insistent ? .seconds(1) : nil }
}
