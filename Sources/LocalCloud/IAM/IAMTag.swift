internal import JSONValue

/// A name and a value that a user put on something.
struct IAMTag: Codable, Sendable, Equatable {
    let key: String
    let value: String

    var json: JSON { ["Key": .string(key), "Value": .string(value)] }

    /// The tags of an operation's input.
    static func list(_ input: JSON) throws(AWSError) -> [IAMTag] {
        var tags: [IAMTag] = []
        for element in input["Tags"]?.array ?? [] {
            guard let key = element["Key"]?.string, (1...128).contains(key.count), let value = element["Value"]?.string, value.count <= 256
            else { throw AWSError("InvalidInput", "A tag needs a key of 1 to 128 characters, and a value of up to 256.") }
            tags.append(IAMTag(key: key, value: value))
        }
        return tags
    }
}

extension [IAMTag] {
    var json: JSON { .array(map(\.json)) }

    /// These tags with others, which win.
    func merging(_ others: [IAMTag]) throws(AWSError) -> [IAMTag] {
        let merged = filter { tag in !others.contains { $0.key == tag.key } } + others
        guard merged.count <= 50 else { throw AWSError("LimitExceeded", "There can't be more than 50 tags.") }
        return merged
    }

    func without(_ input: JSON) -> [IAMTag] {
        let keys = Set((input["TagKeys"]?.array ?? []).compactMap(\.string))
        return filter { !keys.contains($0.key) }
    }
}
