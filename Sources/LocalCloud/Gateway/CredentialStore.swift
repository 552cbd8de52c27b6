internal import SigV4
internal import Synchronization

/// The credentials that the cloud handed out, and to whom. They last as long as the cloud runs.
final class CredentialStore: Sendable {
    private struct Issued {
        let credentials: Credentials
        let caller: AWSCall.Caller
    }

    private let issued = Mutex<[String: Issued]>([:])

    /// New temporary credentials for a caller.
    func issue(for caller: AWSCall.Caller) -> Credentials {
        let credentials = Credentials(
            accessKeyID: "ASIA" + Random.text(16, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            secretAccessKey: Random.text(40, of: Self.alphanumerics), sessionToken: Random.text(356, of: Self.alphanumerics))
        issued.withLock { $0[credentials.accessKeyID] = Issued(credentials: credentials, caller: caller) }
        return credentials
    }

    /// The credentials with this access key; `nil` when the cloud didn't hand them out.
    func credentials(_ accessKeyID: String) -> Credentials? { issued.withLock { $0[accessKeyID]?.credentials } }

    /// Whose credentials these are.
    func caller(_ accessKeyID: String) -> AWSCall.Caller? { issued.withLock { $0[accessKeyID]?.caller } }

    private static let alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
}
