/// Decodes the members of an object.
struct KeyedValueDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let members: [JSON.Object.Member]
    private let decoder: ValueDecoder
    /// Where each name stands, for objects so large that walking the members for every name would take quadratic time.
    private let index: [String: Int]?

    init(_ object: JSON.Object, in decoder: ValueDecoder) {
        self.members = object.members
        self.decoder = decoder
        index =
            members.count > 8
            ? Dictionary(members.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { $1 })
            : nil
    }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] {
        members.indices.filter { position(of: members[$0].key) == $0 }.compactMap { Key(stringValue: members[$0].key) }
    }

    func contains(_ key: Key) -> Bool { position(of: key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try child(key).decodeNil() }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try child(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try child(key).decode(type) }
    func decode<T: FixedWidthInteger & Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try child(key).decode(type) }
    func decode<T: BinaryFloatingPoint & Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try child(key).decode(type) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try child(key).decode(type) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try child(key).unkeyedContainer() }

    func superDecoder() throws -> any Decoder { decoderOrNull(NameKey.super) }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoderOrNull(key) }

    /// A superclass may well encode nothing, so an absent member decodes as null does.
    private func decoderOrNull(_ key: some CodingKey) -> ValueDecoder {
        ValueDecoder(position(of: key.stringValue).map { members[$0].value } ?? .null, key, of: decoder)
    }

    private func child(_ key: Key) throws -> ValueDecoder {
        guard let position = position(of: key.stringValue) else {
            let own = JSON.DecodeError(codingPath + [key], expected: "a value", found: "nothing")
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: own.description, underlyingError: own))
        }
        return ValueDecoder(members[position].value, key, of: decoder)
    }

    private func position(of key: String) -> Int? {
        guard let index else { return members.lastIndex { $0.key == key } }
        return index[key]
    }
}
