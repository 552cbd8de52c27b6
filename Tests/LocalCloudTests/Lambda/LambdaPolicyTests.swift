import JSONValue
import Testing

@testable import LocalCloud

@Suite("Lambda: policies of functions")
struct LambdaPolicyTests {
    /// A function with statements that name a role, everybody or others, and a caller in the role `caller`, which has no policy of its own.
    private func withFunction(_ statement: JSON, _ body: (LambdaSandbox, IAMService, AWSCall) async throws -> Void) async throws {
        try await LambdaSandbox.run { cloud in
            let iam = try IAMService(cloud.context)
            cloud.context.use(RoleAuthorizer(iam))
            let trust = #"{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"#
            _ = try await iam.call(
                "CreateRole", ["RoleName": "caller", "AssumeRolePolicyDocument": .string(trust)], AWSCall(.account))
            try await cloud.create("Api", TestCode.zip(Array("#!/bin/sh".utf8)))
            var input: JSON.Object = ["FunctionName": "Api", "StatementId": "s"]
            for (name, value) in statement.object ?? [:] { input[name] = value }
            try await cloud.call("AddPermission", .object(input))
            let role = "arn:aws:iam::123456789012:role/caller"
            try await body(cloud, iam, AWSCall(.role(arn: role, session: "session")))
        }
    }

    private func isAllowed(_ cloud: LambdaSandbox, _ caller: AWSCall) async -> Bool {
        let output = try? await cloud.lambda.invoke(
            function: "Api", qualifier: nil, payload: [], type: .dryRun, logTail: false, clientContext: nil, call: caller)
        return output?.status == 204
    }

    @Test(
        "a role may invoke a function whose policy names it, its session or everybody; naming the account leaves it to the role's policies",
        arguments: statements)
    func named(_ statement: JSON, _ isNamed: Bool) async throws {
        try await withFunction(statement) { cloud, _, caller in
            #expect(await isAllowed(cloud, caller) == isNamed)
        }
    }

    /// Statements, and whether they allow the caller to invoke the function.
    private static let statements: [(JSON, Bool)] = [
        (["Principal": "arn:aws:iam::123456789012:role/caller", "Action": "lambda:InvokeFunction"], true),
        (["Principal": "arn:aws:sts::123456789012:assumed-role/caller/session", "Action": "lambda:*"], true),
        (["Principal": "*", "Action": "lambda:InvokeFunction"], true),
        (["Principal": "arn:aws:iam::123456789012:role/caller", "Action": "lambda:GetFunction"], false),
        (["Principal": "arn:aws:iam::123456789012:role/other", "Action": "lambda:InvokeFunction"], false),
        (["Principal": "123456789012", "Action": "lambda:InvokeFunction"], false),
        (["Principal": "*", "Action": "lambda:InvokeFunction", "SourceAccount": "123456789012"], false),
        (["Principal": "sns.amazonaws.com", "Action": "lambda:InvokeFunction"], false),
    ]

    @Test("a denial of the role's own, and a session policy, outweigh the function's policy")
    func outweighed() async throws {
        try await withFunction(["Principal": "arn:aws:iam::123456789012:role/caller", "Action": "lambda:InvokeFunction"]) {
            cloud, iam, caller in
            #expect(await isAllowed(cloud, caller))
            guard case .role(let arn, let session, _) = caller.caller else { return }
            let silent = SessionPolicies(document: #"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#)
            #expect(await !isAllowed(cloud, AWSCall(.role(arn: arn, session: session, policies: silent))))
            let denial = #"{"Statement":{"Effect":"Deny","Action":"lambda:InvokeFunction","Resource":"*"}}"#
            _ = try await iam.call(
                "PutRolePolicy", ["RoleName": "caller", "PolicyName": "p", "PolicyDocument": .string(denial)], AWSCall(.account))
            #expect(await !isAllowed(cloud, caller))
        }
    }
}
