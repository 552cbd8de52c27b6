import HTTPTransport

/// A clock whose sleepers wait on a transfer loop, so that retries go on while a hook keeps every other thread busy.
struct LoopClock: Clock {
    let loop: TransferLoop

    var now: ContinuousClock.Instant { ContinuousClock.now }
    var minimumResolution: Duration { .milliseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        await loop.sleep(for: now.duration(to: deadline))
    }
}
