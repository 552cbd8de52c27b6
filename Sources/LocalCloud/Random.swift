/// Unguessable text.
enum Random {
    static func hexadecimal(_ length: Int) -> String { text(length, of: "0123456789abcdef") }

    static func text(_ length: Int, of alphabet: String) -> String {
        let characters = Array(alphabet)
        return String((0..<length).compactMap { _ in characters.randomElement() })
    }

    static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: .min ... .max) } }
}
