/// The two Foundation types whose JSON is not what their own `Codable` says, recognised by name: this module cannot import Foundation,
/// which would make every hook several megabytes larger.
enum FoundationType {
    case url
    case data

    init?(_ type: Any.Type) {
        switch _typeName(type) {
        case "FoundationEssentials.URL", "Foundation.URL": self = .url
        case "FoundationEssentials.Data", "Foundation.Data": self = .data
        default: return nil
        }
    }

    /// A decoder that presents a string as the type's own `init(from:)` expects it: a URL's `relative` member, data's array of bytes.
    func decoder(for decoder: ValueDecoder) throws -> ValueDecoder {
        switch (self, decoder.value) {
        case (.url, .string(let text)):
            return decoder.presenting(["relative": .string(text)])
        case (.data, .string(let text)):
            guard let bytes = Base64.decode(text) else { throw decoder.mismatch(String.self, "a string of base64") }
            return decoder.presenting(.array(bytes.map { .integer(Int($0)) }))
        default:
            throw decoder.mismatch(String.self, "a string")
        }
    }

    /// The type's JSON, given what its own `encode(to:)` made.
    func json(encoded: JSON, at path: CodingPath) throws -> JSON {
        switch self {
        case .url:
            guard encoded["base"] == nil, let text = encoded["relative"] else {
                throw JSON.EncodeError(path, "a URL relative to another cannot be encoded; encode its absoluteURL")
            }
            return text
        case .data:
            return .string(Base64.encode(encoded.array?.compactMap { $0.exactInteger(UInt8.self) } ?? []))
        }
    }
}
