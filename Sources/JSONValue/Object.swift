extension JSON {
    /// A JSON object: its members in their order of appearance.
    ///
    /// Duplicate names are kept when parsed; look-ups find the last. Two objects are equal when they hold the same members, in whatever
    /// order; only members of the same name must stand in the same order among themselves.
    public struct Object: Sendable {
        struct Member: Sendable, Hashable {
            var key: String
            var value: JSON
        }

        var members: [Member]

        init(members: [Member]) { self.members = members }

        /// An object without members.
        public init() { members = [] }

        /// The value of the last member with this name, or `nil` when there is none.
        ///
        /// A look-up walks the members. Setting replaces that member's value or appends a member; setting `nil` removes every member
        /// of the name.
        public subscript(key: String) -> JSON? {
            get { members.last { $0.key == key }?.value }
            set {
                guard let newValue else { return members.removeAll { $0.key == key } }
                if let position = members.lastIndex(where: { $0.key == key }) {
                    members[position].value = newValue
                } else {
                    members.append(Member(key: key, value: newValue))
                }
            }
        }

        /// The names of the members in their order of appearance, duplicates included.
        public var keys: [String] { members.map(\.key) }
    }
}

extension JSON.Object: RandomAccessCollection, ExpressibleByDictionaryLiteral {
    /// A member: its name and its value.
    public typealias Element = (key: String, value: JSON)

    /// An object with these members, duplicates included.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        members = elements.map(Member.init)
    }

    /// The position of the first member: 0.
    public var startIndex: Int { 0 }

    /// The number of members.
    public var endIndex: Int { members.count }

    /// The member at a position, which must be below `endIndex`.
    public subscript(position: Int) -> Element { (members[position].key, members[position].value) }
}

extension JSON.Object: CustomStringConvertible {
    /// The object as compact JSON text.
    public var description: String { JSON.object(self).description }
}

extension JSON.Object: Hashable {
    /// Whether both hold the same members, in whatever order.
    public static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        // Each member is compared once: a second attempt at every level would take time exponential in the depth.
        let sameOrder = zip(left.members, right.members).allSatisfy { $0.key == $1.key }
        return sameOrder ? left.members == right.members : left.sorted == right.sorted
    }

    /// Hashes the members, whatever their order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members { sum &+= member.hashValue }
        hasher.combine(sum)
    }

    /// The members by name; `sort` is stable, so members of one name keep their order.
    private var sorted: [Member] { members.sorted { $0.key < $1.key } }
}
