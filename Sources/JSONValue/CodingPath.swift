/// The way from the top of a document to one value in it.
indirect enum CodingPath {
    case root
    case child(any CodingKey, of: CodingPath)

    func appending(_ key: some CodingKey) -> CodingPath { .child(key, of: self) }

    var keys: [any CodingKey] {
        var keys: [any CodingKey] = []
        var path = self
        while case .child(let key, let parent) = path {
            keys.append(key)
            path = parent
        }
        return keys.reversed()
    }

    /// Keys as people write them: `items[3].price`. Odd or long names are quoted or shortened.
    static func text(_ keys: [any CodingKey]) -> String {
        var text = ""
        for key in keys {
            if let index = key as? IndexKey {
                text += "[\(index.position)]"
            } else if key.stringValue.isPlainName {
                text += text.isEmpty ? key.stringValue : "." + key.stringValue
            } else {
                let name = key.stringValue
                text += "[\(JSON.string(name.count > 64 ? name.prefix(64) + "…" : name))]"
            }
        }
        return text
    }
}

/// A position in an array as a coding key.
struct IndexKey: CodingKey {
    let position: Int

    init(_ position: Int) { self.position = position }
    init?(intValue: Int) { self.init(intValue) }
    init?(stringValue: String) { nil }

    var intValue: Int? { position }
    var stringValue: String { "Index \(position)" }
}

/// Any member's name as a coding key.
struct NameKey: CodingKey {
    let stringValue: String

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { self.init(stringValue: String(intValue)) }

    var intValue: Int? { nil }

    /// Where `superDecoder()` and `superEncoder()` put a superclass's members, as in Foundation.
    static let `super` = NameKey(stringValue: "super")
}

extension String {
    /// Whether the name needs no quotes in a path.
    fileprivate var isPlainName: Bool {
        !isEmpty && utf8.count <= 64
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"), 0x80...:
                    true
                default: false
                }
            }
    }
}
