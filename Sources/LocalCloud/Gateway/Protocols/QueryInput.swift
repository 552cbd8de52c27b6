internal import JSONValue

/// The parameters of a Query request as a value: `Tags.member.1.Key=a` is the member `Key` of the first element of the list `Tags`, and
/// `Attributes.entry.1.key=a` the key of an entry of the map `Attributes`.
struct QueryInput {
    /// How many parameters a request may have, how many parts a name, and how many members a structure.
    static let mostParameters = 100_000
    static let mostNames = 16
    static let mostMembers = 1000
    /// How many different beginnings the names of all parameters may have.
    static let mostNodes = 300_000

    let json: JSON

    private final class Node {
        var value: String?
        var children: [Substring: Node] = [:]
    }

    init(_ parameters: [(name: String, value: String)], _ kinds: MemberKinds) throws(AWSError) {
        guard parameters.count <= Self.mostParameters else {
            throw AWSError("MalformedQueryString", "The request has more than \(Self.mostParameters) parameters.")
        }
        let root = Node()
        var nodes = 0
        for (name, value) in parameters {
            let path = name.split(separator: ".", maxSplits: Self.mostNames, omittingEmptySubsequences: false)
            guard path.count <= Self.mostNames else {
                throw AWSError("MalformedQueryString", "A parameter's name has more than \(Self.mostNames) parts.")
            }
            var node = root
            for part in path {
                if let child = node.children[part] {
                    node = child
                    continue
                }
                nodes += 1
                guard nodes <= Self.mostNodes else {
                    throw AWSError("MalformedQueryString", "The parameters' names have more than \(Self.mostNodes) different parts.")
                }
                let child = Node()
                node.children[part] = child
                node = child
            }
            node.value = value
        }
        json = .object(try Self.members(root, kinds))
    }

    private static func members(_ node: Node, _ kinds: MemberKinds) throws(AWSError) -> JSON.Object {
        guard node.children.count <= mostMembers else {
            throw AWSError("MalformedQueryString", "A structure has more than \(mostMembers) members.")
        }
        var object = JSON.Object()
        for (name, child) in node.children.sorted(by: { $0.key < $1.key }) {
            object[String(name)] = try value(child, of: String(name), kinds)
        }
        return object
    }

    private static func value(_ node: Node, of name: String, _ kinds: MemberKinds) throws(AWSError) -> JSON {
        if node.children.isEmpty {
            let text = node.value ?? ""
            guard kinds.timestamps.contains(name) else { return .string(text) }
            guard let seconds = ISO8601.seconds(text) else { throw AWSError("MalformedInput", "\(name) is not a timestamp.") }
            return .number(seconds)
        }
        if node.children.count == 1, let list = node.children["member"], !list.children.isEmpty {
            return .array(try elements(list).map { element throws(AWSError) in try value(element, of: name, kinds) })
        }
        if node.children.count == 1, let map = node.children["entry"], !map.children.isEmpty {
            guard map.children.count <= mostMembers else {
                throw AWSError("MalformedQueryString", "A map has more than \(mostMembers) entries.")
            }
            var object = JSON.Object()
            for entry in try elements(map) {
                // SNS's message attributes have their own names for the two.
                guard let key = (entry.children["key"] ?? entry.children["Name"])?.value else { continue }
                guard let content = entry.children["value"] ?? entry.children["Value"] else { continue }
                object[key] = try value(content, of: "", kinds)
            }
            return .object(object)
        }
        return .object(try members(node, kinds))
    }

    /// The elements of a list, in the order of their numbers.
    private static func elements(_ list: Node) throws(AWSError) -> [Node] {
        var numbered: [(number: Int, node: Node)] = []
        for (name, node) in list.children {
            guard let number = Int(name), number >= 0 else {
                throw AWSError("MalformedQueryString", "A list has an element without number.")
            }
            numbered.append((number, node))
        }
        return numbered.sorted { $0.number < $1.number }.map(\.node)
    }
}
