internal import Foundation
internal import JSONValue

/// The part of [IAM](https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html) that functions and deployments need: roles and policies.
final class IAMService: AWSService {
    let context: CloudContext
    let roles: Table<Role>
    /// The ARNs of those that were deleted: nobody acts as them any more.
    let deletedRoles: Table<String>
    /// The account's own, by ARN.
    let policies: Table<ManagedPolicy>

    init(_ context: CloudContext) throws(Storage.Failure) {
        self.context = context
        roles = try Table("iam-roles", context.storage, context.clock)
        deletedRoles = try Table("iam-deleted-roles", context.storage, context.clock)
        policies = try Table("iam-policies", context.storage, context.clock)
    }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        let resource =
            if let arn = input["PolicyArn"]?.string, input["RoleName"] == nil {
                arn
            } else if let name = input["RoleName"]?.string {
                roles[name]?.arn ?? "arn:aws:iam::\(Cloud.account):role/\(name)"
            } else {
                "*"
            }
        try context.authorize(call, "iam:\(operation)", on: resource)
        return switch operation {
        case "CreateRole": try createRole(input)
        case "GetRole": ["Role": try existingRole(input).json()]
        case "ListRoles": try listRoles(input)
        case "UpdateRole", "UpdateRoleDescription": try updateRole(operation, input)
        case "UpdateAssumeRolePolicy": try updateAssumeRolePolicy(input)
        case "DeleteRole": try deleteRole(input)
        case "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary": try setBoundary(input)
        case "TagRole": try changeRole(input) { role throws(AWSError) in role.tags = try role.tags.merging(IAMTag.list(input)) }
        case "UntagRole": try changeRole(input) { $0.tags = $0.tags.without(input) }
        case "ListRoleTags": try page(existingRole(input).tags.map(\.json), as: "Tags", input)
        case "ListInstanceProfilesForRole": try page(existingRole(input).instanceProfiles, as: "InstanceProfiles", input)
        case "PutRolePolicy": try putRolePolicy(input)
        case "GetRolePolicy": try getRolePolicy(input)
        case "ListRolePolicies": try page(existingRole(input).inlinePolicies.keys.sorted().map { .string($0) }, as: "PolicyNames", input)
        case "DeleteRolePolicy": try deleteRolePolicy(input)
        case "AttachRolePolicy": try attachRolePolicy(input)
        case "DetachRolePolicy": try detachRolePolicy(input)
        case "ListAttachedRolePolicies": try listAttachedRolePolicies(input)
        case "CreatePolicy": try createPolicy(input)
        case "GetPolicy": ["Policy": json(try existingPolicy(input))]
        case "ListPolicies": try listPolicies(input)
        case "DeletePolicy": try deletePolicy(input)
        case "CreatePolicyVersion": try createPolicyVersion(input)
        case "GetPolicyVersion": try getPolicyVersion(input)
        case "ListPolicyVersions": try listPolicyVersions(input)
        case "DeletePolicyVersion": try deletePolicyVersion(input)
        case "SetDefaultPolicyVersion": try setDefaultPolicyVersion(input)
        case "ListEntitiesForPolicy": try listEntitiesForPolicy(input)
        case "TagPolicy": try changePolicy(input) { policy throws(AWSError) in policy.tags = try policy.tags.merging(IAMTag.list(input)) }
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
        role.inlinePolicies.values.compactMap { try? PolicyDocument($0, .identity) } + role.attachedPolicies.compactMap(document(ofPolicy:))
    }

    func document(ofPolicy arn: String) -> PolicyDocument? {
        (policies[arn] ?? AWSManagedPolicies.all[arn])?.document.flatMap { try? PolicyDocument($0, .identity) }
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
        let size = input["MaxItems"]?.wholeNumber ?? 100
        guard (1...1000).contains(size) else { throw AWSError("ValidationError", "MaxItems must be from 1 to 1000.") }
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
