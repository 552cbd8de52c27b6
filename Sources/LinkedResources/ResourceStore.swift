internal import JSONValue

/// The links of one environment. `Resource` holds the process's own; tests make theirs.
package struct ResourceStore: Sendable {
    typealias Links = [String: Result<JSON, LinkError>]

    /// The places that links come from, the one that wins first. One that cannot be read answers every look-up that reaches it.
    private let sources: [Result<Links, LinkError>]
    private let function: String?

    /// Reads the links.
    /// - Parameters:
    ///   - environment: Variables by name.
    ///   - readFile: Gives a file's bytes; the process's own refuses what is larger than ``LinkFile/maximumBytes``.
    package init(environment: [String: String], readFile: (_ path: String) throws(LinkFile.ReadError) -> [UInt8]) {
        let environment = environment.filter { !$0.value.isEmpty }
        function = environment["AWS_LAMBDA_FUNCTION_NAME"]
        var sources: [Result<Links, LinkError>] = []

        let key = environment["SST_KEY"]
        let file = environment["SST_KEY_FILE"]
        if let key, let file { sources.append(Self.result { () throws(LinkError) in try LinkFile.links(at: file, key: key, readFile: readFile) }) }

        sources.append(.success(Self.single(environment)))

        if let text = environment["SST_RESOURCES_JSON"] {
            sources.append(Self.result { () throws(LinkError) in try Self.many(text) })
        }

        if key != nil, file == nil {
            sources.append(.failure(LinkError(.incompleteKey, about: "SST_KEY_FILE", Self.incomplete(set: "SST_KEY", unset: "SST_KEY_FILE"))))
        } else if key == nil, file != nil {
            sources.append(.failure(LinkError(.incompleteKey, about: "SST_KEY", Self.incomplete(set: "SST_KEY_FILE", unset: "SST_KEY"))))
        }
        self.sources = sources
    }

    /// The link of a name, from the first source that knows it.
    package func link(_ name: String) throws(LinkError) -> Link {
        for source in sources {
            if let value = try source.get()[name] { return Link(path: name, value: try value.get()) }
        }
        let names = try names()
        guard names.contains("App") else {
            throw LinkError(
                .notActive, about: name,
                "It does not look like SST links are active. If this is in local development and you are not starting this process through the "
                    + "multiplexer, wrap your command with `sst dev -- <command>`"
                    + (names.isEmpty ? "" : ". \(name.quoted) is not linked.\(NameList(names).advice(for: name, label: "Linked:"))"))
        }
        throw LinkError(
            .notLinked, about: name,
            "\(name.quoted) is not linked in your sst.config.ts\(function.map { " to \($0)" } ?? "")."
                + NameList(names).advice(for: name, label: "Linked:"))
    }

    /// The names of all links, in alphabetical order.
    package func names() throws(LinkError) -> [String] {
        var names: Set<String> = []
        for source in sources { names.formUnion(try source.get().keys) }
        return names.sorted()
    }

    /// `SST_RESOURCE_<Name>`: each stands and falls alone.
    private static func single(_ environment: [String: String]) -> Links {
        let prefix = "SST_RESOURCE_"
        var links: Links = [:]
        for (variable, text) in environment where variable.hasPrefix(prefix) && variable != prefix {
            links[String(variable.dropFirst(prefix.count))] = result { () throws(LinkError) in try parse(text, of: variable) }
        }
        return links
    }

    /// `SST_RESOURCES_JSON`: all links in one object, for systems that bound the number of variables.
    private static func many(_ text: String) throws(LinkError) -> Links {
        guard case .object(let links) = try parse(text, of: "SST_RESOURCES_JSON") else {
            throw LinkError(.invalidVariable, about: "SST_RESOURCES_JSON", "SST_RESOURCES_JSON is not a JSON object of links by name.")
        }
        return Links(links)
    }

    private static func parse(_ text: String, of variable: String) throws(LinkError) -> JSON {
        do throws(JSON.ParseError) {
            return try JSON(parsing: text, limits: LinkFile.limits)
        } catch {
            throw LinkError(
                .invalidVariable, about: variable,
                "\(variable.quoted) does not hold valid JSON: \(error.place). SST sets it; check what else in your deployment does.")
        }
    }

    private static func incomplete(set: String, unset: String) -> String {
        "\(set) is set but \(unset) is not, so the links in the encrypted file cannot be read. SST sets both; pass both on, or neither."
    }

    private static func result<Value>(_ body: () throws(LinkError) -> Value) -> Result<Value, LinkError> {
        do throws(LinkError) { return .success(try body()) } catch { return .failure(error) }
    }
}

extension ResourceStore.Links {
    /// Links by name; of two with the same name the last counts.
    init(_ object: JSON.Object) {
        self = [:]
        for (name, value) in object { self[name] = .success(value) }
    }
}

extension JSON.ParseError {
    /// Where the fault is and what was expected, without the byte that stood there.
    var place: String { "expected \(expected) at line \(line), column \(column)" }
}

extension ResourceStore: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "ResourceStore(<redacted>)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
