internal import Foundation

/// Points in time as text: `2024-11-24T15:00:00Z`, with milliseconds where there are any.
enum ISO8601 {
    static func text(_ seconds: Double) -> String {
        // What a calendar can hold: the years 1 to 9999.
        let milliseconds = (min(max(seconds, -62_135_596_800), 253_402_300_799) * 1000).rounded()
        let date = Date(timeIntervalSince1970: milliseconds / 1000)
        let hasFraction = milliseconds.truncatingRemainder(dividingBy: 1000) != 0
        return date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: hasFraction).timeZone(separator: .omitted))
    }

    /// Seconds since 1970.
    static func seconds(_ text: String) -> Double? {
        guard text.utf8.count <= 40 else { return nil }
        let date =
            (try? Date(text, strategy: .iso8601)) ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        return date?.timeIntervalSince1970
    }
}
