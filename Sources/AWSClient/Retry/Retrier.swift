/// Tries until something succeeds, there is no point in going on, or the time is over.
struct Retrier: Sendable {
    let maximumAttempts: Int
    var mode = RetryMode.standard
    let clock: any Clock<Duration>
    let random: @Sendable () -> Double
    let quota = RetryQuota()

    /// Calls `attempt` with the time by which it has to be over.
    ///
    /// Every try but the last has to leave some time to the next, and so has the wait before the last.
    nonisolated(nonsending) func run<Value>(
        deadline: Deadline?, _ attempt: nonisolated(nonsending) (Deadline?) async throws(AWSError) -> Value
    ) async throws(AWSError) -> Value {
        var tries = 1
        // Time ends the tries of an insistent client, where there is a limit to it.
        let maximumAttempts = mode.isInsistent && deadline != nil ? .max : maximumAttempts
        var isLast = maximumAttempts <= 1
        var paid: Int?
        var last: AWSError?
        while true {
            do {
                let value = try await attempt(isLast ? deadline : limit(of: tries, deadline))
                quota.giveBack(paid ?? 1)
                return value
            } catch .deadlineExceeded(nil) where mode.firstAttemptTimeout == nil || isLast {
                throw .deadlineExceeded(last: last)
            } catch {
                guard let reason = error.retryReason ?? (mode.isInsistent ? error.lastHope : nil) else { throw error }
                last = error
                if let deadline, deadline.remaining <= .zero { throw .deadlineExceeded(last: error) }
                guard !isLast, mode.isInsistent || quota.take(reason.cost) else { throw error }
                paid = mode.isInsistent ? nil : reason.cost
                var wait = wait(after: tries, reason, asked: error.retryAfter)
                tries += 1
                isLast = tries >= maximumAttempts
                if let deadline {
                    let latest = max(deadline.remaining - Self.reserve(deadline), .zero)
                    if wait >= latest { (wait, isLast) = (latest, true) }
                }
                do { try await clock.sleep(for: wait) } catch { throw .cancelled }
            }
        }
    }

    /// The wait before the next try: exponential with full jitter.
    private func wait(after tries: Int, _ reason: RetryReason, asked: Duration?) -> Duration {
        let doublings = min(tries - 1, 10)
        let wait = min(mode.firstWait(for: reason) * (1 << doublings), mode.longestWait(after: tries)) * min(max(random(), 0), 1)
        return max(wait, min(asked ?? .zero, wait + mode.longestExtraWait))
    }

    /// By when a try that is not the last has to be over.
    private func limit(of tries: Int, _ deadline: Deadline?) -> Deadline? {
        let kept = deadline.map { $0.earlier(by: Self.reserve($0)) }
        guard let first = mode.firstAttemptTimeout else { return kept }
        // Two tries that are too short are worth less than one.
        if let deadline, deadline.remaining < first * 1.5 { return deadline }
        let time = first * (1 << min(tries - 1, 10))
        if let kept, kept.remaining < time { return kept }
        return .after(time)
    }

    /// The time that is kept for the last try.
    private static func reserve(_ deadline: Deadline) -> Duration {
        min(deadline.remaining / 3, .seconds(2))
    }
}

extension AWSError {
    var retryAfter: Duration? {
        if case .service(let error) = self { error.retryAfter } else { nil }
    }
}
