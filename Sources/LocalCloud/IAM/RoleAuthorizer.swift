internal import Foundation
internal import JSONValue

/// Says whether a role may do what is done with it, by the policies of the roles that were made in IAM. A role that IAM never knew may do
/// anything: one line in the log says so. One that was deleted may do nothing.
struct RoleAuthorizer: Authorizer {
    private let iam: IAMService
    private let warned = Reminders(interval: nil)

    init(_ iam: IAMService) { self.iam = iam }

    func authorize(_ call: AWSCall, _ action: String, on resource: String) throws(AWSError) {
        switch call.caller {
        case .account, .service(_, role: nil): return
        case .role(let arn, let session):
            if let role = try known(arn) { try check(role, session: session, action, resource) }
        case .service(let service, role: .some(let arn)):
            try checkTrust(in: arn, of: service)
            if let role = iam.role(arn: arn) { try check(role, session: service, action, resource) }
        }
    }

    func checkTrust(in arn: String, of service: String) throws(AWSError) {
        if iam.role(arn: arn) == nil, iam.deletedRoles[arn] != nil {
            throw AWSError("NoSuchEntity", "The role \(arn) was deleted. Make it again, or use another.")
        }
        guard let role = try known(arn) else { return }
        try checkTrust(role, ("Service", "\(service).amazonaws.com"), caller: "The service \(service).amazonaws.com")
    }

    /// Checks that a principal may take a role on.
    func checkTrust(_ role: Role, _ principal: (type: String, id: String), caller: String) throws(AWSError) {
        var request = PolicyDocument.Request(action: "sts:AssumeRole", resource: role.arn, keys: keys(nil))
        request.principal = principal
        guard (try? PolicyDocument(role.trustPolicy, .trust))?.decision(on: request) == .allow else {
            let statement: JSON = [
                "Effect": "Allow", "Principal": [principal.type: .string(principal.id)], "Action": "sts:AssumeRole",
            ]
            throw AWSError(
                "AccessDeniedException",
                """
                \(caller) is not authorized to perform: sts:AssumeRole on resource: \(role.arn). \
                Add this statement to the role's trust policy: \(statement)
                """)
        }
    }

    private func check(_ role: Role, session: String, _ action: String, _ resource: String) throws(AWSError) {
        let request = PolicyDocument.Request(action: action, resource: resource, keys: keys(role.arn))
        let decisions = iam.documents(of: role).map { $0.decision(on: request) }
        let boundary = role.permissionsBoundary.flatMap { iam.document(ofPolicy: $0) }?.decision(on: request) ?? .allow
        let isDenied = decisions.contains(.deny) || boundary == .deny
        guard isDenied || !decisions.contains(.allow) || boundary != .allow else { return }
        let reason =
            if isDenied {
                "with an explicit deny in an identity-based policy"
            } else if decisions.contains(.allow) {
                "because no permissions boundary allows the \(action) action"
            } else {
                "because no identity-based policy allows the \(action) action"
            }
        let statement: JSON = ["Effect": "Allow", "Action": .string(action), "Resource": .string(resource)]
        let cure = isDenied ? "Remove the statement that denies it." : "Add this statement to a policy of the role: \(statement)"
        let user = AWSCall.Caller.assumedRoleARN(role.arn, session: session)
        throw AWSError(
            "AccessDeniedException", "User: \(user) is not authorized to perform: \(action) on resource: \(resource) \(reason). \(cure)")
    }

    /// The role; `nil` for one that was never made here.
    func known(_ arn: String) throws(AWSError) -> Role? {
        if let role = iam.role(arn: arn) { return role }
        guard iam.deletedRoles[arn] == nil else {
            throw AWSError("AccessDeniedException", "The role \(arn) was deleted, so nobody can act as it. Make it again, or use another.")
        }
        if warned.isDue(arn) {
            iam.context.log("The role \(arn) was not made in this cloud's IAM, so it may do anything here.", from: ServiceName.iam)
        }
        return nil
    }

    /// What conditions can ask about.
    private func keys(_ principal: String?) -> [String: [String]] {
        var keys = [
            "aws:currenttime": [ISO8601.text(iam.context.clock.date.timeIntervalSince1970)],
            "aws:epochtime": ["\(Int(iam.context.clock.date.timeIntervalSince1970))"],
            "aws:requestedregion": [Cloud.region], "aws:securetransport": ["false"], "aws:sourceaccount": [Cloud.account],
            "aws:sourceip": ["127.0.0.1"],
        ]
        if let principal {
            keys["aws:principalarn"] = [principal]
            keys["aws:principalaccount"] = [Cloud.account]
            keys["aws:principaltype"] = ["AssumedRole"]
        }
        return keys
    }
}
