extension CodeDeploy {
    /// A [Tag](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Tag.html) as clients send it.
    struct Tag: Codable, Sendable, Hashable {
        var Key: String?
        var Value: String?
    }
}
