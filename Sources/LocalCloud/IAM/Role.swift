internal import JSONValue

/// A role: who may take it on, and what it may do then.
struct Role: Codable, Sendable {
    let name: String
    let path: String
    let id: String
    let arn: String
    var description: String?
    var trustPolicy: String
    /// Seconds.
    var maxSessionDuration: Int
    let created: Double
    var tags: [IAMTag]
    /// Documents by name.
    var inlinePolicies: [String: String] = [:]
    /// ARNs, in the order in which they were attached.
    var attachedPolicies: [String] = []
    var permissionsBoundary: String?

    /// - Parameter isWhole: Whether tags and what the role may at most do belong to it: lists of roles leave them out.
    func json(isWhole: Bool = true) -> JSON {
        var json: JSON.Object = [
            "Path": .string(path), "RoleName": .string(name), "RoleId": .string(id), "Arn": .string(arn), "CreateDate": .number(created),
            "AssumeRolePolicyDocument": .string(trustPolicy.uriEncoded), "MaxSessionDuration": .integer(maxSessionDuration),
        ]
        if let description { json["Description"] = .string(description) }
        guard isWhole else { return .object(json) }
        if !tags.isEmpty { json["Tags"] = tags.json }
        if let permissionsBoundary {
            json["PermissionsBoundary"] = ["PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": .string(permissionsBoundary)]
        }
        json["RoleLastUsed"] = [:]
        return .object(json)
    }
}
