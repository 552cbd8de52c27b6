internal import Foundation
internal import JSONValue
internal import Synchronization

/// The part of [IAM](https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html) that functions and deployments need: roles and policies.
final class IAMService: AWSService {
    let context: CloudContext
    let roles: Table<Role>
    /// The ARNs of those that were deleted: nobody acts as them any more.
    let deletedRoles: Table<String>
    /// The account's own, by ARN.
    let policies: Table<ManagedPolicy>

    private let control = Mutex(())

    init(_ context: CloudContext) throws(Storage.Failure) {
        self.context = context
        roles = try Table("iam-roles", context.storage, context.clock)
        deletedRoles = try Table("iam-deleted-roles", context.storage, context.clock)
        policies = try Table("iam-policies", context.storage, context.clock)
    }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        try authorize(operation, input, call)
        return switch operation {
        case "CreateRole": try alone { () throws(AWSError) in try createRole(input) }
        case "GetRole": ["Role": try existingRole(input).json()]
        case "ListRoles": try listRoles(input)
        case "UpdateRole", "UpdateRoleDescription": try updateRole(operation, input)
        case "UpdateAssumeRolePolicy": try updateAssumeRolePolicy(input)
        case "DeleteRole": try deleteRole(input)
        case "PutRolePermissionsBoundary": try alone { () throws(AWSError) in try putBoundary(input) }
        case "DeleteRolePermissionsBoundary": try changeRole(input) { $0.permissionsBoundary = nil }
        case "TagRole": try changeRole(input) { role throws(AWSError) in role.tags = try role.tags.merging(tags(input)) }
        case "UntagRole": try changeRole(input) { $0.tags = $0.tags.without(input) }
        case "ListRoleTags": try page(existingRole(input).tags.map(\.json), as: "Tags", input)
        case "ListInstanceProfilesForRole": try page(existingRole(input).instanceProfiles, as: "InstanceProfiles", input)
        case "PutRolePolicy": try putRolePolicy(input)
        case "GetRolePolicy": try getRolePolicy(input)
        case "ListRolePolicies": try page(existingRole(input).inlinePolicies.keys.sorted().map { .string($0) }, as: "PolicyNames", input)
        case "DeleteRolePolicy": try deleteRolePolicy(input)
        case "AttachRolePolicy": try alone { () throws(AWSError) in try attachRolePolicy(input) }
        case "DetachRolePolicy": try detachRolePolicy(input)
        case "ListAttachedRolePolicies": try listAttachedRolePolicies(input)
        case "CreatePolicy": try alone { () throws(AWSError) in try createPolicy(input) }
        case "GetPolicy": ["Policy": json(try existingPolicy(input))]
        case "ListPolicies": try listPolicies(input)
        case "DeletePolicy": try alone { () throws(AWSError) in try deletePolicy(input) }
        case "CreatePolicyVersion": try createPolicyVersion(input)
        case "GetPolicyVersion": try getPolicyVersion(input)
        case "ListPolicyVersions": try listPolicyVersions(input)
        case "DeletePolicyVersion": try deletePolicyVersion(input)
        case "SetDefaultPolicyVersion": try setDefaultPolicyVersion(input)
        case "ListEntitiesForPolicy": try listEntitiesForPolicy(input)
        case "TagPolicy": try changePolicy(input) { policy throws(AWSError) in policy.tags = try policy.tags.merging(tags(input)) }
        case "UntagPolicy": try changePolicy(input) { $0.tags = $0.tags.without(input) }
        case "ListPolicyTags": try page(existingPolicy(input).tags.map(\.json), as: "Tags", input)
        default: throw AWSError("UnknownOperationException", "The local IAM does not know \(operation).")
        }
    }

    /// The role with this ARN; `nil` when it wasn't made here.
    func role(arn: String) -> Role? {
        guard let name = arn.split(separator: "/").last, let role = roles[String(name)], role.arn == arn else { return nil }
        return role
    }

    /// All that a role may and may not do.
    func documents(of role: Role) -> [PolicyDocument] {
        role.inlinePolicies.values.map(Self.document) + role.attachedPolicies.compactMap(document(ofPolicy:))
    }

    /// All that a session of a role is narrowed to.
    func documents(of session: SessionPolicies) -> [PolicyDocument] {
        (session.document.map { [Self.document($0)] } ?? []) + session.arns.compactMap(document(ofPolicy:))
    }

    /// `nil` for a policy that is gone, or not known here.
    func document(ofPolicy arn: String) -> PolicyDocument? {
        (policies[arn] ?? AWSManagedPolicies.all[arn])?.document.map(Self.document)
    }

    /// What was kept may be of a run that took what is refused now.
    private static func document(_ text: String) -> PolicyDocument { (try? PolicyDocument(text, .identity)) ?? .unreadable }

    /// Held while roles and policies that name each other are looked up and changed.
    func alone(_ body: () throws(AWSError) -> JSON) throws(AWSError) -> JSON {
        try control.withLock { _ throws(AWSError) in try body() }
    }

    /// Checks that the caller may do it, with what conditions of delegated administrators ask about.
    ///
    /// Nothing counts that the operation doesn't take: else a caller would meet a condition by a parameter that does nothing.
    private func authorize(_ operation: String, _ input: JSON, _ call: AWSCall) throws(AWSError) {
        let path = operation.hasPrefix("Create") ? input["Path"]?.string ?? "/" : "/"
        let role = operation.contains("Role") && operation != "ListRoles" ? input["RoleName"]?.string : nil
        let policy = input["PolicyArn"]?.string
        let resource: String? =
            if let role {
                roles[role]?.arn ?? "arn:aws:iam::\(Cloud.account):role\(path)\(role)"
            } else if operation == "CreatePolicy" {
                input["PolicyName"]?.string.map { "arn:aws:iam::\(Cloud.account):policy\(path)\($0)" }
            } else {
                ["ListRoles", "ListPolicies"].contains(operation) ? nil : policy
            }
        var keys: [String: [String]] = [:]
        if ["AttachRolePolicy", "DetachRolePolicy"].contains(operation), let policy { keys["iam:policyarn"] = [policy] }
        // The one that is asked for; where none is, the role's own.
        let setsBoundary = ["CreateRole", "PutRolePermissionsBoundary"].contains(operation)
        let boundary = setsBoundary ? input["PermissionsBoundary"]?.string : role.flatMap { roles[$0]?.permissionsBoundary }
        if let boundary { keys["iam:permissionsboundary"] = [boundary] }
        let setsTags = ["CreateRole", "CreatePolicy", "TagRole", "TagPolicy"].contains(operation)
        for tag in setsTags ? input["Tags"]?.array ?? [] : [] {
            guard let key = tag["Key"]?.string, let value = tag["Value"]?.string else { continue }
            keys["aws:requesttag/\(key.lowercased())"] = [value]
            keys["aws:tagkeys", default: []].append(key)
        }
        if ["UntagRole", "UntagPolicy"].contains(operation) {
            keys["aws:tagkeys"] = input["TagKeys"]?.array.map { $0.compactMap(\.string) }
        }
        try context.authorize(call, "iam:\(operation)", on: resource ?? "*", keys: keys)
    }

    /// The tags of an input.
    func tags(_ input: JSON) throws(AWSError) -> [IAMTag] {
        let tags = try IAMTag.list(input)
        guard Set(tags.map { $0.key.lowercased() }).count == tags.count else {
            throw AWSError("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        }
        guard tags.allSatisfy({ !$0.key.lowercased().hasPrefix("aws:") }) else {
            throw AWSError("InvalidInput", "Tag keys that begin with aws: are reserved.")
        }
        return tags
    }

    /// An ARN of a policy.
    func policyARN(_ input: JSON, _ member: String) throws(AWSError) -> String {
        let arn = try text(input, member, 20...2048)
        guard arn.wholeMatch(of: /arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\x21-\x7E]+/) != nil else {
            throw AWSError("ValidationError", "Invalid ARN: \(arn.prefix(200)) is none of a policy.")
        }
        return arn
    }

    // MARK: What the operations have in common

    /// The present, in the cloud's time.
    var now: Double { context.clock.date.timeIntervalSince1970.rounded(.down) }

    /// A text of the input that must be there.
    func text(_ input: JSON, _ name: String, _ length: ClosedRange<Int>, _ characters: String? = nil) throws(AWSError) -> String {
        guard let text = input[name]?.string else {
            throw AWSError(
                "ValidationError",
                "1 validation error detected: Value at '\(name.camelCased)' failed to satisfy constraint: Member must not be null")
        }
        let isAllowed = characters.map { allowed in
            text.unicodeScalars.allSatisfy { $0.isWordCharacter || allowed.unicodeScalars.contains($0) }
        }
        guard length.contains(text.count), isAllowed ?? true else {
            throw AWSError(
                "ValidationError",
                """
                1 validation error detected: Value '\(text.prefix(200))' at '\(name.camelCased)' failed to satisfy constraint: \
                \(length.lowerBound) to \(length.upperBound) characters\(characters.map { ", of letters, digits and _\($0)" } ?? "")
                """)
        }
        return text
    }

    func name(_ input: JSON, _ member: String, _ most: Int = 128) throws(AWSError) -> String { try text(input, member, 1...most, "+=,.@-") }

    func path(_ input: JSON) throws(AWSError) -> String {
        let path = input["Path"]?.string ?? "/"
        guard path.hasPrefix("/"), path.hasSuffix("/"), path.utf8.count <= 512, path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw AWSError(
                "ValidationError",
                "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."
            )
        }
        return path
    }

    /// One page of a list, by `Marker` and `MaxItems`.
    func page(_ items: [JSON], as member: String, _ input: JSON) throws(AWSError) -> JSON {
        guard let size = input["MaxItems"].map({ $0.string?.digits ?? $0.int }) ?? 100, (1...1000).contains(size) else {
            throw AWSError("ValidationError", "MaxItems must be from 1 to 1000.")
        }
        let marker = input["Marker"] ?? .null
        guard marker.isNull || marker.string != nil, let page = Page(of: items, member, after: marker.string, size: size) else {
            throw AWSError("ValidationError", "The Marker is not one that was given out.")
        }
        var output: JSON.Object = ["IsTruncated": .bool(page.next != nil)]
        output[member] = .array(Array(page.elements))
        output["Marker"] = page.next
        return .object(output)
    }

    static func id(_ prefix: String) -> String { prefix + Random.text(17, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") }
}

extension String {
    /// The text as it goes into a URL: policies are handed out so.
    var uriEncoded: String {
        addingPercentEncoding(
            withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "\0"..."\u{7F}")).union(.init(charactersIn: "-_.~")))
            ?? self
    }

    fileprivate var camelCased: String { prefix(1).lowercased() + dropFirst() }
}

extension Unicode.Scalar {
    fileprivate var isWordCharacter: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }
}
