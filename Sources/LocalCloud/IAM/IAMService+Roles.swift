internal import JSONValue

extension IAMService {
    func existingRole(_ input: JSON) throws(AWSError) -> Role {
        let name = try name(input, "RoleName", 64)
        guard let role = roles[name] else { throw Self.noSuchRole(name) }
        return role
    }

    static func noSuchRole(_ name: String) -> AWSError { AWSError("NoSuchEntity", "The role with name \(name) cannot be found.") }

    /// Changes a role that exists.
    @discardableResult
    func changeRole(_ input: JSON, _ change: (inout Role) throws(AWSError) -> Void) throws(AWSError) -> JSON {
        let name = try name(input, "RoleName", 64)
        return try roles.modify(name) { row throws(AWSError) in
            guard var role = row else { throw Self.noSuchRole(name) }
            try change(&role)
            row = role
            return [:]
        }
    }

    func createRole(_ input: JSON) throws(AWSError) -> JSON {
        let name = try name(input, "RoleName", 64)
        let path = try path(input)
        let role = Role(
            name: name, path: path, id: Self.id("AROA"), arn: "arn:aws:iam::\(Cloud.account):role\(path)\(name)",
            description: try description(input), trustPolicy: try trustPolicy(input, "AssumeRolePolicyDocument"),
            maxSessionDuration: try sessionDuration(input) ?? 3600, created: now, tags: try [].merging(tags(input)),
            permissionsBoundary: try boundary(input))
        // Names are told apart, and yet none may differ from another in its case alone.
        let isTaken = roles.all.contains { $0.key.lowercased() == name.lowercased() }
        return try roles.modify(name) { row throws(AWSError) in
            guard row == nil, !isTaken else { throw AWSError("EntityAlreadyExists", "Role with name \(name) already exists.") }
            row = role
            deletedRoles.modify(role.arn) { $0 = nil }
            return ["Role": role.json()]
        }
    }

    func listRoles(_ input: JSON) throws(AWSError) -> JSON {
        let prefix = input["PathPrefix"]?.string ?? "/"
        return try page(roles.all.map(\.row).filter { $0.path.hasPrefix(prefix) }.map { $0.json(isWhole: false) }, as: "Roles", input)
    }

    func updateRole(_ operation: String, _ input: JSON) throws(AWSError) -> JSON {
        let description = try description(input)
        let duration = try sessionDuration(input)
        try changeRole(input) { role in
            if let description { role.description = description }
            if let duration { role.maxSessionDuration = duration }
        }
        return operation == "UpdateRole" ? [:] : ["Role": try existingRole(input).json()]
    }

    func updateAssumeRolePolicy(_ input: JSON) throws(AWSError) -> JSON {
        let document = try trustPolicy(input, "PolicyDocument")
        return try changeRole(input) { $0.trustPolicy = document }
    }

    func putBoundary(_ input: JSON) throws(AWSError) -> JSON {
        _ = try existingRole(input)
        let arn = try policyARN(input, "PermissionsBoundary")
        try checkBoundary(arn)
        return try changeRole(input) { $0.permissionsBoundary = arn }
    }

    private func boundary(_ input: JSON) throws(AWSError) -> String? {
        guard input["PermissionsBoundary"] != nil else { return nil }
        let arn = try policyARN(input, "PermissionsBoundary")
        try checkBoundary(arn)
        return arn
    }

    private func checkBoundary(_ arn: String) throws(AWSError) {
        guard policies[arn] == nil, AWSManagedPolicies.all[arn] == nil else { return }
        guard arn.hasPrefix(AWSManagedPolicies.prefix) else {
            throw AWSError("NoSuchEntity", "Scope ARN: \(arn) does not exist or is not attachable.")
        }
        context.log("The policy \(arn) is not known here: as a boundary, it allows nothing.", from: ServiceName.iam)
    }

    func deleteRole(_ input: JSON) throws(AWSError) -> JSON {
        let name = try name(input, "RoleName", 64)
        return try roles.modify(name) { row throws(AWSError) in
            guard let role = row else { throw Self.noSuchRole(name) }
            guard role.attachedPolicies.isEmpty else {
                throw AWSError("DeleteConflict", "Cannot delete entity, must detach all policies first.")
            }
            guard role.inlinePolicies.isEmpty else { throw AWSError("DeleteConflict", "Cannot delete entity, must delete policies first.") }
            row = nil
            deletedRoles.modify(role.arn) { $0 = name }
            return [:]
        }
    }

    private func trustPolicy(_ input: JSON, _ member: String) throws(AWSError) -> String {
        let text = try text(input, member, 1...131_072)
        guard text.filter({ !$0.isWhitespace }).count <= 2048 else {
            throw AWSError("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048")
        }
        _ = try PolicyDocument(text, .trust)
        return text
    }

    private func description(_ input: JSON) throws(AWSError) -> String? {
        guard let description = input["Description"]?.string else { return nil }
        guard description.count <= 1000 else { throw AWSError("ValidationError", "The description is longer than 1000 characters.") }
        return description
    }

    private func sessionDuration(_ input: JSON) throws(AWSError) -> Int? {
        guard let value = input["MaxSessionDuration"] else { return nil }
        guard let seconds = value.wholeNumber, (3600...43200).contains(seconds) else {
            throw AWSError("ValidationError", "MaxSessionDuration must be from 3600 to 43200 seconds.")
        }
        return seconds
    }
}

extension Role {
    /// Roles of machines, which there are none of.
    var instanceProfiles: [JSON] { [] }
}
