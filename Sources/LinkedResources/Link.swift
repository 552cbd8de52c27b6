internal import JSONValue

/// A linked resource, or a value inside one.
///
/// Members are the link's properties. What comes back is what the context asks for: a `String` unless something else is, any `Decodable`
/// type, or another `Link` to go on from. An optional type yields `nil` for a property that is absent.
///
/// ```swift
/// let text = try Resource.Api.url                       // String
/// let url: URL = try Resource.Api.url
/// let latest: String? = try Resource.Api.latestUrl      // nil without a rollout
/// let port: Int = try Resource.Db.credentials.port
/// ```
///
/// A property whose name is taken by this type (`decode`, `description`, `debugDescription`, `customMirror`) is reached by subscript:
/// `try Resource.Api["description"]`. Printing, interpolating or dumping a `Link` shows its name and never its value.
@dynamicMemberLookup
public struct Link: Sendable {
    /// Where the value is, as a user writes it: `Db.credentials`.
    private let path: String
    private let value: JSON

    init(path: String, value: JSON) {
        self.path = path
        self.value = value
    }

    /// Decodes the whole link, or the value inside it.
    /// - Throws: ``LinkError`` of the kind ``LinkError/Kind/wrongType``, with where and what was expected but never the value.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws(LinkError) -> T {
        do throws(JSON.DecodeError) {
            return try value.decode(type)
        } catch {
            let place = error.path.isEmpty ? path : error.path.hasPrefix("[") ? path + error.path : path + "." + error.path
            throw LinkError(.wrongType, about: place, "\(place.quoted): expected \(error.expected), found \(error.found)")
        }
    }

    /// The text of a property.
    /// - Throws: ``LinkError`` when the property is absent or no string.
    public subscript(dynamicMember property: String) -> String {
        get throws(LinkError) { try self[property] }
    }

    /// A property decoded as the type that is asked for.
    /// - Throws: ``LinkError`` when the property does not decode, or is absent and the type is not optional.
    public subscript<T: Decodable>(dynamicMember property: String) -> T {
        get throws(LinkError) { try self[property] }
    }

    /// A property to go on from: `try Resource.Db.credentials.username`.
    /// - Throws: ``LinkError`` when the property is absent.
    @_disfavoredOverload
    public subscript(dynamicMember property: String) -> Link {
        get throws(LinkError) { try self[property] }
    }

    /// The text of a property, for names that Swift does not accept after a dot.
    /// - Throws: ``LinkError`` when the property is absent or no string.
    public subscript(property: String) -> String {
        get throws(LinkError) { try member(property).decode() }
    }

    /// A property decoded as the type that is asked for, for names that Swift does not accept after a dot.
    /// - Throws: ``LinkError`` when the property does not decode, or is absent and the type is not optional.
    public subscript<T: Decodable>(property: String) -> T {
        get throws(LinkError) {
            if T.self is any OptionalType.Type, case .object(let members) = value, members[property]?.isNull ?? true {
                return try Link(path: path + "." + property, value: .null).decode()
            }
            return try member(property).decode()
        }
    }

    /// A property to go on from, for names that Swift does not accept after a dot.
    /// - Throws: ``LinkError`` when the property is absent.
    @_disfavoredOverload
    public subscript(property: String) -> Link {
        get throws(LinkError) { try member(property) }
    }

    private func member(_ property: String) throws(LinkError) -> Link {
        let place = path + "." + property
        guard case .object(let members) = value else {
            throw LinkError(.noProperty, about: place, "\(path.quoted) is \(value.kindName) and has no property \(property.quoted).")
        }
        if let value = members[property], !value.isNull { return Link(path: place, value: value) }
        if let reason = FunctionURL.reason(forMissing: property, of: members) {
            throw LinkError(.noProperty, about: place, "\(place.quoted): \(reason)")
        }
        if let value = members[property] { return Link(path: place, value: value) }
        throw LinkError(
            .noProperty, about: place,
            "\(path.quoted) has no property \(property.quoted).\(NameList(members.keys).advice(for: property, label: "It has"))")
    }
}

extension Link: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The link's name, without its value.
    public var description: String { "Link(\(path.quoted), <redacted>)" }
    /// The link's name, without its value.
    public var debugDescription: String { description }
    /// A mirror without children, so that `dump` and its like do not show the value.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

/// What tells an `Optional` from other types that `nil` can stand for, such as `JSON`.
private protocol OptionalType {}
extension Optional: OptionalType {}

extension JSON {
    fileprivate var kindName: String {
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
