/// The parameters of a query, each name and value encoded once.
struct CanonicalQuery {
    private(set) var parameters: [(name: [UInt8], value: [UInt8])] = []

    init(_ query: Substring.UTF8View?) {
        for pair in query?.split(separator: UInt8(ascii: "&")) ?? [] {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            append(name: pair[..<equals], value: pair[equals...].dropFirst())
        }
    }

    mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
        var encoded: (name: [UInt8], value: [UInt8]) = ([], [])
        encoded.name.append(uriNormalized: name, keepsSlash: false)
        encoded.value.append(uriNormalized: value, keepsSlash: false)
        parameters.append(encoded)
    }

    func without(_ name: String) -> CanonicalQuery {
        var copy = self
        copy.parameters.removeAll { $0.name.elementsEqual(name.utf8) }
        return copy
    }

    /// Adds the parameters in canonical order: by name, then by value. Joined pairs would sort otherwise, since `=` stands after `-`.
    func append(to text: inout [UInt8]) {
        let sorted = parameters.sorted { left, right in
            left.name == right.name ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        for (index, parameter) in sorted.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            text += parameter.name
            text.append(UInt8(ascii: "="))
            text += parameter.value
        }
    }
}
