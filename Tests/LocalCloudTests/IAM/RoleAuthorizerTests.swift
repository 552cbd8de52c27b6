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

        func role(_ name: String, trusting service: String, _ statements: JSON...) async throws -> String {
            let trust: JSON = ["Statement": [["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]]]
            try await call("CreateRole", ["RoleName": .string(name), "AssumeRolePolicyDocument": .string(trust.description)])
            for (number, statement) in statements.enumerated() {
                let document: JSON = ["Statement": statement]
                try await call(
                    "PutRolePolicy",
                    ["RoleName": .string(name), "PolicyName": .string("p\(number)"), "PolicyDocument": .string(document.description)])
            }
            return "arn:aws:iam::123456789012:role/\(name)"
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
