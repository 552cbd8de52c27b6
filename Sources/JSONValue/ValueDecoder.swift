/// Decodes from one value inside a document; it knows its parents, so that an error can tell where it is.
final class ValueDecoder: Decoder {
    let value: JSON
    private let key: (any CodingKey)?
    private let parent: ValueDecoder?

    init(_ value: JSON) {
        self.value = value
        key = nil
        parent = nil
    }

    init(_ value: JSON, _ key: some CodingKey, of parent: ValueDecoder) {
        self.value = value
        self.key = key
        self.parent = parent
    }

    var codingPath: [any CodingKey] {
        var keys: [any CodingKey] = []
        var decoder = self
        while let key = decoder.key, let parent = decoder.parent {
            keys.append(key)
            decoder = parent
        }
        return keys.reversed()
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let object) = value else { throw mismatch([String: Any].self, "an object") }
        return KeyedDecodingContainer(KeyedValueDecoder(object, in: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([Any].self, "an array") }
        return UnkeyedValueDecoder(elements, in: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    /// A decoder in the same place that shows another value.
    func presenting(_ value: JSON) -> ValueDecoder {
        guard let key, let parent else { return ValueDecoder(value) }
        return ValueDecoder(value, key, of: parent)
    }

    /// An error about the value. `DecodingError` is what `init(from:)` may catch; our own rides along and is what the caller sees.
    func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        let own = JSON.DecodeError(codingPath, expected: expected, found: value.kind)
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: own.description, underlyingError: own)
        return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value.isNull }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let bool) = value else { throw mismatch(type, "a boolean") }
        return bool
    }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let string) = value else { throw mismatch(type, "a string") }
        return string
    }

    func decode<T: FixedWidthInteger & Decodable>(_ type: T.Type) throws -> T {
        guard let integer = value.exactInteger(type) else { throw mismatch(type, "an integer that \(type) can hold") }
        return integer
    }

    func decode<T: BinaryFloatingPoint & Decodable>(_ type: T.Type) throws -> T {
        guard let double = value.double else { throw mismatch(type, "a number") }
        let number = T(double)
        guard number.isFinite || !double.isFinite else { throw mismatch(type, "a number that \(type) can hold") }
        return number
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if type == JSON.self, let json = value as? T { return json }
        do {
            return try type.init(from: FoundationType(type)?.decoder(for: self) ?? self)
        } catch DecodingError.dataCorrupted(let context) where context.underlyingError as? JSON.DecodeError == nil {
            // A type refused the value, and only here its name is known. What it says may quote the value.
            let own = JSON.DecodeError(context.codingPath, expected: "a valid \(type)", found: value.kind)
            throw DecodingError.dataCorrupted(
                .init(codingPath: context.codingPath, debugDescription: own.description, underlyingError: own))
        }
    }
}
