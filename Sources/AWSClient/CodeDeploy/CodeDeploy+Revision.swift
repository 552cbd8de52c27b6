public import JSONValue

extension CodeDeploy {
    /// Where the revision of an application is, or what it says:
    /// [RevisionLocation](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RevisionLocation.html).
    public struct Revision: Sendable, Hashable {
        /// The location as CodeDeploy sent it, to be named to CodeDeploy again.
        public let location: JSON.Object

        /// A location in CodeDeploy's own words.
        public init(_ location: JSON.Object) { self.location = location }

        /// The AppSpec, where the answer holds its text.
        public var content: String? {
            ["appSpecContent", "string"].lazy.compactMap { location[$0]?["content"]?.string }.first { !$0.isEmpty }
        }

        /// Whether the AppSpec is kept by CodeDeploy itself; otherwise it is a file in S3 or on GitHub.
        public var isKeptByCodeDeploy: Bool {
            ["AppSpecContent", "String"].contains(location["revisionType"]?.string)
        }
    }

    /// Asks for what a revision says:
    /// [GetApplicationRevision](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetApplicationRevision.html).
    ///
    /// IAM: `codedeploy:GetApplicationRevision` on the application.
    /// - Throws: `AWSError`.
    public nonisolated(nonsending) func getApplicationRevision(
        applicationName: String, revision: Revision, deadline: Deadline? = nil
    ) async throws(AWSError) -> Revision {
        let output = try await client.call(
            "GetApplicationRevision", ["applicationName": .string(applicationName), "revision": .object(revision.location)],
            deadline: deadline)
        guard let location = output["revision"]?.object else {
            throw .invalidResponse("CodeDeploy GetApplicationRevision answered without a revision.")
        }
        return Revision(location)
    }
}
