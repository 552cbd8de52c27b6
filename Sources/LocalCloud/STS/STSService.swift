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
            guard case .account = call.caller else {
                throw AWSError("AccessDenied", "Cannot call GetSessionToken with session credentials")
            }
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
        case .role(let arn, let session, _), .service(let session, role: .some(let arn)):
            let user = user(arn, session)
            return ["UserId": .string(user.id), "Account": account, "Arn": .string(user.arn)]
        case .service(let name, role: nil):
            return ["UserId": .string(name), "Account": account, "Arn": "arn:aws:iam::\(Cloud.account):root"]
        }
    }

    private func assumeRole(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let arn = try iam.text(input, "RoleArn", 20...2048)
        guard arn.wholeMatch(of: /arn:[a-z-]+:iam::\d{12}:role\/[\x21-\x7E]+/) != nil else {
            throw AWSError("ValidationError", "\(arn.prefix(200)) is invalid")
        }
        let session = try iam.text(input, "RoleSessionName", 2...64, "+=,.@-")
        let policies = try sessionPolicies(input)
        let seconds = try duration(input, 900...43_200, ifAbsent: 3600)
        let tags = try sessionTags(input)
        let authorizer = RoleAuthorizer(iam)
        let role = try authorizer.known(arn)
        if let role {
            var keys = ["sts:rolesessionname": [session]]
            if let id = input["ExternalId"]?.string { keys["sts:externalid"] = [id] }
            for tag in tags { keys["aws:requesttag/\(tag.key.lowercased())"] = [tag.value] }
            if !tags.isEmpty { keys["aws:tagkeys"] = tags.map(\.key) }
            let caller = identity(call.caller)["Arn"]?.string ?? ""
            try authorizer.checkAssumption(of: role, by: call, named: caller, keys: keys)
            if !tags.isEmpty { try authorizer.checkAssumption(of: role, by: call, named: caller, "sts:TagSession", keys: keys) }
        }
        if case .role = call.caller, seconds > 3600 {
            throw AWSError(
                "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
        }
        guard seconds <= role?.maxSessionDuration ?? .max else {
            throw AWSError("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        }
        let user = user(arn, session)
        return [
            "Credentials": credentials(for: .role(arn: arn, session: session, policies: policies), seconds),
            "AssumedRoleUser": ["AssumedRoleId": .string(user.id), "Arn": .string(user.arn)],
        ]
    }

    /// What the session is narrowed to; `nil` where the call narrows nothing.
    private func sessionPolicies(_ input: JSON) throws(AWSError) -> SessionPolicies? {
        var policies = SessionPolicies()
        if input["Policy"] != nil {
            let document = try iam.text(input, "Policy", 1...2048)
            _ = try PolicyDocument(document, .identity)
            policies.document = document
        }
        let arns = input["PolicyArns"]?.array ?? []
        guard arns.count <= 10 else { throw AWSError("ValidationError", "A session has up to 10 managed policies.") }
        for element in arns {
            let arn = try iam.policyARN(element, "arn")
            guard iam.document(ofPolicy: arn) != nil || arn.hasPrefix(AWSManagedPolicies.prefix) else {
                throw AWSError("MalformedPolicyDocument", "The policy \(arn) does not exist.")
            }
            policies.arns.append(arn)
        }
        return policies == SessionPolicies() ? nil : policies
    }

    private func sessionTags(_ input: JSON) throws(AWSError) -> [IAMTag] {
        let tags = try IAMTag.list(input)
        let keys = Set(tags.map { $0.key.lowercased() })
        guard keys.count == tags.count else {
            throw AWSError("InvalidParameterValue", "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        }
        guard (input["TransitiveTagKeys"]?.array ?? []).compactMap(\.string).allSatisfy({ keys.contains($0.lowercased()) }) else {
            throw AWSError("InvalidParameterValue", "The specified transitive tag key must be included in the requested tags.")
        }
        return tags
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
        guard let seconds = value.string?.digits ?? value.int, range.contains(seconds) else {
            throw AWSError("ValidationError", "DurationSeconds must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return seconds
    }
}
