#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An instant in UTC, in whole seconds, as signatures carry it.
///
/// Instants outside the years 1 to 9999 are moved to the nearest end, so that every value has a sixteen character stamp.
public struct SigningDate: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let secondsSince1970: Int64

    private static let bounds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// The instant so many seconds after the beginning of 1970.
    public init(secondsSince1970: Int64) {
        self.secondsSince1970 = min(max(secondsSince1970, Self.bounds.lowerBound), Self.bounds.upperBound)
    }

    /// The instant of a stamp such as `20150830T123600Z`; `nil` when the text has another form or names no real date.
    public init?(stamp: String) {
        let bytes = Array(stamp.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15)
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// The instant of a date of the Gregorian calendar in UTC; `nil` when there is no such date. A leap second counts as the second before it.
    package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let lengths = [31, Self.isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...9999).contains(year), (1...12).contains(month), (1...lengths[month - 1]).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let past = year - 1
        let days = past * 365 + past / 4 - past / 100 + past / 400 + lengths[..<(month - 1)].reduce(0, +) + day - 1
        self.init(secondsSince1970: Self.bounds.lowerBound + Int64(days * 86_400 + hour * 3600 + minute * 60 + min(second, 59)))
    }

    /// What the machine's clock says.
    public static var now: SigningDate {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return SigningDate(secondsSince1970: Int64(time.tv_sec))
    }

    /// The instant so many seconds later, or earlier when negative.
    public func advanced(bySeconds seconds: Int64) -> SigningDate {
        let (sum, overflow) = secondsSince1970.addingReportingOverflow(seconds)
        return SigningDate(secondsSince1970: overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    /// Compares instants.
    public static func < (left: SigningDate, right: SigningDate) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}

extension SigningDate: CustomStringConvertible {
    /// The form of `X-Amz-Date`: `20150830T123600Z`.
    public var stamp: String {
        let elapsed = Int(secondsSince1970 - Self.bounds.lowerBound)
        let (year, month, day) = Self.civil(dayNumber: elapsed / 86_400)
        let second = elapsed % 86_400
        var text: [UInt8] = []
        text.reserveCapacity(16)
        func append(_ value: Int, digits: Int) {
            var divisor = digits == 4 ? 1000 : 10
            while divisor > 0 {
                text.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
                divisor /= 10
            }
        }
        append(year, digits: 4)
        append(month, digits: 2)
        append(day, digits: 2)
        text.append(UInt8(ascii: "T"))
        append(second / 3600, digits: 2)
        append(second / 60 % 60, digits: 2)
        append(second % 60, digits: 2)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// The same as `stamp`.
    public var description: String { stamp }

    /// Year, month and day of a day that is counted from 0001-01-01.
    private static func civil(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
        // Whole cycles of 400, 100, 4 and 1 years; the last day of a cycle would begin a fifth part, hence the bounds of 3.
        var rest = dayNumber
        let fourHundreds = rest / 146_097
        rest %= 146_097
        let hundreds = min(rest / 36_524, 3)
        rest -= hundreds * 36_524
        let fours = rest / 1461
        rest %= 1461
        let ones = min(rest / 365, 3)
        rest -= ones * 365
        let year = fourHundreds * 400 + hundreds * 100 + fours * 4 + ones + 1
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var month = 0
        while month < 11, rest >= lengths[month] {
            rest -= lengths[month]
            month += 1
        }
        return (year, month + 1, rest + 1)
    }
}
