/// Decodes the elements of an array, one after another.
struct UnkeyedValueDecoder: UnkeyedDecodingContainer {
    private let elements: [JSON]
    private let decoder: ValueDecoder
    private(set) var currentIndex = 0

    init(_ elements: [JSON], in decoder: ValueDecoder) {
        self.elements = elements
        self.decoder = decoder
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard isAtEnd || elements[currentIndex].isNull else { return false }
        return try next { $0.decodeNil() }
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.decode(type) } }
    mutating func decode(_ type: String.Type) throws -> String { try next { try $0.decode(type) } }
    mutating func decode<T: FixedWidthInteger & Decodable>(_ type: T.Type) throws -> T { try next { try $0.decode(type) } }
    mutating func decode<T: BinaryFloatingPoint & Decodable>(_ type: T.Type) throws -> T { try next { try $0.decode(type) } }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next { try $0.decode(type) } }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try next { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next { try $0.unkeyedContainer() } }
    mutating func superDecoder() throws -> any Decoder { try next { $0 } }

    /// Hands out the next element and moves past it, but only when it was wanted: a failed attempt may be followed by another.
    private mutating func next<T>(_ body: (ValueDecoder) throws -> T) throws -> T {
        let key = IndexKey(currentIndex)
        guard !isAtEnd else {
            let own = JSON.DecodeError(codingPath + [key], expected: "another element", found: "nothing")
            throw DecodingError.valueNotFound(
                T.self, .init(codingPath: codingPath + [key], debugDescription: own.description, underlyingError: own))
        }
        let result = try body(ValueDecoder(elements[currentIndex], key, of: decoder))
        currentIndex += 1
        return result
    }
}
