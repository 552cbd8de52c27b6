internal import JSONValue

/// A number of a row that nothing here can have written, and that nothing here can reckon with: files may have been changed by anybody.
struct ImpossibleNumber: Error, CustomStringConvertible {
    let description: String

    /// Beyond every date, size and count, and far from where arithmetic overflows.
    private static let largest = 1e15

    /// The first of a value's numbers that is one; `nil` where all are possible. What clients have sent as JSON is theirs.
    init?(in value: Any, path: String = "row") {
        switch value {
        case is String, is Bool, is JSON, is JSON.Object: return nil
        case let number as Int:
            guard number.magnitude > UInt(Self.largest) else { return nil }
            description = "\(path): \(number) can't be"
        case let number as Double:
            guard !(number.magnitude <= Self.largest) else { return nil }
            description = "\(path): \(number) can't be"
        default:
            for (index, child) in Mirror(reflecting: value).children.enumerated() {
                guard let found = ImpossibleNumber(in: child.value, path: "\(path).\(child.label ?? String(index))") else { continue }
                self = found
                return
            }
            return nil
        }
    }
}
