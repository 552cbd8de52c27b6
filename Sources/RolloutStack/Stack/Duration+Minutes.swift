extension Duration {
    /// So many minutes.
    public static func minutes(_ minutes: Int) -> Duration { seconds(minutes, times: 60) }
    /// So many hours.
    public static func hours(_ hours: Int) -> Duration { seconds(hours, times: 3600) }
    /// So many days.
    public static func days(_ days: Int) -> Duration { seconds(days, times: 86_400) }

    /// The longest duration stands for all that are longer, so that a wrong number is an error and no trap.
    private static func seconds(_ count: Int, times factor: Int) -> Duration {
        let (seconds, overflow) = count.multipliedReportingOverflow(by: factor)
        return .seconds(overflow ? (count < 0 ? .min : .max) : seconds)
    }

    /// The seconds, if there is no fraction of one and they fit.
    var wholeSeconds: Int? {
        components.attoseconds == 0 ? Int(exactly: components.seconds) : nil
    }

    /// The minutes, if there is no fraction of one.
    var wholeMinutes: Int? {
        wholeSeconds.flatMap { $0 % 60 == 0 ? $0 / 60 : nil }
    }

    /// The milliseconds, a fraction of one left out.
    var wholeMilliseconds: Int64 {
        let (milliseconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? .max : milliseconds + components.attoseconds / 1_000_000_000_000_000
    }

    /// Hours and minutes, as `2:10`.
    var clock: String {
        let minutes = components.seconds / 60
        return "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    }
}
