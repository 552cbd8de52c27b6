import JSONValue
import Synchronization
import Testing

@testable import LocalCloud

@Suite("what roles may do")
struct RoleAuthorizerTests {
    /// An IAM by itself.
    private struct World: Sendable {
        let context: CloudContext
        let iam: IAMService
        let lines: Lines

        final class Lines: Sendable {
            private let lines = Mutex<[String]>([])
            func add(_ line: LogLine) { lines.withLock { $0.append(line.message) } }
            var all: [String] { lines.withLock { $0 } }
        }

        static func run(_ body: (World) async throws -> Void) async throws {
            let storage = try Storage()
            defer { storage.close() }
            let lines = Lines()
            try await TaskScope.run { tasks in
                let context = try CloudContext(clock: CloudClock(speed: .max), storage: storage, tasks: tasks) { lines.add($0) }
                let iam = try IAMService(context)
                context.add(iam, as: ServiceName.iam)
                context.use(RoleAuthorizer(iam))
                try await body(World(context: context, iam: iam, lines: lines))
            }
        }

        func call(_ operation: String, _ input: JSON) async throws { _ = try await iam.call(operation, input, AWSCall(.account)) }

        static func trust(_ service: String) -> String {
            (["Statement": [["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]]] as JSON)
                .description
        }

        func role(_ name: String, trusting service: String, _ statements: JSON...) async throws -> String {
            try await role(name, principal: ["Service": .string(service)], condition: [:], statements)
        }

        func role(_ name: String, principal: JSON, condition: JSON = [:], _ statements: JSON...) async throws -> String {
            try await role(name, principal: principal, condition: condition, statements)
        }

        private func role(_ name: String, principal: JSON, condition: JSON, _ statements: [JSON]) async throws -> String {
            let statement: JSON = ["Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition]
            try await call(
                "CreateRole",
                ["RoleName": .string(name), "AssumeRolePolicyDocument": .string((["Statement": [statement]] as JSON).description)])
            for statement in statements { try await policy(of: name, statement) }
            return "arn:aws:iam::123456789012:role/\(name)"
        }

        /// Gives a role another policy of its own.
        func policy(of role: String, _ statement: JSON) async throws {
            let number = iam.roles[role]?.inlinePolicies.count ?? 0
            try await call(
                "PutRolePolicy",
                [
                    "RoleName": .string(role), "PolicyName": .string("p\(number)"),
                    "PolicyDocument": .string((["Statement": statement] as JSON).description),
                ])
        }

        /// The code of the error of an operation; `nil` when it succeeds.
        func code(_ operation: String, _ input: JSON, _ caller: AWSCall.Caller = .account) async throws -> String? {
            do {
                _ = try await iam.call(operation, input, AWSCall(caller))
                return nil
            } catch {
                return error.code
            }
        }

        /// Takes a role on; who the credentials are of.
        func assume(_ role: String, _ input: JSON = [:], by caller: AWSCall.Caller = .account) async throws(AWSError) -> AWSCall.Caller {
            var members: JSON.Object = ["RoleArn": .string(role), "RoleSessionName": "session"]
            for (name, value) in input.object ?? [:] { members[name] = value }
            let output = try await STSService(context, iam).call("AssumeRole", .object(members), AWSCall(caller))
            return context.credentials.issued(output["Credentials"]?["AccessKeyId"]?.string ?? "")?.caller ?? .account
        }

        /// The code of the error of taking a role on; `nil` when it succeeds.
        func assumptionCode(_ role: String, _ input: JSON = [:], by caller: AWSCall.Caller = .account) async throws -> String? {
            do throws(AWSError) {
                _ = try await assume(role, input, by: caller)
                return nil
            } catch {
                return error.code
            }
        }

        /// The error of an attempt; `nil` when it is allowed.
        func refusal(_ caller: AWSCall.Caller, _ action: String, _ resource: String = "arn:aws:sns:us-east-1:123456789012:t") -> AWSError? {
            do throws(AWSError) {
                try context.authorize(AWSCall(caller), action, on: resource)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("a role may do what its policies allow; the error says what is missing")
    func missing() async throws {
        try await World.run { world in
            let role = try await world.role(
                "hook", trusting: "lambda.amazonaws.com", ["Effect": "Allow", "Action": "sns:Publish", "Resource": "*"])
            #expect(world.refusal(.role(arn: role, session: "s"), "sns:Publish") == nil)
            let error = try #require(world.refusal(.role(arn: role, session: "s"), "sns:Subscribe"))
            #expect(error.code == "AccessDeniedException")
            #expect(
                error.message.contains(
                    "assumed-role/hook/s is not authorized to perform: sns:Subscribe on resource: arn:aws:sns:us-east-1:123456789012:t because no identity-based policy allows"
                ))
            #expect(
                error.message.contains(#"{"Effect":"Allow","Action":"sns:Subscribe","Resource":"arn:aws:sns:us-east-1:123456789012:t"}"#))
        }
    }

    @Test("a denial in one policy outweighs another, and a boundary what policies allow")
    func denial() async throws {
        try await World.run { world in
            let role = try await world.role(
                "hook", trusting: "lambda.amazonaws.com", ["Effect": "Allow", "Action": "*", "Resource": "*"],
                ["Effect": "Deny", "Action": "sns:*", "Resource": "*"])
            #expect(world.refusal(.role(arn: role, session: "s"), "s3:GetObject") == nil)
            #expect(world.refusal(.role(arn: role, session: "s"), "sns:Publish")?.message.contains("explicit deny") == true)
            try await world.call(
                "PutRolePermissionsBoundary",
                ["RoleName": "hook", "PermissionsBoundary": "arn:aws:iam::aws:policy/AWSLambda_FullAccess"])
            #expect(world.refusal(.role(arn: role, session: "s"), "lambda:GetAlias") == nil)
            #expect(world.refusal(.role(arn: role, session: "s"), "s3:GetObject")?.message.contains("boundary") == true)
        }
    }

    @Test("a boundary that never was can't be set, one that is used can't be deleted, and one that is gone allows nothing")
    func boundaries() async throws {
        try await World.run { world in
            let role = try await world.role("hook", trusting: "lambda.amazonaws.com", ["Effect": "Allow", "Action": "*", "Resource": "*"])
            let arn = "arn:aws:iam::123456789012:policy/limit"
            let boundary: JSON = ["RoleName": "hook", "PermissionsBoundary": .string(arn)]
            #expect(try await world.code("PutRolePermissionsBoundary", boundary) == "NoSuchEntity")
            #expect(
                try await world.code("PutRolePermissionsBoundary", ["RoleName": "hook", "PermissionsBoundary": "limit-of-all-things"])
                    == "ValidationError")
            #expect(try await world.code("PutRolePermissionsBoundary", ["RoleName": "hook"]) == "ValidationError")
            #expect(
                try await world.code(
                    "CreateRole",
                    [
                        "RoleName": "other", "AssumeRolePolicyDocument": .string(World.trust("lambda.amazonaws.com")),
                        "PermissionsBoundary": .string(arn),
                    ])
                    == "NoSuchEntity")
            let document = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sns:*","Resource":"*"}}"#
            try await world.call("CreatePolicy", ["PolicyName": "limit", "PolicyDocument": .string(document)])
            try await world.call("PutRolePermissionsBoundary", boundary)
            #expect(world.refusal(.role(arn: role, session: "s"), "sns:Publish") == nil)
            #expect(try await world.code("DeletePolicy", ["PolicyArn": .string(arn)]) == "DeleteConflict")
            // As an earlier run might have left it.
            world.iam.policies.modify(arn) { $0 = nil }
            let error = world.refusal(.role(arn: role, session: "s"), "sns:Publish")
            #expect(error?.message.contains("because no permissions boundary allows the sns:Publish action") == true)
            try await world.call("DeleteRolePermissionsBoundary", ["RoleName": "hook"])
            #expect(world.refusal(.role(arn: role, session: "s"), "sns:Publish") == nil)
            // A policy of AWS's that isn't known here allows nothing.
            try await world.call(
                "PutRolePermissionsBoundary",
                ["RoleName": "hook", "PermissionsBoundary": "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"])
            #expect(world.refusal(.role(arn: role, session: "s"), "sns:Publish") != nil)
        }
    }

    @Test("a policy that was kept and can't be read denies everything")
    func unreadable() async throws {
        try await World.run { world in
            let role = try await world.role("hook", trusting: "lambda.amazonaws.com", ["Effect": "Allow", "Action": "*", "Resource": "*"])
            world.iam.roles.modify("hook") {
                $0?.inlinePolicies["old"] = #"{"Statement":{"Effect":"Deny","Action":"sns:*","Resource":"*","X":1}}"#
            }
            #expect(world.refusal(.role(arn: role, session: "s"), "sns:Publish")?.message.contains("explicit deny") == true)
        }
    }

    @Test("a session does what its role and its session's policies allow, both of them")
    func sessionPolicies() async throws {
        try await World.run { world in
            let role = try await world.role(
                "deploy", principal: ["AWS": "123456789012"], ["Effect": "Allow", "Action": "sns:*", "Resource": "*"])
            let narrow = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sns:Publish","s3:*"],"Resource":"*"}]}"#
            let session = try await world.assume(role, ["Policy": .string(narrow)])
            #expect(world.refusal(session, "sns:Publish") == nil)
            #expect(world.refusal(session, "sns:Subscribe")?.message.contains("because no session policy allows") == true)
            #expect(world.refusal(session, "s3:GetObject")?.message.contains("because no identity-based policy allows") == true)
            let managed = try await world.assume(role, ["PolicyArns": [["arn": "arn:aws:iam::aws:policy/AWSLambda_FullAccess"]]])
            #expect(world.refusal(managed, "sns:Publish") != nil)
            let denying =
                #"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"sns:Publish","Resource":"*"}]}"#
            let denied = try await world.assume(role, ["Policy": .string(denying)])
            #expect(world.refusal(denied, "sns:Publish")?.message.contains("explicit deny in a session policy") == true)
            #expect(world.refusal(denied, "sns:Subscribe") == nil)
            for input in [["Policy": "{}"], ["PolicyArns": [["arn": "arn:aws:iam::123456789012:policy/none"]]]] as [JSON] {
                #expect(try await world.assumptionCode(role, input) == "MalformedPolicyDocument")
            }
            #expect(
                try await world.assumptionCode(role, ["Policy": .string(narrow + String(repeating: " ", count: 2048))]) == "ValidationError"
            )
            // Of a role that wasn't made here, too.
            let elsewhere = try await world.assume("arn:aws:iam::123456789012:role/elsewhere", ["Policy": .string(narrow)])
            #expect(world.refusal(elsewhere, "sns:Publish") == nil)
            #expect(world.refusal(elsewhere, "sns:Subscribe") != nil)
        }
    }

    @Test("what a trust policy names may take the role on; what is of a named account needs a policy of its own, too")
    func assumption() async throws {
        try await World.run { world in
            let caller = try await world.role("caller", principal: ["AWS": "*"])
            let other = try await world.role("other", principal: ["AWS": "*"])
            let (session, stranger) = (AWSCall.Caller.role(arn: caller, session: "s"), AWSCall.Caller.role(arn: other, session: "s"))
            let byRole = try await world.role("by-role", principal: ["AWS": .string(caller)])
            let bySession = try await world.role("by-session", principal: ["AWS": "arn:aws:sts::123456789012:assumed-role/caller/s"])
            let byAccount = try await world.role("by-account", principal: ["AWS": "arn:aws:iam::123456789012:root"])
            for role in [byRole, bySession] {
                #expect(try await world.assumptionCode(role, by: session) == nil)
                #expect(try await world.assumptionCode(role, by: stranger) == "AccessDeniedException")
                #expect(try await world.assumptionCode(role) == "AccessDeniedException", "the account's user is not named")
            }
            #expect(try await world.assumptionCode(bySession, by: .role(arn: caller, session: "t")) == "AccessDeniedException")
            #expect(try await world.assumptionCode(byAccount) == nil)
            #expect(try await world.assumptionCode(byAccount, by: session) == "AccessDeniedException")
            try await world.policy(of: "caller", ["Effect": "Allow", "Action": "sts:AssumeRole", "Resource": .string(byAccount)])
            #expect(try await world.assumptionCode(byAccount, by: session) == nil)
            // A denial counts in any case.
            try await world.policy(of: "caller", ["Effect": "Deny", "Action": "sts:*", "Resource": "*"])
            #expect(try await world.assumptionCode(byRole, by: session) == "AccessDeniedException")
            // A role may take itself on only where it says so.
            let itself = try await world.role("itself", principal: ["AWS": "arn:aws:iam::123456789012:role/itself"])
            #expect(try await world.assumptionCode(itself, by: .role(arn: itself, session: "s")) == nil)
            #expect(try await world.assumptionCode(byRole, by: .role(arn: byRole, session: "s")) == "AccessDeniedException")
        }
    }

    @Test("an external id and a session's name are asked about by trust policies; tags need a permission of their own")
    func externalID() async throws {
        try await World.run { world in
            let role = try await world.role(
                "partner", principal: ["AWS": "123456789012"],
                condition: ["StringEquals": ["sts:ExternalId": "42"], "StringLike": ["sts:RoleSessionName": "deploy-*"]])
            #expect(try await world.assumptionCode(role, ["ExternalId": "42", "RoleSessionName": "deploy-1"]) == nil)
            #expect(try await world.assumptionCode(role, ["ExternalId": "41", "RoleSessionName": "deploy-1"]) == "AccessDeniedException")
            #expect(try await world.assumptionCode(role, ["ExternalId": "42", "RoleSessionName": "me"]) == "AccessDeniedException")
            #expect(try await world.assumptionCode(role, ["RoleSessionName": "deploy-1"]) == "AccessDeniedException")
            let tagged: JSON = ["ExternalId": "42", "RoleSessionName": "deploy-1", "Tags": [["Key": "a", "Value": "b"]]]
            #expect(try await world.assumptionCode(role, tagged) == "AccessDeniedException")
            #expect(
                try await world.assumptionCode(role, ["Tags": [["Key": "a", "Value": "b"], ["Key": "A", "Value": "b"]]])
                    == "InvalidParameterValue")
        }
    }

    @Test("a session lasts as long as its role lets it, an hour where a role takes a role on")
    func durations() async throws {
        try await World.run { world in
            let role = try await world.role("deploy", principal: ["AWS": "*"])
            let session = AWSCall.Caller.role(arn: role, session: "s")
            for seconds in ["899", "43201", "3601", "-900", "+900", "1e3", "x", "9223372036854775808"] {
                #expect(try await world.assumptionCode(role, ["DurationSeconds": .string(seconds)]) == "ValidationError", "\(seconds)")
            }
            #expect(try await world.assumptionCode(role, ["DurationSeconds": "3600"]) == nil)
            try await world.call("UpdateRole", ["RoleName": "deploy", "MaxSessionDuration": 7200])
            #expect(try await world.assumptionCode(role, ["DurationSeconds": "7200"]) == nil)
            #expect(try await world.assumptionCode(role, ["DurationSeconds": "7201"]) == "ValidationError")
            #expect(try await world.assumptionCode(role, ["DurationSeconds": "3600"], by: session) == nil)
            #expect(try await world.assumptionCode(role, ["DurationSeconds": "3601"], by: session) == "ValidationError")
            for arn in [
                "nothing-valid-in-here", "arn::b:::something/test-role", "arn:a::::something/test-role", "arn:a:a::aaaaaaaaaa:",
                "arn:aws:iam::1:role/role-name",
            ] {
                #expect(try await world.assumptionCode(arn) == "ValidationError", "\(arn)")
            }
            let sts = STSService(world.context, world.iam)
            _ = try await sts.call("GetSessionToken", [:], AWSCall(.account))
            let error = await #expect(throws: AWSError.self) { try await sts.call("GetSessionToken", [:], AWSCall(session)) }
            #expect(error?.code == "AccessDenied")
        }
    }

    @Test("a role is passed to a service only by who may pass it, and only to the services that the policy says")
    func passing() async throws {
        try await World.run { world in
            let target = "arn:aws:iam::123456789012:role/target"
            let caller = AWSCall.Caller.role(arn: try await world.role("caller", principal: ["AWS": "*"]), session: "s")
            func refusal(_ service: String) -> AWSError? {
                do throws(AWSError) {
                    try world.context.authorizePassing(of: target, to: service, AWSCall(caller))
                    return nil
                } catch {
                    return error
                }
            }
            #expect(refusal("lambda")?.message.contains("not authorized to perform: iam:PassRole on resource: \(target)") == true)
            try await world.policy(
                of: "caller",
                [
                    "Effect": "Allow", "Action": "iam:PassRole", "Resource": .string(target),
                    "Condition": ["StringEquals": ["iam:PassedToService": "lambda.amazonaws.com"]],
                ])
            #expect(refusal("lambda") == nil)
            #expect(refusal("codedeploy") != nil)
        }
    }

    @Test("delegated administrators: what is asked about new roles, their tags and their boundaries")
    func delegation() async throws {
        try await World.run { world in
            let limit = "arn:aws:iam::aws:policy/AWSLambda_FullAccess"
            let admin = AWSCall.Caller.role(
                arn: try await world.role(
                    "admin", principal: ["AWS": "*"],
                    [
                        "Effect": "Allow", "Action": ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"],
                        "Resource": "arn:aws:iam::*:role/app/*",
                        "Condition": ["StringEquals": ["iam:PermissionsBoundary": .string(limit)]],
                    ]), session: "s")
            let trust = JSON.string(World.trust("lambda.amazonaws.com"))
            #expect(
                try await world.code("CreateRole", ["RoleName": "a", "Path": "/app/", "AssumeRolePolicyDocument": trust], admin)
                    == "AccessDeniedException")
            let bounded: JSON = [
                "RoleName": "a", "Path": "/app/", "AssumeRolePolicyDocument": trust, "PermissionsBoundary": .string(limit),
            ]
            #expect(try await world.code("CreateRole", bounded, admin) == nil)
            #expect(
                try await world.code(
                    "CreateRole", ["RoleName": "b", "AssumeRolePolicyDocument": trust, "PermissionsBoundary": .string(limit)], admin)
                    == "AccessDeniedException")
            #expect(try await world.code("AttachRolePolicy", ["RoleName": "a", "PolicyArn": .string(limit)], admin) == nil)
            #expect(
                try await world.code("AttachRolePolicy", ["RoleName": "admin", "PolicyArn": .string(limit)], admin)
                    == "AccessDeniedException")
        }
    }

