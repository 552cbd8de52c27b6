internal import JSONValue

/// An error of an AWS service: the code that its API documents, and a text.
struct AWSError: Error, Sendable {
    let code: String
    let message: String
    /// What the error's shape has besides, such as `Reason`.
    let members: JSON.Object

    init(_ code: String, _ message: String, members: JSON.Object = [:]) {
        self.code = code
        self.message = message
        self.members = members
    }

    /// Whether the cloud, not the client, is at fault.
    var isInternal: Bool { code == "InternalFailure" }
}
