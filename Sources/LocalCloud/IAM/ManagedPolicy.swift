/// A policy with a name of its own, to be attached to roles.
struct ManagedPolicy: Codable, Sendable {
    struct Version: Codable, Sendable {
        /// Such as `v1`.
        let id: String
        let document: String
        let created: Double
    }

    let name: String
    let path: String
    let id: String
    let arn: String
    let description: String?
    let created: Double
    var updated: Double
    var versions: [Version]
    var defaultVersion: String
    var tags: [IAMTag]
    /// The number of the version that was made last.
    var lastVersion: Int?

    var document: String? { versions.first { $0.id == defaultVersion }?.document }
}
