internal import JSONValue

/// What a policy says. See
/// [the grammar](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
struct PolicyDocument: Sendable {
    /// What a document is for: it decides which elements its statements need.
    enum Kind {
        /// What its holder may do.
        case identity
        /// Who may take a role on.
        case trust
    }

    /// What is asked of policies.
    struct Request {
        /// Such as `lambda:InvokeFunction`.
        let action: String
        /// The ARN of what it is done to.
        let resource: String
        /// Keys of conditions, in lower case, and their values.
        var keys: [String: [String]] = [:]
        /// Who asks, for documents that name principals: `AWS` or `Service`, and the ARN or the name.
        var principal: (type: String, id: String)?
    }

    enum Decision {
        case allow, deny
        /// Nothing in it applies.
        case silent
    }

    fileprivate struct Statement {
        let allows: Bool
        let actions: (patterns: [String], isNegated: Bool)
        let resources: (patterns: [String], isNegated: Bool)?
        let principals: (json: JSON, isNegated: Bool)?
        let conditions: [PolicyCondition]
    }

    private let statements: [Statement]

    /// - Throws: `MalformedPolicyDocument`.
    init(_ text: String, _ kind: Kind) throws(AWSError) {
        guard let json = try? JSON(parsing: text, limits: .init(depth: 16, bytes: 128 * 1024)), json.object != nil else {
            throw Self.malformed(kind == .trust ? "This policy contains invalid Json" : "Syntax errors in policy.")
        }
        if let version = json["Version"], version != "2012-10-17", version != "2008-10-17" {
            throw Self.malformed("The policy must contain a valid version string: 2012-10-17.")
        }
        let statements = json["Statement"]?.array ?? json["Statement"].map { [$0] } ?? []
        guard !statements.isEmpty else { throw Self.malformed("Syntax errors in policy: there is no Statement.") }
        self.statements = try statements.map { statement throws(AWSError) in try Self.statement(statement, kind) }
    }

    private static func statement(_ json: JSON, _ kind: Kind) throws(AWSError) -> Statement {
        guard json["Effect"] == "Allow" || json["Effect"] == "Deny" else {
            throw malformed("Syntax errors in policy: Effect must be Allow or Deny.")
        }
        guard let actions = try strings(json, "Action", "NotAction") else { throw malformed("Policy statement must contain actions.") }
        for action in actions.patterns where action != "*" && !action.contains(":") {
            throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
        }
        let resources = try strings(json, "Resource", "NotResource")
        let principal = json["Principal"].map { (json: $0, isNegated: false) } ?? json["NotPrincipal"].map { (json: $0, isNegated: true) }
        switch kind {
        case .identity:
            guard let resources else { throw malformed("Policy statement must contain resources.") }
            guard principal == nil else { throw malformed("Policy document should not specify a principal.") }
            for resource in resources.patterns where resource != "*" && !resource.hasPrefix("arn:") && !resource.hasPrefix("*") {
                throw malformed("Resource \(resource.prefix(200)) must be in ARN format or \"*\".")
            }
        case .trust:
            guard resources == nil else { throw malformed("Has prohibited field Resource") }
            guard principal != nil else { throw malformed("Missing required field Principal") }
        }
        return Statement(
            allows: json["Effect"] == "Allow", actions: actions, resources: resources, principals: principal,
            conditions: try PolicyCondition.list(json["Condition"]))
    }

    private static func strings(_ json: JSON, _ name: String, _ negated: String) throws(AWSError) -> (patterns: [String], isNegated: Bool)?
    {
        guard let value = json[name] ?? json[negated] else { return nil }
        guard json[name] == nil || json[negated] == nil else {
            throw malformed("Syntax errors in policy: \(name) and \(negated) exclude each other.")
        }
        let patterns = value.string.map { [$0] } ?? (value.array ?? []).compactMap(\.string)
        guard !patterns.isEmpty, value.array.map({ $0.count == patterns.count }) ?? true else {
            throw malformed("Syntax errors in policy: \(name) must be a text, or a list of texts.")
        }
        return (patterns, json[name] == nil)
    }

    static func malformed(_ message: String) -> AWSError { AWSError("MalformedPolicyDocument", message) }

    /// What the document says to a request. A denial wins.
    func decision(on request: Request) -> Decision {
        let applying = statements.filter { $0.applies(to: request) }
        if applying.contains(where: { !$0.allows }) { return .deny }
        return applying.isEmpty ? .silent : .allow
    }
}

extension PolicyDocument.Statement {
    fileprivate func applies(to request: PolicyDocument.Request) -> Bool {
        guard actions.patterns.contains(where: { Wildcard.matches($0, request.action, ignoringCase: true) }) != actions.isNegated else {
            return false
        }
        if let resources {
            guard resources.patterns.contains(where: { Wildcard.matches($0, request.resource) }) != resources.isNegated else {
                return false
            }
        }
        if let principals { guard names(principals.json, request.principal) != principals.isNegated else { return false } }
        return conditions.allSatisfy { $0.isMet(by: request.keys) }
    }

    private func names(_ principals: JSON, _ principal: (type: String, id: String)?) -> Bool {
        if principals == "*" { return true }
        guard let principal, let named = principals[principal.type] else { return false }
        let names = named.string.map { [$0] } ?? (named.array ?? []).compactMap(\.string)
        // An account stands for everybody in it.
        let account = principal.id.split(separator: ":", omittingEmptySubsequences: false).dropFirst(4).first.map(String.init)
        return names.contains { name in
            name == "*" || name == principal.id
                || principal.type == "AWS" && account.map { name == $0 || name == "arn:aws:iam::\($0):root" } ?? false
        }
    }
}
