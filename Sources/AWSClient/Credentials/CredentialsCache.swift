import SigV4
import Synchronization

/// The credentials in use, fetched again shortly before they expire.
final class CredentialsCache: Sendable {
    /// How many seconds before they expire credentials are replaced, so that none expires on its way to the service.
    private static let margin: Int64 = 300

    private let provider: any CredentialsProvider
    private let now: @Sendable () -> SigningDate
    private let held = Mutex<Credentials?>(nil)

    init(_ provider: any CredentialsProvider, now: @escaping @Sendable () -> SigningDate) {
        self.provider = provider
        self.now = now
    }

    nonisolated(nonsending) func credentials(before deadline: Deadline?) async throws(AWSError) -> Credentials {
        let current = held.withLock { $0 }
        if let current, !expires(current, withinSeconds: Self.margin) { return current }
        // While the old ones still hold, whoever gives new ones may be away for a moment, and may not use the call's time up.
        let spare = current.flatMap { expires($0, withinSeconds: 0) ? nil : $0 }
        let limit = spare == nil ? deadline : deadline.map { $0.earlier(by: $0.remaining / 2) }
        do {
            let fresh = try await provider.credentials(before: limit)
            held.withLock { $0 = fresh }
            return fresh
        } catch {
            if let spare { return spare }
            throw error
        }
    }

    /// Forgets credentials that the service has refused, unless others have taken their place already.
    func forget(_ refused: Credentials) {
        held.withLock { if $0 == refused { $0 = nil } }
    }

    private func expires(_ credentials: Credentials, withinSeconds seconds: Int64) -> Bool {
        guard let expiration = credentials.expiration else { return false }
        return expiration <= now().advanced(bySeconds: seconds)
    }
}
