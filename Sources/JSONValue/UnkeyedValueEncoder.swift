/// Encodes the elements of an array.
struct UnkeyedValueEncoder: UnkeyedEncodingContainer {
    let slot: EncodingSlot
    let path: CodingPath

    var codingPath: [any CodingKey] { path.keys }
    var count: Int { slot.count }

    func encodeNil() { slot.append(.value(.null)) }
    func encode(_ value: Bool) throws { slot.append(.value(.bool(value))) }
    func encode(_ value: String) throws { slot.append(.value(.string(value))) }
    func encode<T: FixedWidthInteger & Encodable>(_ value: T) throws { slot.append(.value(try ValueEncoder.encode(value, at: nextPath))) }
    func encode<T: BinaryFloatingPoint & Encodable>(_ value: T) throws { slot.append(.value(try ValueEncoder.encode(value, at: nextPath))) }
    func encode<T: Encodable>(_ value: T) throws { slot.append(.value(try ValueEncoder.encode(value, at: nextPath))) }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> { child().container(keyedBy: type) }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
    func superEncoder() -> any Encoder { child() }

    private var nextPath: CodingPath { path.appending(IndexKey(count)) }

    private func child() -> ValueEncoder {
        let child = ValueEncoder(slot: EncodingSlot(), path: nextPath)
        slot.append(.slot(child.slot))
        return child
    }
}
