internal import JSONValue

extension LambdaService {
    /// [AddPermission](https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html).
    func addPermission(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try policyIdentifier(input)
        try authorize(call, "AddPermission", identifier)
        let fields = LambdaInput(input)
        let sid = try fields.text("StatementId", count: 1...100, #"([a-zA-Z0-9-_]+)"#).required("statementId")
        let action = try fields.text("Action", count: 1...256, #"lambda:[*]|lambda:[a-zA-Z]+|[*]"#).required("action")
        let principal = try fields.text("Principal", count: 1...2048, #"\S+"#).required("principal")
        var statement: JSON.Object = [
            "Sid": .string(sid), "Effect": "Allow", "Principal": try Self.principal(principal), "Action": .string(action),
            "Resource": .string(identifier.arn),
        ]
        let conditions = try conditions(fields)
        if !conditions.isEmpty { statement["Condition"] = .object(conditions) }
        return try changePolicy(identifier, fields) { policy throws(AWSError) in
            guard !policy.statements.contains(where: { $0["Sid"]?.string == sid }) else {
                throw .conflict(
                    "The statement id (\(sid)) provided already exists. Please provide a new statement id, or remove the existing statement."
                )
            }
            policy.statements.append(.object(statement))
            guard policy.document.utf8.count <= 20_480 else {
                throw AWSError("PolicyLengthExceededException", "The final policy size is bigger than the limit (20480).")
            }
            return ["Statement": .string(statement.description)]
        }
    }

    /// [RemovePermission](https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html).
    func removePermission(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try policyIdentifier(input)
        try authorize(call, "RemovePermission", identifier)
        let fields = LambdaInput(input)
        let sid = try fields.text("StatementId", count: 1...100, #"([a-zA-Z0-9-_.]+)"#).required("statementId")
        guard functions[identifier.name] != nil else { throw .notFound("No policy found for: \(identifier.arn)") }
        return try changePolicy(identifier, fields) { policy throws(AWSError) in
            guard !policy.statements.isEmpty else { throw .notFound("No policy is associated with the given resource.") }
            guard let index = policy.statements.firstIndex(where: { $0["Sid"]?.string == sid }) else {
                throw .notFound("Statement \(sid) is not found in resource policy.")
            }
            policy.statements.remove(at: index)
            return [:]
        }
    }

    /// [GetPolicy](https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html).
    func getPolicy(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try policyIdentifier(input)
        try authorize(call, "GetPolicy", identifier)
        guard let policy = functions[identifier.name]?.policies[identifier.qualifier ?? ""] else {
            throw .notFound("The resource you requested does not exist.")
        }
        return ["Policy": .string(policy.document), "RevisionId": .string(policy.revision)]
    }

    /// Checks that a caller may invoke a function: a role by its own policies or by the function's, a service without a role by the function's.
    func authorizeInvocation(_ call: AWSCall, _ identifier: FunctionIdentifier) throws(AWSError) {
        guard case .service(let service, role: nil) = call.caller else { return try authorizeRole(call, "InvokeFunction", identifier) }
        let principal = service + ".amazonaws.com"
        let statements = try function(identifier).policies[identifier.qualifier ?? ""]?.statements ?? []
        let named = statements.filter { statement in
            (statement["Principal"]?["Service"]?.string == principal || statement["Principal"] == "*")
                && ["lambda:InvokeFunction", "lambda:*", "*"].contains(statement["Action"]?.string)
        }
        let keys = Self.keys(call.source)
        let isAllowed = named.contains { statement in
            (try? PolicyCondition.list(statement["Condition"]))?.allSatisfy { $0.isMet(by: keys) } == true
        }
        guard isAllowed else {
            let reason =
                named.first.map {
                    ", and the condition of the statement \($0["Sid"]?.string ?? "") is not met: \($0["Condition"] ?? .null)"
                }
                ?? ". Add one with AddPermission: --action lambda:InvokeFunction --principal \(principal)"
            let source = call.source.map { " for \($0)" } ?? ""
            throw AWSError(
                "AccessDeniedException",
                "\(principal) is not authorized to perform: lambda:InvokeFunction on resource: \(identifier.arn)\(source) because no resource-based policy allows it\(reason)"
            )
        }
    }

    /// Checks that a role may do something to a function, by the role's policies or by the function's: within an account one of both is enough.
    func authorizeRole(
        _ call: AWSCall, _ action: String, _ identifier: FunctionIdentifier, keys: [String: [String]] = [:]
    ) throws(AWSError) {
        let isGranted = grants("lambda:" + action, on: identifier, to: call.caller, keys)
        try context.authorize(call, "lambda:" + action, on: identifier.arn, keys: keys, isGranted: isGranted)
    }

    /// Whether the policy of a function, a version or an alias names a role, or everybody. A statement for the account leaves it to the role's
    /// own policies.
    private func grants(
        _ action: String, on identifier: FunctionIdentifier, to caller: AWSCall.Caller, _ keys: [String: [String]]
    ) -> Bool {
        let (role, session): (String, String)
        switch caller {
        case .role(let arn, let name, _): (role, session) = (arn, name)
        case .service(let name, role: .some(let arn)): (role, session) = (arn, name)
        case .account, .service(_, role: nil): return false
        }
        let names = ["*", role, AWSCall.Caller.assumedRoleARN(role, session: session)]
        let all = keys.merging(["aws:principalarn": [role], "aws:principalaccount": [Cloud.account], "aws:principaltype": ["AssumedRole"]])
        {
            own, _ in own
        }
        return (functions[identifier.name]?.policies[identifier.qualifier ?? ""]?.statements ?? []).contains { statement in
            guard let principal = statement["Principal"]?.string ?? statement["Principal"]?["AWS"]?.string, names.contains(principal),
                let allowed = statement["Action"]?.string?.lowercased(), [action.lowercased(), "lambda:*", "*"].contains(allowed)
            else { return false }
            return (try? PolicyCondition.list(statement["Condition"]))?.allSatisfy { $0.isMet(by: all) } == true
        }
    }

    /// What conditions of a policy can ask about a service's call.
    private static func keys(_ source: String?) -> [String: [String]] {
        guard let source else { return [:] }
        let account = source.split(separator: ":", omittingEmptySubsequences: false).dropFirst(4).first.map { String($0) } ?? ""
        // The ARN of a bucket names no account; ours are all the account's.
        return ["aws:sourcearn": [source], "aws:sourceaccount": [account.isEmpty ? Cloud.account : account]]
    }

    // MARK: Steps

    /// The function, version or alias that has the policy.
    private func policyIdentifier(_ input: JSON) throws(AWSError) -> FunctionIdentifier {
        let identifier = try FunctionIdentifier(input)
        guard identifier.qualifier != "$LATEST" else { throw .invalidParameter("We currently do not support adding policies for $LATEST.") }
        return identifier
    }

    /// The revision of a function, a version or an alias, which the first change of its policy may name. To be called exclusively.
    private func revision(_ identifier: FunctionIdentifier) throws(AWSError) -> String {
        let function = try function(identifier)
        guard let qualifier = identifier.qualifier else { return function.latest.revision }
        if let alias = aliases[identifier.resource] { return alias.revision }
        if let version = versions[identifier.resource] { return version.revision }
        // What could be no alias's name is taken for a version's.
        let isName = !identifier.namesVersion && !qualifier.contains("$")
        throw .notFound(isName ? "Cannot find alias arn: \(identifier.arn)" : "Function not found: \(identifier.arn)")
    }

    /// Gives what has the policy its policy's revision. To be called exclusively.
    private func setRevision(_ revision: String, of identifier: FunctionIdentifier) throws(AWSError) {
        if identifier.qualifier == nil {
            try change(identifier) { $0.latest.setRevision(revision) }
        } else if aliases[identifier.resource] != nil {
            aliases.modify(identifier.resource) { $0?.revision = revision }
        } else {
            versions.modify(identifier.resource) { $0?.setRevision(revision) }
        }
    }

    private func changePolicy(
        _ identifier: FunctionIdentifier, _ fields: LambdaInput, _ body: (inout FunctionRow.Policy) throws(AWSError) -> JSON
    ) throws(AWSError) -> JSON {
        let given = try fields.text("RevisionId")
        return try exclusively { () throws(AWSError) in
            let present = try revision(identifier)
            let new = Self.newRevision()
            let result = try change(identifier) { function throws(AWSError) in
                let key = identifier.qualifier ?? ""
                var policy = function.policies[key] ?? FunctionRow.Policy(revision: present, statements: [])
                if let given, given != policy.revision { throw .staleRevision("GetPolicy") }
                let result = try body(&policy)
                policy.revision = new
                function.policies[key] = policy.statements.isEmpty ? nil : policy
                return result
            }
            try setRevision(new, of: identifier)
            return result
        }
    }

    private static func principal(_ text: String) throws(AWSError) -> JSON {
        if text == "*" { return "*" }
        if text.hasSuffix(".amazonaws.com") { return ["Service": .string(text)] }
        if text.wholeMatch(of: /\d{12}/) != nil { return ["AWS": .string("arn:aws:iam::\(text):root")] }
        guard text.hasPrefix("arn:") else {
            throw .invalidParameter("The provided principal was invalid. Please check the principal and try again.")
        }
        return ["AWS": .string(text)]
    }

    private func conditions(_ fields: LambdaInput) throws(AWSError) -> JSON.Object {
        var equals = JSON.Object()
        if let account = try fields.text("SourceAccount", count: 0...12, #"\d{12}"#) { equals["AWS:SourceAccount"] = .string(account) }
        if let type = try fields.choice("FunctionUrlAuthType", ["NONE", "AWS_IAM"]) {
            equals["lambda:FunctionUrlAuthType"] = .string(type)
        }
        if let token = try fields.text("EventSourceToken", count: 0...256, #"[a-zA-Z0-9._\-]+"#) {
            equals["lambda:EventSourceToken"] = .string(token)
        }
        if let organization = try fields.text("PrincipalOrgID", count: 12...34, #"o-[a-z0-9]{10,32}"#) {
            equals["aws:PrincipalOrgID"] = .string(organization)
        }
        var conditions = JSON.Object()
        if !equals.isEmpty { conditions["StringEquals"] = .object(equals) }
        if let arn = try fields.text("SourceArn", count: 1...2048, #"arn:aws[a-zA-Z0-9\-]*:[a-zA-Z0-9\-]+:.*"#) {
            conditions["ArnLike"] = ["AWS:SourceArn": .string(arn)]
        }
        if try fields.flag("InvokedViaFunctionUrl") { conditions["Bool"] = ["lambda:InvokedViaFunctionUrl": "true"] }
        return conditions
    }
}

extension FunctionRow.Policy {
    /// The policy as IAM writes it.
    var document: String {
        (["Version": "2012-10-17", "Id": "default", "Statement": .array(statements)] as JSON).description
    }
}
