import SigV4

extension SigningDate {
    /// The instant of an HTTP date such as `Sun, 06 Nov 1994 08:49:37 GMT`
    /// ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats), the form that servers have to send).
    init?(httpDate text: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].utf8.last == UInt8(ascii: ","), parts[5] == "GMT",
            let month = months.firstIndex(of: String(parts[2])),
            let day = Self.number(parts[1], digits: 2), let year = Self.number(parts[3], digits: 4)
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false).map { Self.number($0, digits: 2) }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2] else { return nil }
        self.init(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    /// The instant of an ISO 8601 date such as `2026-01-31T12:00:00Z`, `…00.123Z` or `…00+01:00`; fractions of a second are cut off.
    init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40 else { return nil }
        let stamp = String(decoding: bytes[..<19].filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }, as: UTF8.self)
        guard let date = SigningDate(stamp: stamp + "Z") else { return nil }
        var zone = bytes[19...]
        if zone.first == UInt8(ascii: ".") { zone = zone.dropFirst().drop { $0.isDigit } }
        if zone.elementsEqual("Z".utf8) {
            self = date
            return
        }
        let offset = zone.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), offset.count == 2,
            let hours = Self.number(Substring(decoding: offset[0], as: UTF8.self), digits: 2), hours < 24,
            let minutes = Self.number(Substring(decoding: offset[1], as: UTF8.self), digits: 2), minutes < 60
        else { return nil }
        let seconds = Int64(hours * 3600 + minutes * 60)
        self = date.advanced(bySeconds: sign == UInt8(ascii: "+") ? -seconds : seconds)
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        text.utf8.count == digits && text.utf8.allSatisfy(\.isDigit) ? Int(text) : nil
    }
}
