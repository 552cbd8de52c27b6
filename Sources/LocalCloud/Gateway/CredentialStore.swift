internal import Foundation
internal import SigV4
internal import Synchronization

/// The credentials that the cloud handed out, and to whom. Those of functions end with the run; those of clients are kept with the rest.
final class CredentialStore: Sendable {
    struct Issued: Codable, Sendable {
        let accessKeyID: String
        let secretAccessKey: String
        let sessionToken: String
        let caller: AWSCall.Caller
        /// Seconds since 1970.
        let at: Double

        var credentials: Credentials {
            Credentials(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
        }
    }

    /// So many of clients are kept: those that were handed out last.
    private static let most = 1000

    private let ofFunctions = Mutex<[String: Issued]>([:])
    private let ofClients: Table<Issued>
    private let clock: CloudClock

    /// - Throws: When what an earlier run kept can't be read.
    init(_ storage: Storage, _ clock: CloudClock) throws(Storage.Failure) {
        self.clock = clock
        ofClients = try Table("credentials", storage, clock)
    }

    /// New temporary credentials for a function.
    func issue(forFunction caller: AWSCall.Caller) -> Credentials {
        let issued = make(caller)
        ofFunctions.withLock { $0[issued.accessKeyID] = issued }
        return issued.credentials
    }

    /// New temporary credentials for a client.
    func issue(forClient caller: AWSCall.Caller) -> Credentials {
        let issued = make(caller)
        ofClients.modify(issued.accessKeyID) { $0 = issued }
        if ofClients.count > Self.most, let oldest = ofClients.all.min(by: { $0.row.at < $1.row.at }) {
            ofClients.modify(oldest.key) { $0 = nil }
        }
        return issued.credentials
    }

    /// The account's own, the same from run to run.
    func ofAccount() -> Credentials {
        let known = ofClients.all.map(\.row).filter { $0.caller == .account }.min { $0.at < $1.at }
        return known?.credentials ?? issue(forClient: .account)
    }

    /// What was handed out with this access key; `nil` where nothing was.
    func issued(_ accessKeyID: String) -> Issued? { ofFunctions.withLock { $0[accessKeyID] } ?? ofClients[accessKeyID] }

    /// Whether an access key that nobody has looks like a role's of this cloud: it was handed out once, and is no stranger's.
    static func isFormerRole(_ accessKeyID: String) -> Bool { accessKeyID.hasPrefix(rolePrefix) }

    private static let rolePrefix = "ASIAROLE"

    private func make(_ caller: AWSCall.Caller) -> Issued {
        let prefix = caller == .account ? "ASIA" : Self.rolePrefix
        return Issued(
            accessKeyID: prefix + Random.text(20 - prefix.utf8.count, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            secretAccessKey: Random.text(40, of: Self.alphanumerics), sessionToken: Random.text(356, of: Self.alphanumerics),
            caller: caller,
            at: clock.date.timeIntervalSince1970)
    }

    private static let alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
}
