internal import JSONValue

extension IAMService {
    func existingPolicy(_ input: JSON) throws(AWSError) -> ManagedPolicy {
        let arn = try text(input, "PolicyArn", 20...2048)
        guard let policy = policies[arn] ?? AWSManagedPolicies.all[arn] else { throw Self.noSuchPolicy(arn) }
        return policy
    }

    /// Changes a policy of the account's own.
    @discardableResult
    func changePolicy(_ input: JSON, _ change: (inout ManagedPolicy) throws(AWSError) -> Void) throws(AWSError) -> JSON {
        let arn = try text(input, "PolicyArn", 20...2048)
        guard AWSManagedPolicies.all[arn] == nil else { throw AWSError("InvalidInput", "Policies of AWS can't be changed.") }
        return try policies.modify(arn) { row throws(AWSError) in
            guard var policy = row else { throw Self.noSuchPolicy(arn) }
            try change(&policy)
            row = policy
            return [:]
        }
    }

    func json(_ policy: ManagedPolicy, isWhole: Bool = true) -> JSON {
        let attachments = roles.all.count { $0.row.attachedPolicies.contains(policy.arn) }
        let boundaries = roles.all.count { $0.row.permissionsBoundary == policy.arn }
        var json: JSON.Object = [
            "PolicyName": .string(policy.name), "PolicyId": .string(policy.id), "Arn": .string(policy.arn), "Path": .string(policy.path),
            "DefaultVersionId": .string(policy.defaultVersion), "AttachmentCount": .integer(attachments),
            "PermissionsBoundaryUsageCount": .integer(boundaries), "IsAttachable": true, "CreateDate": .number(policy.created),
            "UpdateDate": .number(policy.updated),
        ]
        guard isWhole else { return .object(json) }
        if let description = policy.description { json["Description"] = .string(description) }
        if !policy.tags.isEmpty { json["Tags"] = policy.tags.json }
        return .object(json)
    }

    func createPolicy(_ input: JSON) throws(AWSError) -> JSON {
        let name = try name(input, "PolicyName")
        let path = try path(input)
        let version = ManagedPolicy.Version(id: "v1", document: try policyDocument(input), created: now)
        let description = input["Description"]?.string
        guard (description?.count ?? 0) <= 1000 else {
            throw AWSError("ValidationError", "The description is longer than 1000 characters.")
        }
        let policy = ManagedPolicy(
            name: name, path: path, id: Self.id("ANPA"), arn: "arn:aws:iam::\(Cloud.account):policy\(path)\(name)",
            description: description,
            created: now, updated: now, versions: [version], defaultVersion: version.id, tags: try [].merging(tags(input)))
        // As with roles.
        let isTaken = policies.all.contains { $0.row.name.lowercased() == name.lowercased() }
        return try policies.modify(policy.arn) { row throws(AWSError) in
            guard row == nil, !isTaken else {
                throw AWSError("EntityAlreadyExists", "A policy called \(name) already exists. Duplicate names are not allowed.")
            }
            row = policy
            return ["Policy": json(policy)]
        }
    }

    func listPolicies(_ input: JSON) throws(AWSError) -> JSON {
        let prefix = input["PathPrefix"]?.string ?? "/"
        let scope = input["Scope"]?.string ?? "All"
        var list: [ManagedPolicy] = scope == "AWS" ? [] : policies.all.map(\.row)
        if scope != "Local" { list += AWSManagedPolicies.all.values.sorted { $0.arn < $1.arn } }
        if input["OnlyAttached"]?.flag == true {
            let attached = Set(roles.all.flatMap(\.row.attachedPolicies))
            list.removeAll { !attached.contains($0.arn) }
        }
        return try page(list.filter { $0.path.hasPrefix(prefix) }.map { json($0, isWhole: false) }, as: "Policies", input)
    }

