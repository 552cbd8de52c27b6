import JSONValue

/// A linked resource, or an object inside one. Its properties are members:
///
/// ```swift
/// let link = try Resource.Db
/// let host = try link.host                          // a String unless something else is asked for
/// let port: Int = try link.port
/// let user = try link.credentials.username
/// let description = try link["some property"]
/// ```
///
/// A link never shows its values: its description, its dump and its mirror list the names of its properties.
@dynamicMemberLookup
public struct Link: Sendable {
    private let value: JSON
    /// Where the value stands, such as `Db.credentials`.
    private let path: String

    init(_ value: JSON, path: String) {
        self.value = value
        self.path = path
    }

    /// A property that is a string.
    /// - Throws: ``LinkError`` when there is no such property or it is no string.
    public subscript(dynamicMember name: String) -> String {
        get throws(LinkError) { try property(name).decode() }
    }

    /// A property that has properties itself.
    /// - Throws: ``LinkError`` when there is no such property.
    @_disfavoredOverload
    public subscript(dynamicMember name: String) -> Link {
        get throws(LinkError) { try property(name) }
    }

    /// A property as a type of yours, such as `URL`, `Int` or one that is `Decodable`.
    /// - Throws: ``LinkError`` when there is no such property or it does not decode.
    public subscript<T: Decodable>(dynamicMember name: String) -> T {
        get throws(LinkError) { try property(name).decode() }
    }

    /// A property that is a string, whatever its name.
    /// - Throws: ``LinkError`` when there is no such property or it is no string.
    public subscript(name: String) -> String {
        get throws(LinkError) { try property(name).decode() }
    }

    /// A property that has properties itself, whatever its name.
    /// - Throws: ``LinkError`` when there is no such property.
    @_disfavoredOverload
    public subscript(name: String) -> Link {
        get throws(LinkError) { try property(name) }
    }

    /// A property as a type of yours, whatever its name.
    /// - Throws: ``LinkError`` when there is no such property or it does not decode.
    public subscript<T: Decodable>(name: String) -> T {
        get throws(LinkError) { try property(name).decode() }
    }

    /// The whole link as a type of yours.
    /// - Throws: ``LinkError`` when it does not decode.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws(LinkError) -> T {
        do {
            return try value.decode(type)
        } catch {
            let isElement = error.path.isEmpty || error.path.hasPrefix("[")
            throw LinkError(
                wrongType: isElement ? path + error.path : "\(path).\(error.path)", expected: error.expected, found: error.found)
        }
    }

    private func property(_ name: String) throws(LinkError) -> Link {
        guard let object = value.object else {
            throw LinkError(wrongType: path, expected: "an object with the property \"\(name)\"", found: value.kind)
        }
        guard let property = object[name] else { throw LinkError(noProperty: name, of: object, at: path) }
        return Link(property, path: "\(path).\(name)")
    }
}

extension Link: CustomReflectable {
    /// The names of the link's properties, without their values.
    public var customMirror: Mirror {
        Mirror(self, children: ["path": path, "properties": value.object?.names ?? []], displayStyle: .struct)
    }
}

extension JSON.Object {
    /// The names of the members, sorted and each once.
    var names: [String] { Set(keys).sorted() }
}
