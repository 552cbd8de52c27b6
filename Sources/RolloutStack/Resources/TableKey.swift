/// An attribute that a table finds its items by: a text, unless it is made with ``number(_:)`` or ``binary(_:)``.
public struct TableKey: Sendable, Hashable, ExpressibleByStringLiteral {
    let name: String
    let type: String

    /// A key of text.
    public init(stringLiteral value: String) { self.init(name: value, type: "S") }
    private init(name: String, type: String) {
        self.name = name
        self.type = type
    }

    /// A key of text.
    public static func string(_ name: String) -> TableKey { TableKey(name: name, type: "S") }
    /// A key of numbers.
    public static func number(_ name: String) -> TableKey { TableKey(name: name, type: "N") }
    /// A key of bytes.
    public static func binary(_ name: String) -> TableKey { TableKey(name: name, type: "B") }
}
