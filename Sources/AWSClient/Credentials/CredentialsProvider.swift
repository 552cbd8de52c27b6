public import SigV4

/// Whoever signs: see `SigV4.Credentials`.
public typealias Credentials = SigV4.Credentials

/// Where credentials come from.
///
/// A client asks when it has none, shortly before those it has expire, and once more when the service says that they have. Callers may
/// ask at the same time.
public protocol CredentialsProvider: Sendable {
    /// Credentials to sign with from now on.
    ///
    /// - Parameter deadline: By when the caller needs them; `nil` for no matter when.
    /// - Throws: `AWSError.credentials`, whose text says what to set, or what kept them from being fetched.
    nonisolated(nonsending) func credentials(before deadline: Deadline?) async throws(AWSError) -> Credentials
}

extension Credentials: CredentialsProvider {
    /// Themselves: credentials that never change.
    public nonisolated(nonsending) func credentials(before deadline: Deadline?) async throws(AWSError) -> Credentials { self }
}
