internal import Foundation

/// The time that all entries of a zip bear, so that the same files give the same zip.
public struct ZipDate: Sendable, Hashable {
    /// Day and time as MS-DOS wrote them, which is what a zip holds: years from 1980, to two seconds, without a time zone.
    let day: UInt16
    let time: UInt16

    /// The first moment that a zip can name: 1 January 1980, 0:00.
    public static let first = ZipDate(day: 1 << 5 | 1, time: 0)

    private init(day: UInt16, time: UInt16) {
        self.day = day
        self.time = time
    }

    /// Seconds since 1970, as in `SOURCE_DATE_EPOCH`, in UTC; the nearest that a zip can name.
    public init(secondsSince1970 seconds: Int) {
        // 1980-01-01 to 2107-12-31.
        let date = Date(timeIntervalSince1970: TimeInterval(min(max(seconds, 315_532_800), 4_354_819_198)))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        day = UInt16(((parts.year ?? 1980) - 1980) << 9 | (parts.month ?? 1) << 5 | (parts.day ?? 1))
        time = UInt16((parts.hour ?? 0) << 11 | (parts.minute ?? 0) << 5 | (parts.second ?? 0) / 2)
    }

    /// What the variable [`SOURCE_DATE_EPOCH`](https://reproducible-builds.org/specs/source-date-epoch/) says, else ``first``.
    ///
    /// - Returns: `nil` when the variable is no number.
    public init?(environment: [String: String]) {
        guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else {
            self = .first
            return
        }
        guard let seconds = Int(text), seconds >= 0 else { return nil }
        self.init(secondsSince1970: seconds)
    }
}
