import JSONValue
import Surroundings

/// The links of one environment. `Resource` reads them from the process's; a test makes its own:
///
/// ```swift
/// let links = ResourceStore(environment: ["SST_RESOURCE_Api": #"{"url": "http://127.0.0.1:8080"}"#])
/// let url = try links.Api.url
/// ```
///
/// Links come from three sources. Where several have a link of the same name, the later in this list wins, as in SST's JavaScript SDK:
///
/// 1. `SST_RESOURCE_<Name>`: one link as JSON.
/// 2. `SST_RESOURCES_JSON`: a JSON object of links by name.
/// 3. `SST_KEY` and `SST_KEY_FILE`: such an object in a file, encrypted with AES-256-GCM. The key is base64 of 32 bytes, the file's path is
///    relative to the working directory (`/var/task` in Lambda), its size at most 1 MiB. Both variables are needed: one without the other
///    is not used, and a look-up that finds nothing says so.
///
/// An empty variable counts as absent. A broken `SST_RESOURCE_<Name>` fails the look-up of that one link. A broken `SST_RESOURCES_JSON` or
/// file fails every look-up that no later source answers, because any link might stand in it, and an older value must not stand in for it.
@dynamicMemberLookup
public struct ResourceStore: Sendable {
    private var links: [String: Result<JSON, LinkError>] = [:]
    /// Why a source that might hold any link cannot be read.
    private var failure: LinkError?
    private let context: LinkError.Context

    /// The links of the process's own environment, as it is now.
    public init() {
        var variables = Environment.variables(prefix: "SST_")
        variables["AWS_LAMBDA_FUNCTION_NAME"] = Environment.process["AWS_LAMBDA_FUNCTION_NAME"]
        self.init(environment: variables)
    }

    /// The links of an environment.
    /// - Parameter environment: Variables by name.
    public init(environment: [String: String]) {
        self.init(environment: environment, readFile: EncryptedLinks.readFile)
    }

    package init(environment: [String: String], readFile: (_ path: String) throws(LinkError) -> [UInt8]) {
        let environment = environment.filter { !$0.value.isEmpty }
        let key = environment["SST_KEY"]
        let keyFile = environment["SST_KEY_FILE"]
        let prefix = "SST_RESOURCE_"
        for (variable, text) in environment where variable.hasPrefix(prefix) && variable.utf8.count > prefix.utf8.count {
            links[String(variable.dropFirst(prefix.count))] = Result { () throws(LinkError) in
                try Self.parse(text.utf8) { LinkError(.invalidVariable, variable, $0) }
            }
        }
        let application = try? links["App"]?.get()
        context = LinkError.Context(
            function: environment["AWS_LAMBDA_FUNCTION_NAME"],
            isInvokedLocally: application?["command"]?.string == "rollout invoke", hasKey: key != nil, hasKeyFile: keyFile != nil)
        if let text = environment["SST_RESOURCES_JSON"] {
            merge { () throws(LinkError) in
                try Self.parseObject(text.utf8) { LinkError(.invalidVariable, "SST_RESOURCES_JSON", $0) }
            }
        }
        if let key, let keyFile {
            merge { () throws(LinkError) in
                let bytes = try EncryptedLinks.decrypt(readFile(keyFile), key: key, file: keyFile)
                return try Self.parseObject(bytes) { LinkError(.invalidFile, keyFile, $0) }
            }
        }
    }

    /// The names of all links, sorted.
    /// - Throws: ``LinkError`` when a source that might hold any link cannot be read.
    public var names: [String] {
        get throws(LinkError) {
            if let failure { throw failure }
            return links.keys.sorted()
        }
    }

    /// The link with this name.
    /// - Throws: ``LinkError`` when there is none or its source cannot be read.
    public subscript(dynamicMember name: String) -> Link {
        get throws(LinkError) { try self[name] }
    }

    /// The whole link with this name as a type of yours.
    /// - Throws: ``LinkError`` when there is none, its source cannot be read or it does not decode.
    public subscript<T: Decodable>(dynamicMember name: String) -> T {
        get throws(LinkError) { try self[name].decode() }
    }

    /// The link with this name, which need not be a Swift identifier.
    /// - Throws: ``LinkError`` when there is none or its source cannot be read.
    public subscript(name: String) -> Link {
        get throws(LinkError) {
            if let link = links[name] { return Link(try link.get(), path: name) }
            if let failure { throw failure }
            throw LinkError(notLinked: name, linked: links.keys.sorted(), context)
        }
    }

    /// The whole link with this name as a type of yours.
    /// - Throws: ``LinkError`` when there is none, its source cannot be read or it does not decode.
    public subscript<T: Decodable>(name: String) -> T {
        get throws(LinkError) { try self[name].decode() }
    }

    /// Lays a source of many links over those read so far.
    private mutating func merge(_ read: () throws(LinkError) -> JSON.Object) {
        do throws(LinkError) {
            for (name, link) in try read() { links[name] = .success(link) }
        } catch {
            failure = error
            links = links.mapValues { _ in .failure(error) }
        }
    }

    private static func parse(_ text: some Collection<UInt8>, _ fail: (String) -> LinkError) throws(LinkError) -> JSON {
        do {
            return try JSON(parsing: text)
        } catch {
            // What was found is left out: it is a byte of a secret.
            throw fail("is no valid JSON: \(error.expected) was expected at byte \(error.offset)")
        }
    }

    private static func parseObject(_ text: some Collection<UInt8>, _ fail: (String) -> LinkError) throws(LinkError) -> JSON.Object {
        guard let object = try parse(text, fail).object else { throw fail("is no JSON object of links by name") }
        return object
    }
}

extension ResourceStore: CustomReflectable {
    /// The names of the links, without their values.
    public var customMirror: Mirror { Mirror(self, children: ["names": links.keys.sorted()], displayStyle: .struct) }
}
