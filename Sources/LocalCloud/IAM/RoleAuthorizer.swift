internal import Foundation
internal import JSONValue

/// Says whether a role may do what is done with it, by the policies of the roles that were made in IAM. A role that IAM never knew may do
/// anything: one line in the log says so. One that was deleted may do nothing.
struct RoleAuthorizer: Authorizer {
    private let iam: IAMService
    private let warned = Reminders(interval: nil)

    init(_ iam: IAMService) { self.iam = iam }

    func authorize(
        _ call: AWSCall, _ action: String, on resource: String, keys: [String: [String]], isGranted: Bool = false
    ) throws(AWSError) {
        switch call.caller {
        case .account, .service(_, role: nil): return
        case .role(let arn, let session, let policies):
            let session = Session(role: try known(arn), arn: arn, name: session, policies: policies)
            try check(session, action, resource, keys, isGranted: isGranted)
        case .service(let service, role: .some(let arn)):
            try checkTrust(in: arn, of: service)
            try check(
                Session(role: iam.role(arn: arn), arn: arn, name: service, policies: nil), action, resource, keys, isGranted: isGranted)
        }
    }

    func checkTrust(in arn: String, of service: String) throws(AWSError) {
        if iam.role(arn: arn) == nil, iam.deletedRoles[arn] != nil {
            throw AWSError("NoSuchEntity", "The role \(arn) was deleted. Make it again, or use another.")
        }
        guard let role = try known(arn) else { return }
        let name = "\(service).amazonaws.com"
        // What a service says about the resource that it acts for.
        let keys = ["aws:sourceaccount": [Cloud.account], "aws:principalisawsservice": ["true"]]
        guard trust(role, "sts:AssumeRole", [.service(name)], keys) == .allow else {
            throw Self.untrusted(role, "sts:AssumeRole", "The service \(name)", ("Service", name))
        }
    }

    /// Checks that a caller may take a role on, by the role's trust policy and by what the caller may do.
    ///
    /// - Parameter action: `sts:AssumeRole`, or what goes with it.
    func checkAssumption(
        of role: Role, by call: AWSCall, named arn: String, _ action: String = "sts:AssumeRole", keys: [String: [String]] = [:]
    ) throws(AWSError) {
        // Who is meant by name, and who as one of many.
        var names: [PolicyPrincipal] = [.aws(arn)]
        if case .role(let own, _, _) = call.caller { names.append(.aws(own)) }
        let ownKeys =
            if case .role(let own, let name, let policies) = call.caller {
                self.keys(of: Session(role: iam.role(arn: own), arn: own, name: name, policies: policies))
            } else {
                // The account's user; it has no second factor, and a call without a session has no such key.
                ["aws:principalarn": [arn], "aws:principalaccount": [Cloud.account], "aws:principaltype": ["User"]]
            }
        let callerKeys = keys.merging(ownKeys) { first, _ in first }
        guard trust(role, action, names + [.account(Cloud.account)], callerKeys) == .allow else {
            throw Self.untrusted(role, action, "User: \(arn)", ("AWS", arn))
        }
        guard case .role(let own, let name, let policies) = call.caller else { return }
        // A trust policy that names the caller gives it the permission; one that names the account leaves it to the caller's own policies.
        let session = Session(role: try known(own), arn: own, name: name, policies: policies)
        try check(session, action, role.arn, keys, isGranted: trust(role, action, names, callerKeys) == .allow)
    }

    private func trust(
        _ role: Role, _ action: String, _ principals: [PolicyPrincipal], _ keys: [String: [String]]
    ) -> PolicyDocument.Decision {
        let request = PolicyDocument.Request(
            action: action, resource: role.arn, keys: commonKeys.merging(keys) { _, own in own }, principals: principals)
        return ((try? PolicyDocument(role.trustPolicy, .trust)) ?? .unreadable).decision(on: request)
    }

