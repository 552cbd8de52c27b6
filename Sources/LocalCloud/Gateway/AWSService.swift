internal import JSONValue

/// One AWS service, whatever protocol a client speaks to it: the gateway turns requests into an operation's input and its output into
/// responses. Input and output have the members and the types of the service's own model
/// (blobs as Base64 text, timestamps as numbers of seconds since 1970, enumerations as text). Clients of the Query protocol send numbers
/// and booleans as text: the gateway leaves them so, and services read them with `JSON.number` and `JSON.flag`.
///
/// Services also call each other this way, with ``AWSCall/service(_:role:)`` as the caller.
protocol AWSService: Sendable {
    /// Carries an operation of the service out.
    ///
    /// - Throws: An error that the service's model lists for the operation, or one that all operations share.
    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON
}
