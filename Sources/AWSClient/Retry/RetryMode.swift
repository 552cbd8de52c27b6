/// How a client goes on after a try that failed.
public enum RetryMode: Sendable {
    /// As AWS's SDKs do in their [standard mode](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html): a few tries,
    /// waits that grow to seconds, and fewer retries while the service is in trouble.
    case standard
    /// For the one call that must get through: tries a few times a second, and gives up a try that takes `firstAttempt` (the next may take
    /// twice as long, and so on) for another one. Without a deadline the number of attempts ends it.
    case insistent(firstAttempt: Duration)

    var isInsistent: Bool { if case .insistent = self { true } else { false } }

    func firstWait(for reason: RetryReason) -> Duration { isInsistent ? .milliseconds(50) : reason.firstWait }

    /// The upper bound of the waits; an insistent client's grows once it has been patient for long.
    func longestWait(after tries: Int) -> Duration {
        isInsistent ? .milliseconds(200) * (1 << min(max(tries - 20, 0), 5)) : .seconds(20)
    }

    /// How much longer than its own wait a client waits because the service asks for it.
    var longestExtraWait: Duration { isInsistent ? .milliseconds(200) : .seconds(5) }

    var firstAttemptTimeout: Duration? { if case .insistent(let time) = self { time } else { nil } }
}
