/// Unguessable text, out of the system's own source (getrandom), which needs no file descriptor. Foundation's `UUID()` opens one, and gives
/// the same value each time where there is none left.
package enum Random {
    /// A random UUID (version 4), in lower case.
    package static func uuid() -> String {
        let (high, low) = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))
        let first = hexadecimal(high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000, digits: 16)
        let second = hexadecimal(low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000, digits: 16)
        return "\(first.prefix(8))-\(first.dropFirst(8).prefix(4))-\(first.suffix(4))-\(second.prefix(4))-\(second.suffix(12))"
    }

    static func hexadecimal(_ length: Int) -> String { text(length, of: "0123456789abcdef") }

    /// Up to sixteen hexadecimal digits, quickly.
    static func hexadecimal(_ number: UInt64 = .random(in: 0 ... .max), digits: Int) -> String {
        let text = String(number, radix: 16)
        return text.utf8.count < digits ? String(repeating: "0", count: digits - text.utf8.count) + text : String(text.suffix(digits))
    }

    static func text(_ length: Int, of alphabet: String) -> String {
        let characters = Array(alphabet)
        return String((0..<length).compactMap { _ in characters.randomElement() })
    }

    static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: .min ... .max) } }
}
