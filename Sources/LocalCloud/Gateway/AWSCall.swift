internal import Foundation

/// Who makes a call, and its id.
struct AWSCall: Sendable {
    /// Who makes a call.
    enum Caller: Sendable, Hashable {
        /// A user of the machine: whoever signs with credentials that the cloud handed out for the account, or with ones that it doesn't know.
        case account
        /// A function, with the credentials of its role.
        case role(arn: String)
        /// A service of the cloud's own, such as `codedeploy`, in a role that the user gave it; `nil` for what needs no role.
        case service(String, role: String?)
    }

    let caller: Caller
    /// The id that the answer bears.
    let requestID: String

    init(_ caller: Caller, requestID: String = UUID().uuidString.lowercased()) {
        self.caller = caller
        self.requestID = requestID
    }

    /// A call of one service to another.
    static func service(_ name: String, role: String? = nil) -> AWSCall { AWSCall(.service(name, role: role)) }
}
