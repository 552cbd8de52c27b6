internal import JSONValue

/// A principal that a policy may name. See
/// [Principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
enum PolicyPrincipal: Hashable, Sendable {
    /// An ARN of a role, a user or a session.
    case aws(String)
    /// Everybody in an account, by its number.
    case account(String)
    /// Such as `lambda.amazonaws.com`.
    case service(String)
    /// A caller of an identity provider, or a canonical user: never a caller here.
    case other(String)
    /// Everybody in AWS.
    case anyInAWS
    /// Everybody.
    case anyone

    /// Whether a caller is meant.
    func names(_ caller: PolicyPrincipal) -> Bool {
        switch self {
        case .anyone: true
        case .anyInAWS: if case .service = caller { false } else { true }
        default: self == caller
        }
    }

    /// The principals of a statement.
    ///
    /// - Throws: `MalformedPolicyDocument`.
    static func list(_ json: JSON) throws(AWSError) -> [PolicyPrincipal] {
        if json == "*" { return [.anyone] }
        guard let object = json.object, !object.isEmpty else { throw invalid("", json) }
        var principals: [PolicyPrincipal] = []
        for (type, value) in object {
            let names = value.string.map { [$0] } ?? (value.array ?? []).compactMap(\.string)
            guard !names.isEmpty, value.array.map({ $0.count == names.count }) ?? true else { throw invalid(type, value) }
            for name in names {
                guard let principal = PolicyPrincipal(type, name) else { throw invalid(type, .string(name)) }
                principals.append(principal)
            }
        }
        return principals
    }

    private init?(_ type: String, _ name: String) {
        switch type {
        case "AWS":
            if name == "*" {
                self = .anyInAWS
            } else if let account = name.wholeMatch(of: /(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?/),
                name.hasPrefix("arn:") == name.hasSuffix(":root")
            {
                self = .account(String(account.output.1))
            } else if name.wholeMatch(of: /arn:aws[a-z-]*:(iam|sts)::\d{12}:(user|role|assumed-role|federated-user)\/[\x21-\x7E]+/) != nil,
                !name.contains("*"), !name.contains("?")
            {
                self = .aws(name)
            } else if name.wholeMatch(of: /A[A-Z]{3}[A-Z0-9]{12,124}/) != nil {
                // What AWS makes of the ARN of a role or a user that was deleted.
                self = .other(name)
            } else {
                return nil
            }
        case "Service":
            guard name.wholeMatch(of: /[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/) != nil else { return nil }
            self = .service(name)
        case "Federated", "CanonicalUser":
            guard !name.isEmpty else { return nil }
            self = .other(name)
        default: return nil
        }
    }

    private static func invalid(_ type: String, _ value: JSON) -> AWSError {
        PolicyDocument.malformed("Invalid principal in policy: \"\(type.prefix(50))\":\(value.description.prefix(200))")
    }
}
