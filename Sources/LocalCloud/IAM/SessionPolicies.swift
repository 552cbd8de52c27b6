/// What narrows a session of a role: the policies that AssumeRole was given. See
/// [session policies](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session).
struct SessionPolicies: Codable, Sendable, Hashable {
    /// The document that came with the call.
    var document: String?
    /// Managed policies, by ARN.
    var arns: [String] = []
}
