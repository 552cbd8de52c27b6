/// A topic.
struct SNSTopic: Codable, Sendable {
    let name: String
    let arn: String
    /// What a client has set: `DisplayName`, `Policy` and others.
    var attributes: [String: String]
    var tags: [IAMTag]
    var deletedSubscriptions = 0
}

/// Somebody who wants a topic's messages.
struct SNSSubscription: Codable, Sendable {
    let arn: String
    let topic: String
    /// `http`, `https`, `lambda`, or one that nothing is delivered by here.
    let transport: String
    let endpoint: String
    var attributes: [String: String]
    /// What confirms it; `nil` once it is confirmed.
    var token: String?
}
