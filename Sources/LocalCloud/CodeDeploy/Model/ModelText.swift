internal import JSONValue

/// The values of one of the model's enumerations, by its text.
protocol ModelEnumeration: RawRepresentable, Codable, Sendable, Hashable where RawValue == String {}

extension JSON {
    /// A structure of an output: the members that are there.
    init(members: KeyValuePairs<String, JSON?>) {
        var object = Object()
        for (name, value) in members where value != nil { object[name] = value }
        self = .object(object)
    }

    /// A string, where there is one.
    static func text(_ value: String?) -> JSON? { value.map(JSON.string) }

    /// A timestamp in seconds since 1970, to the millisecond.
    static func timestamp(_ seconds: Double?) -> JSON? { seconds.map { .number(($0 * 1000).rounded() / 1000) } }

    /// What can be encoded. Rows are made of what JSON can hold.
    static func shape(_ value: (some Encodable)?) -> JSON? { value.flatMap { try? JSON(encoding: $0) } }
}
