internal import Foundation

/// Dates of HTTP's headers, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    static func text(_ seconds: Double) -> String { Date(timeIntervalSince1970: seconds).formatted(style) }

    /// Seconds since 1970.
    static func seconds(_ text: String) -> Double? {
        guard text.utf8.count <= 40 else { return nil }
        return (try? strategy.parse(text))?.timeIntervalSince1970
    }

    private static let format: Date.FormatString =
        "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .padded(4)) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT"
    private static let calendar = Calendar(identifier: .gregorian)
    private static let style = Date.VerbatimFormatStyle(
        format: format, locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: calendar)
    private static let strategy = Date.ParseStrategy(
        format: format, locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: calendar, isLenient: false)
}
