/// Encodes the members of an object.
struct KeyedValueEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: EncodingSlot
    let path: CodingPath

    var codingPath: [any CodingKey] { path.keys }

    func encodeNil(forKey key: Key) { slot.set(key.stringValue, .value(.null)) }
    func encode(_ value: Bool, forKey key: Key) throws { slot.set(key.stringValue, .value(.bool(value))) }
    func encode(_ value: String, forKey key: Key) throws { slot.set(key.stringValue, .value(.string(value))) }

    func encode<T: FixedWidthInteger & Encodable>(_ value: T, forKey key: Key) throws {
        slot.set(key.stringValue, .value(try ValueEncoder.encode(value, at: path.appending(key))))
    }

    func encode<T: BinaryFloatingPoint & Encodable>(_ value: T, forKey key: Key) throws {
        slot.set(key.stringValue, .value(try ValueEncoder.encode(value, at: path.appending(key))))
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        slot.set(key.stringValue, .value(try ValueEncoder.encode(value, at: path.appending(key))))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { child(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { child(NameKey.super) }
    func superEncoder(forKey key: Key) -> any Encoder { child(key) }

    private func child(_ key: some CodingKey) -> ValueEncoder {
        let child = EncodingSlot()
        slot.set(key.stringValue, .slot(child))
        return ValueEncoder(slot: child, path: path.appending(key))
    }
}
