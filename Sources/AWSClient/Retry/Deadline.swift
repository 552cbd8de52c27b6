/// An instant of a clock before which something has to be done.
public struct Deadline: Sendable {
    private let timeLeft: @Sendable () -> Duration

    /// That instant of that clock.
    public init<C: Clock<Duration>>(_ instant: C.Instant, on clock: C) {
        timeLeft = { clock.now.duration(to: instant) }
    }

    /// So much time from now on.
    public static func after(_ duration: Duration, on clock: some Clock<Duration> = ContinuousClock()) -> Deadline {
        Deadline(clock.now.advanced(by: duration), on: clock)
    }

    /// The time that is left; zero or negative once it is over.
    public var remaining: Duration { timeLeft() }

    /// The same deadline, earlier by so much.
    public func earlier(by duration: Duration) -> Deadline {
        Deadline { [timeLeft] in timeLeft() - duration }
    }

    private init(_ timeLeft: @escaping @Sendable () -> Duration) {
        self.timeLeft = timeLeft
    }
}
