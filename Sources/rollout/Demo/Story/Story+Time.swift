import Foundation

extension Story {
    /// A time of the story to read: `12:05` for minutes and seconds, `1:02:05` from an hour on.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 1e9).rounded(.down))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0 ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%02d:%02d", minutes, rest)
    }

    /// A length of time to read.
    static func length(_ seconds: Double) -> String {
        switch seconds {
        case ..<1: "< 1 s"
        case ..<60: "\(Int(seconds.rounded())) s"
        case ..<3600: String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
        default: String(format: "%d h %02d min", Int(seconds) / 3600, Int(seconds) / 60 % 60)
        }
    }

    /// A number to read, with thousands set off.
    static func grouped(_ number: Int) -> String {
        let digits = String(number)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    static func percent(_ share: Double) -> String {
        let percent = share * 100
        return percent == percent.rounded() || percent >= 10 ? "\(Int(percent.rounded())) %" : String(format: "%.1f %%", percent)
    }
}
