#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The time, in the form of Lambda's own log lines: `2026-01-31T23:59:59.123Z`.
package struct Timestamp: CustomStringConvertible {
    private var time: timespec

    /// The time so many seconds from now.
    package init(secondsFromNow seconds: Int = 0) {
        time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        time.tv_sec += seconds
    }

    init(time: timespec) { self.time = time }

    package var description: String {
        var seconds = time.tv_sec
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return "" }
        func padded(_ number: some BinaryInteger, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
        let clock = "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
        return "\(date)T\(clock).\(padded(time.tv_nsec / 1_000_000, 3))Z"
    }
}
