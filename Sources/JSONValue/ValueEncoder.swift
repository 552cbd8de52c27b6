/// Encodes one value into a slot.
struct ValueEncoder: Encoder {
    let slot: EncodingSlot
    let path: CodingPath

    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.become(.object)
        return KeyedEncodingContainer(KeyedValueEncoder(slot: slot, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.become(.array)
        return UnkeyedValueEncoder(slot: slot, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    /// The JSON of a value.
    static func encode<T: Encodable>(_ value: T, at path: CodingPath) throws -> JSON {
        if T.self == JSON.self, let json = value as? JSON { return json }
        let slot = EncodingSlot()
        try value.encode(to: ValueEncoder(slot: slot, path: path))
        let json = try slot.json(at: path)
        return try FoundationType(T.self)?.json(encoded: json, at: path) ?? json
    }

    static func encode(_ value: some FixedWidthInteger & Encodable, at path: CodingPath) throws -> JSON {
        guard let integer = Int(exactly: value) else {
            throw JSON.EncodeError(path, "an integer beyond Int's range cannot be held exactly; encode it as a String")
        }
        return .integer(integer)
    }

    static func encode(_ value: some BinaryFloatingPoint & Encodable, at path: CodingPath) throws -> JSON {
        guard value.isFinite else { throw JSON.EncodeError(path, "JSON has no notation for a number that is not finite") }
        return .number(Double(value))
    }

    static func encode(_ value: Bool, at path: CodingPath) -> JSON { .bool(value) }
    static func encode(_ value: String, at path: CodingPath) -> JSON { .string(value) }
}

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() { slot.set(.null) }
    func encode(_ value: Bool) throws { slot.set(Self.encode(value, at: path)) }
    func encode(_ value: String) throws { slot.set(Self.encode(value, at: path)) }
    func encode<T: FixedWidthInteger & Encodable>(_ value: T) throws { slot.set(try Self.encode(value, at: path)) }
    func encode<T: BinaryFloatingPoint & Encodable>(_ value: T) throws { slot.set(try Self.encode(value, at: path)) }
    func encode<T: Encodable>(_ value: T) throws { slot.set(try Self.encode(value, at: path)) }
}
