import Foundation
import SigV4
import Testing

@Suite("A signing date")
struct SigningDateTests {
    @Test(
        "has the stamp of its instant, and the instant of its stamp",
        arguments: [
            (1_440_938_160, "20150830T123600Z"), (0, "19700101T000000Z"), (-1, "19691231T235959Z"), (951_782_400, "20000229T000000Z"),
            (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"), (253_402_300_799, "99991231T235959Z"),
            (-62_135_596_800, "00010101T000000Z"),
        ] as [(Int64, String)])
    func known(seconds: Int64, stamp: String) {
        #expect(SigningDate(secondsSince1970: seconds).stamp == stamp)
        #expect(SigningDate(stamp: stamp)?.secondsSince1970 == seconds)
    }

    @Test("agrees with Foundation's calendar on every day from 1896 to 2105 and on the last days of every year up to 9999")
    func calendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        func check(_ seconds: Int64) {
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: TimeInterval(seconds)))
            let digits = [(parts.month ?? 0), (parts.day ?? 0)].map { ($0 < 10 ? "0" : "") + String($0) }.joined()
            let time = [(parts.hour ?? 0), (parts.minute ?? 0), (parts.second ?? 0)].map { ($0 < 10 ? "0" : "") + String($0) }.joined()
            let stamp = SigningDate(secondsSince1970: seconds).stamp
            #expect(stamp == "\(parts.year ?? 0)\(digits)T\(time)Z")
            #expect(SigningDate(stamp: stamp)?.secondsSince1970 == seconds)
        }
        for day in -27_000..<49_500 as Range<Int64> { check(day * 86_400 + day * 997 % 43_200 + 43_200) }
        for year in 2106...9999 as ClosedRange<Int64> {
            let newYear = (year - 1970) * 365 + (year - 1969) / 4 - (year - 1901) / 100 + (year - 1601) / 400
            for day in newYear - 1...newYear { check(day * 86_400) }
        }
    }

    @Test("stays within the years 1 to 9999 whatever the seconds")
    func bounds() {
        #expect(SigningDate(secondsSince1970: .max).stamp == "99991231T235959Z")
        #expect(SigningDate(secondsSince1970: .min).stamp == "00010101T000000Z")
        #expect(SigningDate(secondsSince1970: 5).advanced(bySeconds: .max).stamp == "99991231T235959Z")
        #expect(SigningDate(secondsSince1970: -5).advanced(bySeconds: .min).stamp == "00010101T000000Z")
        #expect(SigningDate(secondsSince1970: 5).advanced(bySeconds: -6) < SigningDate(secondsSince1970: 0))
    }

    @Test(
        "is not made of a text of another form, nor of a day that does not exist",
        arguments: [
            "", "20150830T123600", "2015-08-30T12:36:00Z", "20150830T123600z", "20150830 123600Z", "20150229T000000Z", "21000229T000000Z",
            "20151301T000000Z", "20150001T000000Z", "20150100T000000Z", "20150132T000000Z", "20150101T240000Z", "20150101T006000Z",
            "20150101T000061Z", "00000101T000000Z", "2015083٠T12360Z", "+0150830T123600Z", "20150830T123600ZZ",
        ])
    func refusals(stamp: String) {
        #expect(SigningDate(stamp: stamp) == nil)
    }

    @Test("takes a leap second for the second before it")
    func leapSecond() {
        #expect(SigningDate(stamp: "20161231T235960Z") == SigningDate(stamp: "20161231T235959Z"))
    }

    @Test("now is what the machine's clock says")
    func now() {
        #expect(abs(Double(SigningDate.now.secondsSince1970) - Date().timeIntervalSince1970) < 5)
    }
}
