internal import Foundation

/// Who makes a call, and its id.
struct AWSCall: Sendable {
    /// Who makes a call.
    enum Caller: Codable, Sendable, Hashable {
        /// A user of the machine: whoever signs with credentials that the cloud handed out for the account, or with ones that it doesn't know.
        case account
        /// Whoever has taken a role on: a function, under its own name, or a client of STS.
        ///
        /// `policies` narrow what the session may do; `nil` where nothing does.
        case role(arn: String, session: String, policies: SessionPolicies? = nil)
        /// A service of the cloud's own, such as `codedeploy`, in a role that the user gave it; `nil` for what needs no role.
        case service(String, role: String?)

        /// What STS calls somebody who has taken a role on.
        static func assumedRoleARN(_ role: String, session: String) -> String {
            "arn:aws:sts::\(Cloud.account):assumed-role/\(role.split(separator: "/").last ?? "")/\(session)"
        }
    }

    let caller: Caller
    /// The id that the answer bears.
    let requestID: String
    /// The ARN of the resource that a service calls for, such as a topic: `aws:SourceArn`.
    let source: String?

    init(_ caller: Caller, requestID: String = Random.uuid(), source: String? = nil) {
        self.caller = caller
        self.requestID = requestID
        self.source = source
    }

    /// A call of one service to another.
    static func service(_ name: String, role: String? = nil, source: String? = nil) -> AWSCall {
        AWSCall(.service(name, role: role), source: source)
    }
}
