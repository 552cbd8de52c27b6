internal import JSONValue

/// What names a metric: a namespace, a name, and dimensions in any order.
struct MetricID: Sendable, Hashable, Codable {
    let namespace: String
    let name: String
    let dimensions: [String: String]

    /// As CloudWatch's answers have it, with the dimensions in the order of their names.
    var json: JSON {
        ["Namespace": .string(namespace), "MetricName": .string(name), "Dimensions": Self.json(dimensions)]
    }

    static func json(_ dimensions: [String: String]) -> JSON {
        .array(dimensions.sorted { $0.key < $1.key }.map { ["Name": .string($0.key), "Value": .string($0.value)] })
    }
}

extension MetricID: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        if left.namespace != right.namespace { return left.namespace < right.namespace }
        if left.name != right.name { return left.name < right.name }
        return left.dimensions.sorted { $0.key < $1.key }.lexicographicallyPrecedes(right.dimensions.sorted { $0.key < $1.key }) { $0 < $1 }
    }
}
