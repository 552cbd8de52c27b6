/// A date of a policy's condition: a time of ISO 8601, of which parts may be left out, or seconds since 1970.
/// See [dates](https://www.w3.org/TR/NOTE-datetime).
struct PolicyDate {
    /// Since 1970.
    let seconds: Double

    init?(_ text: String) {
        if let number = text.wholeMatch(of: /-?\d{5,11}/) {
            guard let seconds = Double(String(number.output)) else { return nil }
            self.seconds = seconds
            return
        }
        // The year, the month, the day; the hour, the minute, the second, its fraction; the zone.
        guard
            let match = text.wholeMatch(
                of: /(\d{1,4})(?:-(\d\d?)(?:-(\d\d?))?)?(?:[Tt](?:(\d\d?)(?::(\d\d)(?::(\d\d)(\.\d{1,9})?)?)?)?)?([Zz]|[+-]\d\d(?::\d\d)?)?/
            )
        else { return nil }
        func number(_ text: Substring?, _ range: ClosedRange<Int>, ifAbsent usual: Int) -> Int? {
            guard let text else { return usual }
            return Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
        guard let year = Int(match.output.1), let month = number(match.output.2, 1...12, ifAbsent: 1),
            let day = number(match.output.3, 1...31, ifAbsent: 1), let hour = number(match.output.4, 0...23, ifAbsent: 0),
            let minute = number(match.output.5, 0...59, ifAbsent: 0), let second = number(match.output.6, 0...59, ifAbsent: 0)
        else { return nil }
        let fraction = match.output.7.flatMap { Double("0" + $0) } ?? 0
        guard let offset = Self.offset(match.output.8) else { return nil }
        let time = hour * 3600 + minute * 60 + second - offset
        seconds = Double(Self.days(year, month, day) * 86_400 + time) + fraction
    }

    /// The seconds by which a zone is ahead of UTC.
    private static func offset(_ zone: Substring?) -> Int? {
        guard let zone, zone.first == "+" || zone.first == "-" else { return 0 }
        let parts = zone.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard let hours = parts.first, hours <= 23, parts.count < 2 || parts[1] <= 59 else { return nil }
        let seconds = hours * 3600 + (parts.count > 1 ? parts[1] * 60 : 0)
        return zone.first == "-" ? -seconds : seconds
    }

    /// The days from 1970 to a day of the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Years that begin in March have their odd day at the end.
        let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let days = 365 * year + Self.floor(year, 4) - Self.floor(year, 100) + Self.floor(year, 400)
        return days + (153 * month + 2) / 5 + day - 1 - 719_468
    }

    private static func floor(_ number: Int, _ divisor: Int) -> Int { number >= 0 ? number / divisor : (number - divisor + 1) / divisor }
}
