extension JSON {
    /// The member of an object with this name; `nil` when there is none or the value is no object.
    public subscript(key: String) -> JSON? { object?[key] }

    /// The element of an array at this index; `nil` when it is out of range or the value is no array.
    public subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The string, or `nil` when the value is of another kind.
    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The number as an integer; `nil` when the value is of another kind, has a fraction, or was written with a fraction or an exponent
    /// and lies beyond ±2⁵³, where a `Double` no longer tells neighbouring integers apart.
    public var int: Int? { exactInteger(Int.self) }

    /// The number as a `Double` (rounded when an integer is beyond ±2⁵³), or `nil` when the value is of another kind.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The boolean, or `nil` when the value is of another kind.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements of an array, or `nil` when the value is of another kind.
    public var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The object, or `nil` when the value is of another kind.
    public var object: Object? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// Whether the value is `null`.
    public var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// The number as an integer of any width, or `nil` when it is none or does not fit.
    func exactInteger<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
        switch self {
        case .integer(let value): Value(exactly: value)
        case .number(let value): abs(value) <= 0x1p53 ? Value(exactly: value) : nil
        default: nil
        }
    }

    /// The kind of the value in words, for messages that must not show the value itself.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
