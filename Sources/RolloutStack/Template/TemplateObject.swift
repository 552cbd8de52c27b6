/// An object of a template: keys in the order in which they were set, and their values.
public struct TemplateObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// The keys, in order.
    public private(set) var keys: [String] = []
    private var values: [String: TemplateValue] = [:]
    /// Keys that a literal holds twice. The template's checks report them.
    private(set) var duplicates: [String] = []

    /// An object without keys.
    public init() {}

    /// An object with these keys, sorted.
    public init(_ dictionary: [String: TemplateValue]) {
        keys = dictionary.keys.sorted()
        values = dictionary
    }

    /// An object with these keys in this order. A key that occurs twice is reported when the template is made.
    public init(_ elements: [(String, TemplateValue)]) {
        for (key, value) in elements {
            if values[key] != nil { duplicates.append(key) } else { keys.append(key) }
            values[key] = value
        }
    }

    /// An object of a literal.
    public init(dictionaryLiteral elements: (String, TemplateValue)...) { self.init(elements) }

    /// Whether there is no key.
    public var isEmpty: Bool { keys.isEmpty }

    /// The value of a key. Setting `nil` takes the key out.
    public subscript(key: String) -> TemplateValue? {
        get { values[key] }
        set {
            if newValue == nil {
                if values[key] != nil { keys.removeAll { $0 == key } }
            } else if values[key] == nil {
                keys.append(key)
            }
            values[key] = newValue
        }
    }

    /// The keys with their values, in order.
    var elements: [(key: String, value: TemplateValue)] {
        keys.compactMap { key in values[key].map { (key, $0) } }
    }

    /// The keys sorted, for what must not depend on the order of calls.
    var sorted: TemplateObject {
        var sorted = self
        sorted.keys.sort()
        return sorted
    }

    /// The same keys and values, whatever their order.
    public static func == (left: TemplateObject, right: TemplateObject) -> Bool { left.values == right.values }

    /// Takes in keys and values, not their order.
    public func hash(into hasher: inout Hasher) { hasher.combine(values) }
}