    @Test("a parameter that an operation doesn't take meets no condition, and names no resource")
    func strangeParameters() async throws {
        try await World.run { world in
            let limit = "arn:aws:iam::aws:policy/AWSLambda_FullAccess"
            func holder(_ name: String, _ resource: String, _ condition: JSON = [:]) async throws -> AWSCall.Caller {
                let statement: JSON = ["Effect": "Allow", "Action": "iam:*", "Resource": .string(resource), "Condition": condition]
                return .role(arn: try await world.role(name, principal: ["AWS": "*"], statement), session: "s")
            }
            let bounded = try await holder("bounded", "*", ["StringEquals": ["iam:PermissionsBoundary": .string(limit)]])
            let tagged = try await holder("tagged", "*", ["StringEquals": ["aws:RequestTag/team": "red"]])
            let own = try await holder("own", "arn:aws:iam::123456789012:role/own")
            _ = try await world.role("victim", trusting: "lambda.amazonaws.com", ["Effect": "Allow", "Action": "a:b", "Resource": "*"])
            let document = JSON.string(
                (["Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": "*", "Resource": "*"]]] as JSON).description)
            try await world.call("CreatePolicy", ["PolicyName": "shared", "PolicyDocument": document])
            let shared = JSON.string("arn:aws:iam::123456789012:policy/shared")
            let tags: JSON = [["Key": "team", "Value": "red"]]
            let attempts: [(String, JSON, AWSCall.Caller)] = [
                (
                    "PutRolePolicy",
                    ["RoleName": "victim", "PolicyName": "p", "PolicyDocument": document, "PermissionsBoundary": .string(limit)], bounded
                ),
                ("AttachRolePolicy", ["RoleName": "victim", "PolicyArn": shared, "PermissionsBoundary": .string(limit)], bounded),
                ("DeleteRolePolicy", ["RoleName": "victim", "PolicyName": "p0", "Tags": tags], tagged),
                ("CreatePolicyVersion", ["PolicyArn": shared, "PolicyDocument": document, "RoleName": "own"], own),
                ("DeletePolicy", ["PolicyArn": shared, "RoleName": "own"], own), ("ListRoles", ["RoleName": "own"], own),
                ("ListPolicies", ["PolicyArn": shared, "RoleName": "own"], own),
            ]
            for (operation, input, caller) in attempts {
                #expect(try await world.code(operation, input, caller) == "AccessDeniedException", "\(operation)")
            }
            // What they are meant for.
            #expect(try await world.code("TagRole", ["RoleName": "victim", "Tags": tags], tagged) == nil)
            #expect(
                try await world.code("PutRolePermissionsBoundary", ["RoleName": "victim", "PermissionsBoundary": .string(limit)], bounded)
                    == nil)
            #expect(try await world.code("AttachRolePolicy", ["RoleName": "victim", "PolicyArn": shared], bounded) == nil)
            #expect(try await world.code("PutRolePolicy", ["RoleName": "own", "PolicyName": "p", "PolicyDocument": document], own) == nil)
        }
    }

    @Test("no two roles, and no two policies, have names that differ in case alone")
    func caseOfNames() async throws {
        try await World.run { world in
            let trust = JSON.string(World.trust("lambda.amazonaws.com"))
            try await world.call("CreateRole", ["RoleName": "Hook", "AssumeRolePolicyDocument": trust])
            #expect(try await world.code("CreateRole", ["RoleName": "hook", "AssumeRolePolicyDocument": trust]) == "EntityAlreadyExists")
            let document: JSON = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
            try await world.call("CreatePolicy", ["PolicyName": "P", "PolicyDocument": document])
            #expect(
                try await world.code("CreatePolicy", ["PolicyName": "p", "Path": "/a/", "PolicyDocument": document])
                    == "EntityAlreadyExists")
        }
    }

    @Test("trust policies can ask about the account's user as about a role")
    func accountsUser() async throws {
        try await World.run { world in
            for (name, condition, isMet) in [
                ("a", ["StringEquals": ["aws:PrincipalAccount": "123456789012"]] as JSON, true),
                ("b", ["ArnLike": ["aws:PrincipalArn": "arn:aws:iam::*:user/*"]], true),
                ("c", ["ArnLike": ["aws:PrincipalArn": "arn:aws:iam::*:role/*"]], false),
                ("d", ["Bool": ["aws:MultiFactorAuthPresent": "true"]], false),
            ] {
                let role = try await world.role(name, principal: ["AWS": "123456789012"], condition: condition)
                #expect(try await world.assumptionCode(role) == (isMet ? nil : "AccessDeniedException"), "\(condition)")
            }
        }
    }

    @Test("numbers and texts of IAM's inputs are bounded")
    func inputs() async throws {
        try await World.run { world in
            _ = try await world.role("a", trusting: "lambda.amazonaws.com")
            for value in ["0", "1001", "-1", "+1", "1.5", "x", "9223372036854775807", "99999999999999999999"] {
                #expect(try await world.code("ListRoles", ["MaxItems": .string(value)]) == "ValidationError", "\(value)")
                if value != "0" { #expect(try await world.code("ListRoles", ["Marker": .string(value)]) == "ValidationError", "\(value)") }
            }
            let large =
                #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Sid":"\#(String(repeating: "a", count: 2048))"}}"#
            #expect(try await world.code("UpdateAssumeRolePolicy", ["RoleName": "a", "PolicyDocument": .string(large)]) == "LimitExceeded")
            for tags in [[["Key": "a", "Value": ""], ["Key": "A", "Value": ""]], [["Key": "aws:a", "Value": ""]]] as [JSON] {
                #expect(try await world.code("TagRole", ["RoleName": "a", "Tags": tags]) == "InvalidInput")
            }
            #expect(
                try await world.code("AttachRolePolicy", ["RoleName": "a", "PolicyArn": "longpolicynamebutnoarn"]) == "ValidationError")
            let policy = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
            try await world.call("CreatePolicy", ["PolicyName": "p", "PolicyDocument": .string(policy)])
            let arn = JSON.string("arn:aws:iam::123456789012:policy/p")
            for id in ["v2", "v3"] {
                let made = try await world.iam.call(
                    "CreatePolicyVersion", ["PolicyArn": arn, "PolicyDocument": .string(policy)], AWSCall(.account))
                #expect(made["PolicyVersion"]?["VersionId"]?.string == id)
                try await world.call("DeletePolicyVersion", ["PolicyArn": arn, "VersionId": .string(id)])
            }
        }
    }

    @Test("of policies that are attached while they are deleted, none is attached afterwards and gone")
    func attachAndDelete() async throws {
        try await World.run { world in
            let policy = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
            _ = try await world.role("a", trusting: "lambda.amazonaws.com")
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    let arn = JSON.string("arn:aws:iam::123456789012:policy/p\(number)")
                    try? await world.call("CreatePolicy", ["PolicyName": .string("p\(number)"), "PolicyDocument": .string(policy)])
                    group.addTask { try? await world.call("AttachRolePolicy", ["RoleName": "a", "PolicyArn": arn]) }
                    group.addTask { try? await world.call("DeletePolicy", ["PolicyArn": arn]) }
                }
            }
            for arn in try #require(world.iam.roles["a"]).attachedPolicies { #expect(world.iam.policies[arn] != nil) }
        }
    }

    @Test("a service may use only a role that trusts it")
    func trust() async throws {
        try await World.run { world in
            let all: JSON = ["Effect": "Allow", "Action": "*", "Resource": "*"]
            let own = try await world.role("own", trusting: "codedeploy.amazonaws.com", all)
            let other = try await world.role("other", trusting: "lambda.amazonaws.com", all)
            #expect(world.refusal(.service("codedeploy", role: own), "lambda:UpdateAlias") == nil)
            let error = try #require(world.refusal(.service("codedeploy", role: other), "lambda:UpdateAlias"))
            #expect(error.message.contains("codedeploy.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: \(other)"))
            #expect(error.message.contains(#""Principal":{"Service":"codedeploy.amazonaws.com"}"#))
            #expect(world.refusal(.service("codedeploy", role: nil), "lambda:UpdateAlias") == nil)
        }
    }

    @Test("AWS's role for CodeDeploy may invoke only hooks of the right name")
    func managed() async throws {
        try await World.run { world in
            let role = try await world.role("deploy", trusting: "codedeploy.amazonaws.com")
            try await world.call(
                "AttachRolePolicy",
                ["RoleName": "deploy", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"])
            let function = "arn:aws:lambda:us-east-1:123456789012:function:"
            let caller = AWSCall.Caller.service("codedeploy", role: role)
            #expect(world.refusal(caller, "lambda:InvokeFunction", function + "CodeDeployHook_before") == nil)
            #expect(world.refusal(caller, "lambda:InvokeFunction", function + "before") != nil)
        }
    }

    @Test("a role that wasn't made here may do anything, and that is said once; the account may, and nothing is said")
    func unknown() async throws {
        try await World.run { world in
            for _ in 0..<3 {
                #expect(world.refusal(.role(arn: "arn:aws:iam::123456789012:role/elsewhere", session: "s"), "sns:Publish") == nil)
            }
            #expect(world.refusal(.account, "sns:Publish") == nil)
            #expect(world.lines.all.count == 1)
            #expect(world.lines.all.first?.contains("role/elsewhere was not made") == true)
        }
    }

    @Test("nobody acts as a role that was deleted, until it is made again")
    func deleted() async throws {
        try await World.run { world in
            let arn = try await world.role("shop", trusting: "lambda.amazonaws.com")
            try await world.call("DeleteRole", ["RoleName": "shop"])
            #expect(world.refusal(.role(arn: arn, session: "s"), "sns:Publish")?.message.contains("was deleted") == true)
            let service = AWSCall.Caller.service("lambda", role: arn)
            #expect(world.refusal(service, "sns:Publish")?.code == "NoSuchEntity")
            _ = try await world.role("shop", trusting: "lambda.amazonaws.com", ["Effect": "Allow", "Action": "sns:*", "Resource": "*"])
            #expect(world.refusal(.role(arn: arn, session: "s"), "sns:Publish") == nil)
            #expect(world.lines.all.isEmpty)
        }
    }

    @Test("a policy of AWS that isn't known here can be attached, and allows nothing")
    func unknownPolicy() async throws {
        try await World.run { world in
            let role = try await world.role("hook", trusting: "lambda.amazonaws.com")
            try await world.call(
                "AttachRolePolicy", ["RoleName": "hook", "PolicyArn": "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"])
            #expect(world.refusal(.role(arn: role, session: "s"), "sns:Publish") != nil)
            #expect(world.lines.all.contains { $0.contains("AmazonDynamoDBReadOnlyAccess is not known here") })
        }
    }
}
