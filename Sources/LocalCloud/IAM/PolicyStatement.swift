internal import JSONValue

/// One statement of a policy.
struct PolicyStatement: Sendable {
    let id: String
    let allows: Bool
    private let actions: (patterns: [String], isNegated: Bool)
    private let resources: (patterns: [PolicyText], isNegated: Bool)?
    private let principals: (list: [PolicyPrincipal], isNegated: Bool)?
    private let conditions: [PolicyCondition]

    static let denyingAll = PolicyStatement()

    private init() {
        id = ""
        allows = false
        actions = (["*"], false)
        (resources, principals, conditions) = (nil, nil, [])
    }

    /// - Throws: `MalformedPolicyDocument`.
    init(_ json: JSON, _ kind: PolicyDocument.Kind, hasVariables: Bool) throws(AWSError) {
        try PolicyDocument.check(
            json,
            knows: [
                "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition",
            ])
        guard let id = json["Sid"].map({ $0.string }) ?? "" else { throw Self.syntaxError("Sid must be a text.") }
        guard id.wholeMatch(of: /[0-9A-Za-z]*/) != nil else {
            throw PolicyDocument.malformed(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
        }
        guard json["Effect"] == "Allow" || json["Effect"] == "Deny" else { throw Self.syntaxError("Effect must be Allow or Deny.") }
        guard let actions = try Self.texts(json, "Action", "NotAction"), !actions.patterns.isEmpty else {
            throw PolicyDocument.malformed("Policy statement must contain actions.")
        }
        for action in actions.patterns { try Self.check(action: action, kind) }
        let resources = try Self.texts(json, "Resource", "NotResource")
        guard json["Principal"] == nil || json["NotPrincipal"] == nil else {
            throw Self.syntaxError("Principal and NotPrincipal exclude each other.")
        }
        let principal = json["Principal"] ?? json["NotPrincipal"]
        if kind == .trust {
            guard resources == nil else { throw PolicyDocument.malformed("Has prohibited field Resource") }
            guard principal != nil else { throw PolicyDocument.malformed("Missing required field Principal") }
        } else {
            guard let resources, !resources.patterns.isEmpty else {
                throw PolicyDocument.malformed("Policy statement must contain resources.")
            }
            guard principal == nil else { throw PolicyDocument.malformed("Policy document should not specify a principal.") }
            for resource in resources.patterns { try Self.check(resource: resource) }
        }
        self.id = id
        allows = json["Effect"] == "Allow"
        self.actions = actions
        self.resources = resources.map { ($0.patterns.map { PolicyText($0, hasVariables: hasVariables) }, $0.isNegated) }
        principals = try principal.map { principal throws(AWSError) in (try PolicyPrincipal.list(principal), json["Principal"] == nil) }
        conditions = try PolicyCondition.list(json["Condition"], hasVariables: hasVariables)
    }

    /// One of two elements that exclude each other: a text, or a list of texts. AWS passes over a `null` in a list.
    private static func texts(
        _ json: JSON, _ name: String, _ negated: String
    ) throws(AWSError) -> (patterns: [String], isNegated: Bool)? {
        guard let value = json[name] ?? json[negated] else { return nil }
        guard json[name] == nil || json[negated] == nil else { throw syntaxError("\(name) and \(negated) exclude each other.") }
        let list = (value.array ?? [value]).filter { value.array == nil || !$0.isNull }
        let texts = list.compactMap(\.string)
        guard texts.count == list.count else { throw syntaxError("\(name) must be a text, or a list of texts.") }
        return (texts, json[name] == nil)
    }

    private static func check(action: String, _ kind: PolicyDocument.Kind) throws(AWSError) {
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        if kind == .trust {
            guard parts[0].lowercased() == "sts" else {
                throw PolicyDocument.malformed("AssumeRole policy may only specify STS AssumeRole actions.")
            }
        }
        guard action != "*" else { return }
        guard parts.count > 1 else {
            throw PolicyDocument.malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
        }
        guard parts.count == 2 else { throw PolicyDocument.malformed("Actions/Condition can contain only one colon.") }
        guard parts[0] == "*" || parts[0].wholeMatch(of: /[A-Za-z0-9.-]+/) != nil else {
            throw PolicyDocument.malformed("Vendor \(parts[0].prefix(100)) is not valid")
        }
    }

    private static func check(resource: String) throws(AWSError) {
        guard resource != "*" else { return }
        let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count > 1 else {
            throw PolicyDocument.malformed("Resource \(resource.prefix(200)) must be in ARN format or \"*\".")
        }
        guard parts[0] == "arn", parts[1] == "*" || parts[1].wholeMatch(of: /aws(-[a-z]+)*/) != nil else {
            throw PolicyDocument.malformed("Partition \"\(parts[1].prefix(100))\" is not valid for resource \"\(resource.prefix(200))\".")
        }
        guard parts.count > 2 else {
            throw PolicyDocument.malformed("Resource vendor must be fully qualified and cannot contain regexes.")
        }
        guard !parts[2].isEmpty, parts.count == 3 || parts.count == 6 || parts[parts.count - 1].hasSuffix("*") else {
            throw PolicyDocument.malformed("The policy failed legacy parsing")
        }
        guard parts.count == 6 else { return }
        if parts[2] == "iam" {
            guard parts[3].isEmpty || parts[3] == "*" else {
                throw PolicyDocument.malformed("IAM resource \(resource.prefix(200)) cannot contain region information.")
            }
            guard parts[5] == "*" || parts[5] == "root" || iamPaths.contains(where: { parts[5].hasPrefix($0) || parts[5].contains("*") })
            else {
                throw PolicyDocument.malformed(
                    "IAM resource path must either be \"*\" or start with \(iamPaths.joined(separator: ", ")).")
            }
        }
        if parts[2] == "s3", !parts[3].isEmpty, parts[3] != "*", !parts[5].hasPrefix("accesspoint/") {
            throw PolicyDocument.malformed("Resource \(resource.prefix(200)) can not contain region information.")
        }
    }

    private static let iamPaths = [
        "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/", "sms-mfa/",
        "saml-provider/", "oidc-provider/", "report/", "access-report/",
    ]

    private static func syntaxError(_ message: String) -> AWSError { PolicyDocument.malformed("Syntax errors in policy: " + message) }

    func applies(to request: PolicyDocument.Request) -> Bool {
        guard actions.patterns.contains(where: { Wildcard.matches($0, request.action, ignoringCase: true) }) != actions.isNegated else {
            return false
        }
        if let resources {
            let isNamed = resources.patterns.contains { text in
                guard let pattern = text.pattern(request.keys) else { return false }
                return pattern == [.many] || Wildcard.matchesARN(pattern, request.resource)
            }
            guard isNamed != resources.isNegated else { return false }
        }
        if let principals {
            let isNamed = principals.list.contains { principal in request.principals.contains { principal.names($0) } }
            guard isNamed != principals.isNegated else { return false }
        }
        return conditions.allSatisfy { $0.isMet(by: request.keys) }
    }
}
