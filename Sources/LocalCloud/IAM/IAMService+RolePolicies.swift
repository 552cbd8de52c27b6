internal import JSONValue

extension IAMService {
    func putRolePolicy(_ input: JSON) throws(AWSError) -> JSON {
        let policy = try name(input, "PolicyName")
        let document = try text(input, "PolicyDocument", 1...131_072)
        _ = try PolicyDocument(document, .identity)
        return try changeRole(input) { role throws(AWSError) in
            role.inlinePolicies[policy] = document
            guard role.inlinePolicies.values.reduce(0, { $0 + $1.filter { !$0.isWhitespace }.count }) <= 10_240 else {
                throw AWSError("LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role \(role.name)")
            }
        }
    }

    func getRolePolicy(_ input: JSON) throws(AWSError) -> JSON {
        let role = try existingRole(input)
        let policy = try name(input, "PolicyName")
        guard let document = role.inlinePolicies[policy] else { throw Self.noSuchRolePolicy(policy) }
        return ["RoleName": .string(role.name), "PolicyName": .string(policy), "PolicyDocument": .string(document.uriEncoded)]
    }

    func deleteRolePolicy(_ input: JSON) throws(AWSError) -> JSON {
        let policy = try name(input, "PolicyName")
        return try changeRole(input) { role throws(AWSError) in
            guard role.inlinePolicies.removeValue(forKey: policy) != nil else { throw Self.noSuchRolePolicy(policy) }
        }
    }

    func attachRolePolicy(_ input: JSON) throws(AWSError) -> JSON {
        let arn = try policyARN(input, "PolicyArn")
        if policies[arn] == nil && AWSManagedPolicies.all[arn] == nil {
            guard arn.hasPrefix(AWSManagedPolicies.prefix) else {
                throw AWSError("NoSuchEntity", "Policy \(arn) does not exist or is not attachable.")
            }
            context.log("The policy \(arn) is not known here: it is attached, and allows nothing.", from: ServiceName.iam)
        }
        return try changeRole(input) { role throws(AWSError) in
            guard !role.attachedPolicies.contains(arn) else { return }
            guard role.attachedPolicies.count < 20 else { throw AWSError("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 20") }
            role.attachedPolicies.append(arn)
        }
    }

    func detachRolePolicy(_ input: JSON) throws(AWSError) -> JSON {
        let arn = try text(input, "PolicyArn", 20...2048)
        return try changeRole(input) { role throws(AWSError) in
            guard let index = role.attachedPolicies.firstIndex(of: arn) else {
                throw AWSError("NoSuchEntity", "Policy \(arn) was not found.")
            }
            role.attachedPolicies.remove(at: index)
        }
    }

    func listAttachedRolePolicies(_ input: JSON) throws(AWSError) -> JSON {
        let prefix = input["PathPrefix"]?.string ?? "/"
        let attached = try existingRole(input).attachedPolicies.compactMap { arn -> JSON? in
            let name = arn.split(separator: "/").last.map(String.init) ?? arn
            let path = (policies[arn] ?? AWSManagedPolicies.all[arn])?.path ?? "/"
            return path.hasPrefix(prefix) ? ["PolicyName": .string(name), "PolicyArn": .string(arn)] : nil
        }
        return try page(attached, as: "AttachedPolicies", input)
    }

    private static func noSuchRolePolicy(_ name: String) -> AWSError {
        AWSError("NoSuchEntity", "The role policy with name \(name) cannot be found.")
    }
}
