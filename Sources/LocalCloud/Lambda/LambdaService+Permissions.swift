internal import JSONValue

extension LambdaService {
    /// [AddPermission](https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html).
    func addPermission(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try policyIdentifier(input)
        try authorize(call, "AddPermission", identifier)
        let fields = LambdaInput(input)
        let sid = try fields.text("StatementId", count: 1...100, #"[a-zA-Z0-9\-_]+"#).required("statementId")
        let action = try fields.text("Action", count: 1...256, #"lambda:[*]|lambda:[a-zA-Z]+|[*]"#).required("action")
        let principal = try fields.text("Principal", count: 1...2048, #"\S+"#).required("principal")
        var statement: JSON.Object = [
            "Sid": .string(sid), "Effect": "Allow", "Principal": Self.principal(principal), "Action": .string(action),
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
        let sid = try fields.text("StatementId", count: 1...100, #"[a-zA-Z0-9\-_.]+"#).required("statementId")
        return try changePolicy(identifier, fields) { policy throws(AWSError) in
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
        guard let policy = try function(identifier).policies[identifier.qualifier ?? ""] else {
            throw .notFound("The resource you requested does not exist.")
        }
        return ["Policy": .string(policy.document), "RevisionId": .string(policy.revision)]
    }

    /// Checks that a caller may invoke a function: by its role's policies, or a service without a role by the function's own policy.
    func authorizeInvocation(_ call: AWSCall, _ identifier: FunctionIdentifier) throws(AWSError) {
        guard case .service(let service, role: nil) = call.caller else { return try authorize(call, "InvokeFunction", identifier) }
        let principal = service + ".amazonaws.com"
        let statements = try function(identifier).policies[identifier.qualifier ?? ""]?.statements ?? []
        let isAllowed = statements.contains { statement in
            (statement["Principal"]?["Service"]?.string == principal || statement["Principal"] == "*")
                && ["lambda:InvokeFunction", "lambda:*", "*"].contains(statement["Action"]?.string)
        }
        guard isAllowed else {
            throw AWSError(
                "AccessDeniedException",
                "\(principal) is not authorized to perform: lambda:InvokeFunction on resource: \(identifier.arn) because no resource-based policy allows it. Add one with AddPermission: --action lambda:InvokeFunction --principal \(principal)"
            )
        }
    }

    // MARK: Steps

    /// The function, version or alias that has the policy.
    private func policyIdentifier(_ input: JSON) throws(AWSError) -> FunctionIdentifier {
        let identifier = try FunctionIdentifier(input)
        guard identifier.qualifier != "$LATEST" else { throw .invalidParameter("We currently do not support adding policies for $LATEST.") }
        if identifier.qualifier != nil { _ = try version(identifier) }
        return identifier
    }

    private func changePolicy(
        _ identifier: FunctionIdentifier, _ fields: LambdaInput, _ body: (inout FunctionRow.Policy) throws(AWSError) -> JSON
    ) throws(AWSError) -> JSON {
        let revision = try fields.text("RevisionId")
        return try change(identifier) { function throws(AWSError) in
            let key = identifier.qualifier ?? ""
            var policy = function.policies[key] ?? FunctionRow.Policy(revision: "", statements: [])
            if let revision, revision != policy.revision { throw .staleRevision }
            let result = try body(&policy)
            policy.revision = Self.newRevision()
            function.policies[key] = policy.statements.isEmpty ? nil : policy
            return result
        }
    }

    private static func principal(_ text: String) -> JSON {
        if text == "*" { return "*" }
        if text.hasSuffix(".amazonaws.com") { return ["Service": .string(text)] }
        if text.wholeMatch(of: /\d{12}/) != nil { return ["AWS": .string("arn:aws:iam::\(text):root")] }
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