    func deletePolicy(_ input: JSON) throws(AWSError) -> JSON {
        let policy = try existingPolicy(input)
        guard !roles.all.contains(where: { $0.row.attachedPolicies.contains(policy.arn) || $0.row.permissionsBoundary == policy.arn })
        else {
            throw AWSError("DeleteConflict", "Cannot delete a policy attached to entities.")
        }
        guard policy.versions.count == 1 else {
            throw AWSError(
                "DeleteConflict",
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy."
            )
        }
        try changePolicy(input) { _ in }
        policies.modify(policy.arn) { $0 = nil }
        return [:]
    }

    func createPolicyVersion(_ input: JSON) throws(AWSError) -> JSON {
        let document = try policyDocument(input)
        var output: JSON = [:]
        try changePolicy(input) { policy throws(AWSError) in
            guard policy.versions.count < 5 else {
                throw AWSError(
                    "LimitExceeded",
                    "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.")
            }
            // Numbers are not used again.
            let last = max(policy.lastVersion ?? 0, policy.versions.compactMap { Int($0.id.dropFirst()) }.max() ?? 0)
            let version = ManagedPolicy.Version(id: "v\(last + 1)", document: document, created: now)
            policy.lastVersion = last + 1
            policy.versions.append(version)
            policy.updated = now
            if input["SetAsDefault"]?.flag == true { policy.defaultVersion = version.id }
            output = ["PolicyVersion": json(version, of: policy)]
        }
        return output
    }

    func getPolicyVersion(_ input: JSON) throws(AWSError) -> JSON {
        let policy = try existingPolicy(input)
        let version = try version(input, of: policy)
        var json = json(version, of: policy).object ?? [:]
        json["Document"] = .string(version.document.uriEncoded)
        return ["PolicyVersion": .object(json)]
    }

    func listPolicyVersions(_ input: JSON) throws(AWSError) -> JSON {
        let policy = try existingPolicy(input)
        return try page(policy.versions.reversed().map { json($0, of: policy) }, as: "Versions", input)
    }

    func deletePolicyVersion(_ input: JSON) throws(AWSError) -> JSON {
        try changePolicy(input) { policy throws(AWSError) in
            let version = try version(input, of: policy)
            guard version.id != policy.defaultVersion else {
                throw AWSError("DeleteConflict", "Cannot delete the default version of a policy.")
            }
            policy.versions.removeAll { $0.id == version.id }
        }
    }

    func setDefaultPolicyVersion(_ input: JSON) throws(AWSError) -> JSON {
        try changePolicy(input) { policy throws(AWSError) in
            policy.defaultVersion = try version(input, of: policy).id
            policy.updated = now
        }
    }

    func listEntitiesForPolicy(_ input: JSON) throws(AWSError) -> JSON {
        let policy = try existingPolicy(input)
        let list = roles.all.map(\.row).filter { $0.attachedPolicies.contains(policy.arn) }
        var output =
            try page(
                list.map { ["RoleName": .string($0.name), "RoleId": .string($0.id)] }, as: "PolicyRoles", input
            ).object ?? [:]
        output["PolicyGroups"] = []
        output["PolicyUsers"] = []
        return .object(output)
    }

    private func json(_ version: ManagedPolicy.Version, of policy: ManagedPolicy) -> JSON {
        [
            "VersionId": .string(version.id), "IsDefaultVersion": .bool(version.id == policy.defaultVersion),
            "CreateDate": .number(version.created),
        ]
    }

    private func version(_ input: JSON, of policy: ManagedPolicy) throws(AWSError) -> ManagedPolicy.Version {
        let id = try text(input, "VersionId", 2...20)
        guard let version = policy.versions.first(where: { $0.id == id }) else {
            throw AWSError("NoSuchEntity", "Policy \(policy.arn) version \(id) does not exist or is not attachable.")
        }
        return version
    }

    private func policyDocument(_ input: JSON) throws(AWSError) -> String {
        let document = try text(input, "PolicyDocument", 1...131_072)
        guard document.filter({ !$0.isWhitespace }).count <= 6144 else {
            throw AWSError("LimitExceeded", "Cannot exceed quota for PolicySize: 6144")
        }
        _ = try PolicyDocument(document, .managed)
        return document
    }

    private static func noSuchPolicy(_ arn: String) -> AWSError {
        AWSError("NoSuchEntity", "Policy \(arn) was not found.")
    }
}
