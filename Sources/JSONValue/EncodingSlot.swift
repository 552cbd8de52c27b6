/// The place where the encoding of one value grows. Nested containers and super encoders fill theirs after their parent has handed them
/// out, so the JSON is drawn from the slots only at the end.
final class EncodingSlot {
    enum Shape { case empty, single, array, object }
    enum Entry {
        case value(JSON)
        case slot(EncodingSlot)
    }

    private var shape = Shape.empty
    private var hasConflict = false
    private var keys: [String] = []
    /// Where each name stands, once walking the names for every new one would take quadratic time.
    private var positions: [String: Int]?
    private var entries: [Entry] = []

    var count: Int { entries.count }

    /// Fixes what the value is going to be. A second shape is the type's own mistake, told when the JSON is drawn.
    func become(_ shape: Shape) {
        if self.shape != .empty && self.shape != shape { hasConflict = true }
        self.shape = shape
    }

    func set(_ value: JSON) {
        become(.single)
        entries = [.value(value)]
    }

    func append(_ entry: Entry) { entries.append(entry) }

    /// Sets a member; of two with the same name the last counts.
    func set(_ key: String, _ entry: Entry) {
        if let position = positions.map({ $0[key] }) ?? keys.firstIndex(of: key) {
            entries[position] = entry
            return
        }
        positions?[key] = keys.count
        keys.append(key)
        entries.append(entry)
        if keys.count == 9 { positions = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices)) }
    }

    func json(at path: CodingPath) throws -> JSON {
        guard !hasConflict else { throw JSON.EncodeError(path, "the type's encode(to:) asked for containers of different kinds") }
        switch shape {
        case .single: return try json(entries[0], at: path)
        case .array: return .array(try entries.enumerated().map { try json($1, at: path.appending(IndexKey($0))) })
        case .object:
            return .object(
                JSON.Object(
                    members: try zip(keys, entries).map {
                        JSON.Object.Member(key: $0, value: try json($1, at: path.appending(NameKey(stringValue: $0))))
                    }))
        case .empty:
            guard case .root = path else { return .object([:]) }
            throw JSON.EncodeError(path, "the type's encode(to:) encoded nothing")
        }
    }

    private func json(_ entry: Entry, at path: CodingPath) throws -> JSON {
        switch entry {
        case .value(let json): json
        case .slot(let slot): try slot.json(at: path)
        }
    }
}
