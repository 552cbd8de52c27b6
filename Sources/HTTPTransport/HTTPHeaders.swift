/// The header fields of a request or response, in order, with names compared without regard to case.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral, Sequence {
    private struct Field: Hashable, Sendable {
        var name: String
        var value: String
    }

    private var fields: [Field] = []

    /// No fields.
    public init() {}

    /// The fields of a literal such as `["Accept": "application/json"]`, in its order.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name: name, value: value) }
    }

    /// How many fields there are; a name that occurs twice counts twice.
    public var count: Int { fields.count }

    /// The value of the first field with that name. Setting replaces every field of that name; setting `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.isSameHeader(as: name) }?.value }
        set {
            guard let newValue else { return fields.removeAll { $0.name.isSameHeader(as: name) } }
            guard let first = fields.firstIndex(where: { $0.name.isSameHeader(as: name) }) else { return add(name: name, value: newValue) }
            fields[first].value = newValue
            var seen = false
            fields.removeAll { field in
                guard field.name.isSameHeader(as: name) else { return false }
                defer { seen = true }
                return seen
            }
        }
    }

    /// Every value of that name, in order.
    public func values(of name: String) -> [String] {
        fields.filter { $0.name.isSameHeader(as: name) }.map(\.value)
    }

    /// Appends a field and keeps those that already have the name.
    public mutating func add(name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// The fields as `(name, value)` pairs, in order.
    public func makeIterator() -> AnyIterator<(name: String, value: String)> {
        var rest = fields.makeIterator()
        return AnyIterator { rest.next().map { ($0.name, $0.value) } }
    }
}

extension String {
    fileprivate func isSameHeader(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8) { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    /// The byte, with `A`–`Z` made `a`–`z`.
    var asciiLowercased: UInt8 { (0x41...0x5a).contains(self) ? self | 0x20 : self }
}
