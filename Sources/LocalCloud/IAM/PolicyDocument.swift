internal import JSONValue

/// What a policy says. See
/// [the grammar](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
struct PolicyDocument: Sendable {
    /// What a document is for: it decides which elements its statements need.
    enum Kind {
        /// What its holder may do.
        case identity
        /// The same, with a name of its own: it needs a version.
        case managed
        /// Who may take a role on.
        case trust
    }

    /// What is asked of policies.
    struct Request {
        /// Such as `lambda:InvokeFunction`.
        let action: String
        /// The ARN of what it is done to; `*` for what is done to nothing in particular.
        let resource: String
        /// Keys of conditions, in lower case, and their values.
        var keys: [String: [String]] = [:]
        /// Who asks, for documents that name principals: all that one caller is, such as its session, its role and its account.
        var principals: [PolicyPrincipal] = []
    }

    enum Decision {
        case allow, deny
        /// Nothing in it applies.
        case silent
    }

    private let statements: [PolicyStatement]

    /// - Throws: `MalformedPolicyDocument`.
    init(_ text: String, _ kind: Kind) throws(AWSError) {
        guard let json = try? JSON(parsing: text, limits: .init(depth: 16, bytes: 128 * 1024)), json.object != nil else {
            throw Self.malformed(kind == .trust ? "This policy contains invalid Json" : "Syntax errors in policy.")
        }
        guard !Self.hasDuplicates(json) else { throw Self.malformed("Syntax errors in policy: an element stands twice in one object.") }
        try Self.check(json, knows: ["Version", "Id", "Statement"])
        guard json["Id"].map({ $0.string != nil }) ?? true else { throw Self.malformed("Syntax errors in policy: Id must be a text.") }
        if let version = json["Version"], version != "2012-10-17", version != "2008-10-17" {
            throw Self.malformed("Syntax errors in policy: the policy must contain a valid version string: 2012-10-17.")
        }
        guard kind != .managed || json["Version"] == "2012-10-17" else {
            throw Self.malformed("Policy document must be version 2012-10-17 or greater.")
        }
        let statements = json["Statement"]?.array ?? json["Statement"].map { [$0] } ?? []
        guard !statements.isEmpty else { throw Self.malformed("Syntax errors in policy: there is no Statement.") }
        self.statements = try statements.map { statement throws(AWSError) in
            try PolicyStatement(statement, kind, hasVariables: json["Version"] == "2012-10-17")
        }
        let ids = self.statements.map(\.id).filter { !$0.isEmpty }
        guard Set(ids).count == ids.count else { throw Self.malformed("Statement IDs (SID) in a single policy must be unique.") }
    }

    /// What stands in for a policy that was kept and can't be read: it may have denied anything.
    static let unreadable = PolicyDocument(statements: [.denyingAll])

    private init(statements: [PolicyStatement]) { self.statements = statements }

    private static func hasDuplicates(_ json: JSON) -> Bool {
        if let array = json.array { return array.contains(where: hasDuplicates) }
        guard let object = json.object else { return false }
        return Set(object.keys).count != object.keys.count || object.contains { hasDuplicates($0.value) }
    }

    /// Refuses elements that the grammar doesn't have.
    static func check(_ json: JSON, knows names: Set<String>) throws(AWSError) {
        guard let object = json.object else { throw malformed("Syntax errors in policy: a Statement is an object, or a list of them.") }
        if let unknown = object.keys.first(where: { !names.contains($0) }) {
            throw malformed("Syntax errors in policy: there is no element \(unknown.prefix(100)).")
        }
    }

    static func malformed(_ message: String) -> AWSError { AWSError("MalformedPolicyDocument", message) }

    /// What the document says to a request. A denial wins.
    func decision(on request: Request) -> Decision {
        let applying = statements.filter { $0.applies(to: request) }
        if applying.contains(where: { !$0.allows }) { return .deny }
        return applying.isEmpty ? .silent : .allow
    }
}