    private static func untrusted(
        _ role: Role, _ action: String, _ caller: String, _ principal: (type: String, id: String)
    ) -> AWSError {
        let statement: JSON = ["Effect": "Allow", "Principal": [principal.type: .string(principal.id)], "Action": .string(action)]
        return AWSError(
            "AccessDeniedException",
            """
            \(caller) is not authorized to perform: \(action) on resource: \(role.arn). \
            Add this statement to the role's trust policy: \(statement)
            """)
    }

    /// A caller that has assumed a role.
    private struct Session {
        /// `nil` for a role that was never made here.
        let role: Role?
        let arn: String
        let name: String
        let policies: SessionPolicies?
    }

    /// - Parameter isGranted: Whether the policy of what it is done to gives the permission, so that the role's own need not.
    private func check(
        _ session: Session, _ action: String, _ resource: String, _ keys: [String: [String]], isGranted: Bool = false
    ) throws(AWSError) {
        let all = commonKeys.merging(self.keys(of: session)) { _, own in own }.merging(keys) { _, own in own }
        let request = PolicyDocument.Request(action: action, resource: resource, keys: all)
        func decision(_ documents: [PolicyDocument]) -> PolicyDocument.Decision {
            let decisions = documents.map { $0.decision(on: request) }
            return decisions.contains(.deny) ? .deny : decisions.contains(.allow) ? .allow : .silent
        }
        // All of them must allow it, and none may deny it. A policy that is gone, or never was there, allows nothing.
        var steps: [(kind: String, decision: PolicyDocument.Decision)] = []
        if let role = session.role {
            let own = decision(iam.documents(of: role))
            steps.append(("identity-based policy", isGranted && own == .silent ? .allow : own))
            if let boundary = role.permissionsBoundary {
                steps.append(("permissions boundary", decision([iam.document(ofPolicy: boundary)].compactMap(\.self))))
            }
        }
        if let policies = session.policies { steps.append(("session policy", decision(iam.documents(of: policies)))) }
        guard let refusal = steps.first(where: { $0.decision == .deny }) ?? steps.first(where: { $0.decision == .silent }) else { return }
        let isDenied = refusal.decision == .deny
        let reason =
            isDenied
            ? "with an explicit deny in \(refusal.kind.hasPrefix("identity") ? "an" : "a") \(refusal.kind)"
            : "because no \(refusal.kind) allows the \(action) action"
        let statement: JSON = ["Effect": "Allow", "Action": .string(action), "Resource": .string(resource)]
        let place = refusal.kind.hasPrefix("identity") ? "a policy of the role" : "the \(refusal.kind)"
        let cure = isDenied ? "Remove the statement that denies it." : "Add this statement to \(place): \(statement)"
        let user = AWSCall.Caller.assumedRoleARN(session.arn, session: session.name)
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

    /// What conditions can ask about with every request.
    private var commonKeys: [String: [String]] {
        let now = iam.context.clock.date.timeIntervalSince1970
        return [
            "aws:currenttime": [ISO8601.text(now)], "aws:epochtime": ["\(Int(exactly: now.rounded()) ?? 0)"],
            "aws:requestedregion": [Cloud.region], "aws:securetransport": ["false"], "aws:sourceip": ["127.0.0.1"],
            "aws:viaawsservice": ["false"], "aws:principalisawsservice": ["false"],
        ]
    }

    /// What they can ask about of a session.
    private func keys(of session: Session) -> [String: [String]] {
        var keys = [
            "aws:principalarn": [session.arn], "aws:principalaccount": [Cloud.account], "aws:principaltype": ["AssumedRole"],
            "aws:multifactorauthpresent": ["false"],
        ]
        if let role = session.role {
            keys["aws:userid"] = ["\(role.id):\(session.name)"]
            for tag in role.tags { keys["aws:principaltag/\(tag.key.lowercased())"] = [tag.value] }
        }
        return keys
    }
}
