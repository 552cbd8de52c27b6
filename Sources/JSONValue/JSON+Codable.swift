extension JSON {
    /// Decodes a type from the value, as Foundation's `JSONDecoder` does with its default strategies.
    ///
    /// `URL` decodes from its text and `Data` from base64. An integer decodes from a number written with fraction or exponent when it is
    /// whole and within ±2⁵³. Names are matched exactly.
    /// - Throws: ``DecodeError``, which never shows the value.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws(DecodeError) -> T {
        do {
            return try ValueDecoder(self).decode(type)
        } catch {
            throw DecodeError(error, in: self, type: type)
        }
    }

    /// Encodes a value, as Foundation's `JSONEncoder` does with its default strategies.
    ///
    /// `URL` becomes its text and `Data` base64; members keep the order in which they were encoded.
    /// - Throws: ``EncodeError`` for what JSON cannot hold: a number that is not finite, an integer above `Int.max`, a value that encodes
    ///   nothing; and for errors that the value itself throws.
    public init(encoding value: some Encodable) throws(EncodeError) {
        do {
            self = try ValueEncoder.encode(value, at: .root)
        } catch {
            throw EncodeError(error, type: type(of: value))
        }
    }

    /// Parses bytes and decodes a type from them.
    /// - Throws: ``ParseError`` or ``DecodeError``.
    public static func decode<T: Decodable>(_ type: T.Type = T.self, from bytes: [UInt8], limits: Limits = Limits()) throws -> T {
        try JSON(parsing: bytes, limits: limits).decode(type)
    }

    /// Encodes a value as compact JSON text.
    /// - Throws: ``EncodeError`` as ``init(encoding:)`` does.
    public static func encode(_ value: some Encodable) throws(EncodeError) -> [UInt8] {
        try JSON(encoding: value).serialized()
    }
}

extension JSON: Codable {
    /// Decodes whatever value stands there. Decoders other than ``JSON/decode(_:)`` may not keep the order of members.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: NameKey.self) {
            let members = try container.allKeys.map { key in
                Object.Member(key: key.stringValue, value: try container.decode(JSON.self, forKey: key))
            }
            self = .object(Object(members: members))
            return
        }
        if var elements = try? decoder.unkeyedContainer() {
            var array: [JSON] = []
            while !elements.isAtEnd { array.append(try elements.decode(JSON.self)) }
            self = .array(array)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else {
            self = .string(try value.decode(String.self))
        }
    }

    /// Encodes the value; of members with the same name an encoder keeps the last.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let object):
            var container = encoder.container(keyedBy: NameKey.self)
            for (key, value) in object { try container.encode(value, forKey: NameKey(stringValue: key)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .integer(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .number(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .string(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }
}

extension JSON.Object: Codable {
    /// Decodes an object. Decoders other than ``JSON/decode(_:)`` may not keep the order of members.
    public init(from decoder: any Decoder) throws {
        let value = try JSON(from: decoder)
        guard let object = value.object else {
            throw DecodingError.typeMismatch(
                JSON.Object.self, DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "\(value.kind), not an object"))
        }
        self = object
    }

    /// Encodes the members; of those with the same name an encoder keeps the last.
    public func encode(to encoder: any Encoder) throws { try JSON.object(self).encode(to: encoder) }
}
