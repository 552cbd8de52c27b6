internal import JSONValue

/// The token of a page: where in which list it begins.
enum PageToken {
    /// More elements than any list has.
    private static let largest = Int(Int32.max)

    static func text(_ offset: Int, of list: String) -> String { Base64.encode(Array("\(list)\n\(offset)".utf8)) }

    /// Where the page begins; `nil` for a token that ``text(_:of:)`` has not made for this list.
    static func offset(_ token: String, of list: String) -> Int? {
        guard token.utf8.count <= 1024, let bytes = Base64.decode(token), let text = String(validating: bytes, as: UTF8.self),
            text.hasPrefix(list + "\n"), let offset = Int(text.dropFirst(list.count + 1)), (1...largest).contains(offset),
            Self.text(offset, of: list) == token
        else { return nil }
        return offset
    }
}
