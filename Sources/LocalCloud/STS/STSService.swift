internal import Foundation
internal import JSONValue
internal import SigV4

/// The part of [STS](https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html) that clients ask who they are by, and take roles on.
final class STSService: AWSService {
    private let context: CloudContext
    private let iam: IAMService

    init(_ context: CloudContext, _ iam: IAMService) {
        self.context = context
        self.iam = iam
    }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        switch operation {
        case "GetCallerIdentity": return identity(call.caller)
        case "AssumeRole": return try assumeRole(input, call)
        case "GetSessionToken":
            let seconds = try duration(input, 900...129_600, ifAbsent: 43_200)
            return ["Credentials": credentials(for: call.caller, seconds)]
        default: throw AWSError("UnknownOperationException", "The local STS does not know \(operation).")
        }
    }

    private func identity(_ caller: AWSCall.Caller) -> JSON {
        let account = JSON.string(Cloud.account)
        switch caller {
        case .account:
            return ["UserId": "AIDALOCALCLOUDUSER2", "Account": account, "Arn": "arn:aws:iam::\(Cloud.account):user/local"]
        case .role(let arn, let session), .service(let session, role: .some(let arn)):
            let user = user(arn, session)
            return ["UserId": .string(user.id), "Account": account, "Arn": .string(user.arn)]
        case .service(let name, role: nil):
            return ["UserId": .string(name), "Account": account, "Arn": "arn:aws:iam::\(Cloud.account):root"]
        }
    }

    private func assumeRole(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let arn = try iam.text(input, "RoleArn", 20...2048)
        let session = try iam.text(input, "RoleSessionName", 2...64, "+=,.@-")
        if let role = try RoleAuthorizer(iam).known(arn) {
            let caller = identity(call.caller)["Arn"]?.string ?? ""
            try RoleAuthorizer(iam).checkTrust(role, ("AWS", caller), caller: "User: \(caller)")
            // A role of this account may take another on where its own policies say so, too.
            if case .role = call.caller { try context.authorize(call, "sts:AssumeRole", on: arn) }
        }
        let seconds = try duration(input, 900...43_200, ifAbsent: 3600)
        let user = user(arn, session)
        return [
            "Credentials": credentials(for: .role(arn: arn, session: session), seconds),
            "AssumedRoleUser": ["AssumedRoleId": .string(user.id), "Arn": .string(user.arn)],
        ]
    }

    /// Whoever has taken a role on, as STS names him.
    private func user(_ role: String, _ session: String) -> (id: String, arn: String) {
        // A role that wasn't made here has no id.
        let id = iam.role(arn: role)?.id ?? "AROA00LOCALCLOUD00000"
        return ("\(id):\(session)", AWSCall.Caller.assumedRoleARN(role, session: session))
    }

    /// Credentials, which outlast what is said of them: they don't expire.
    private func credentials(for caller: AWSCall.Caller, _ seconds: Int) -> JSON {
        let credentials = context.credentials.issue(forClient: caller)
        return [
            "AccessKeyId": .string(credentials.accessKeyID), "SecretAccessKey": .string(credentials.secretAccessKey),
            "SessionToken": .string(credentials.sessionToken ?? ""),
            "Expiration": .number(context.clock.date.timeIntervalSince1970.rounded(.down) + Double(seconds)),
        ]
    }

    private func duration(_ input: JSON, _ range: ClosedRange<Int>, ifAbsent usual: Int) throws(AWSError) -> Int {
        guard let value = input["DurationSeconds"] else { return usual }
        guard let seconds = value.wholeNumber, range.contains(seconds) else {
            throw AWSError("ValidationError", "DurationSeconds must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return seconds
    }
}
