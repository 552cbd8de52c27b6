/// Unguessable text.
enum Random {
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
