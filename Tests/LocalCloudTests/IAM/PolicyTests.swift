import JSONValue
import Testing

@testable import LocalCloud

@Suite("policies")
struct PolicyTests {
    private func document(_ statements: JSON..., kind: PolicyDocument.Kind = .identity) throws -> PolicyDocument {
        try PolicyDocument((["Version": "2012-10-17", "Statement": .array(statements)] as JSON).description, kind)
    }

    private func decision(
        _ document: PolicyDocument, _ action: String = "lambda:InvokeFunction",
        on resource: String = "arn:aws:lambda:us-east-1:123456789012:function:CodeDeployHook_a", keys: [String: [String]] = [:]
    ) -> PolicyDocument.Decision {
        document.decision(on: .init(action: action, resource: resource, keys: keys))
    }

    @Test("actions and resources are matched by pattern, actions in any case")
    func patterns() throws {
        let hooks = try document([
            "Effect": "Allow", "Action": ["lambda:invoke*"], "Resource": "arn:aws:lambda:*:*:function:CodeDeployHook_*",
        ])
        #expect(decision(hooks) == .allow)
        #expect(decision(hooks, on: "arn:aws:lambda:us-east-1:123456789012:function:other") == .silent)
        #expect(decision(hooks, on: "arn:aws:lambda:us-east-1:123456789012:function:codedeployhook_a") == .silent)
        #expect(decision(hooks, "lambda:UpdateAlias") == .silent)
        let except = try document(["Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::secret/*"])
        #expect(decision(except) == .allow)
        #expect(decision(except, "IAM:GetRole") == .silent)
        #expect(decision(except, "s3:GetObject", on: "arn:aws:s3:::secret/a") == .silent)
    }

    @Test("a denial outweighs what allows, wherever it stands")
    func denial() throws {
        let both = try document(
            ["Effect": "Allow", "Action": "*", "Resource": "*"], ["Effect": "Deny", "Action": "lambda:*", "Resource": "*"])
        #expect(decision(both) == .deny)
        #expect(decision(both, "sns:Publish") == .allow)
    }

    @Test("patterns are matched in time that grows with their length, not with 2 to its power", .timeLimit(.minutes(1)))
    func wildcards() {
        #expect(Wildcard.matches("a*b?c*", "axxbbyczz"))
        #expect(!Wildcard.matches("a*b?c", "axxbbyczz"))
        #expect(Wildcard.matches("*", ""))
        #expect(!Wildcard.matches("?", ""))
        #expect(Wildcard.matches("**a", "bba"))
        #expect(!Wildcard.matches(String(repeating: "*a", count: 200) + "b", String(repeating: "a", count: 2000)))
    }

    @Test(
        "conditions",
        arguments: [
            (["StringEquals": ["aws:RequestedRegion": ["eu-west-1", "us-east-1"]]], true),
            (["StringNotEquals": ["aws:requestedregion": "us-east-1"]], false),
            (["StringLike": ["aws:RequestedRegion": "us-*"], "Bool": ["aws:SecureTransport": "false"]], true),
            (["StringLike": ["aws:RequestedRegion": "us-*"], "Bool": ["aws:SecureTransport": true]], false),
            (["StringEquals": ["s3:ExistingObjectTag/UseWithCodeDeploy": "true"]], false),
            (["StringEqualsIfExists": ["missing:Key": "x"]], true),
            (["StringNotEquals": ["missing:Key": "x"]], true),
            (["Null": ["missing:Key": "true"]], true),
            (["Null": ["aws:RequestedRegion": "true"]], false),
            (["StringEqualsIgnoreCase": ["aws:RequestedRegion": "US-EAST-1"]], true),
            (["ArnLike": ["aws:PrincipalArn": "arn:aws:iam::*:role/a*"]], true),
            (["NumericLessThan": ["n:Number": "10"]], true),
            (["NumericGreaterThanEquals": ["n:Number": 10]], false),
            (["DateGreaterThan": ["aws:CurrentTime": "2020-01-01T00:00:00Z"]], true),
            (["IpAddress": ["aws:SourceIp": "127.0.0.0/8"]], true),
            (["NotIpAddress": ["aws:SourceIp": "127.0.0.0/8"]], false),
            (["ForAnyValue:StringEquals": ["n:Many": "b"]], true),
            (["ForAllValues:StringEquals": ["n:Many": "b"]], false),
            (["ForAllValues:StringEquals": ["missing:Key": "b"]], true),
        ] as [(JSON, Bool)])
    func conditions(condition: JSON, isMet: Bool) throws {
        let keys = [
            "aws:requestedregion": ["us-east-1"], "aws:securetransport": ["false"], "aws:principalarn": ["arn:aws:iam::1:role/abc"],
            "n:number": ["9.5"], "aws:currenttime": ["2024-01-01T00:00:00Z"], "aws:sourceip": ["127.0.0.1"], "n:many": ["a", "b"],
        ]
        let policy = try document(["Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition])
        #expect((decision(policy, keys: keys) == .allow) == isMet)
    }

    @Test(
        "what is no policy is refused, with the reason",
        arguments: [
            ("{", .identity), ("[]", .identity), ("{}", .identity), (#"{"Statement":[]}"#, .identity),
            (#"{"Version":"2013-01-01","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Resource":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":"Invoke","Resource":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":[1],"Resource":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"function"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":"a"}}}"#, .identity),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Resource":"*"}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}"#, .trust),
        ] as [(String, PolicyDocument.Kind)])
    func malformed(text: String, kind: PolicyDocument.Kind) {
        let error = #expect(throws: AWSError.self) { try PolicyDocument(text, kind) }
        #expect(error?.code == "MalformedPolicyDocument")
        #expect(error?.message.isEmpty == false)
    }

    @Test(
        "a trust policy names services, accounts and roles",
        arguments: [
            (["Service": "codedeploy.amazonaws.com"], "Service", "codedeploy.amazonaws.com", true),
            (["Service": ["lambda.amazonaws.com"]], "Service", "codedeploy.amazonaws.com", false),
            (["AWS": "123456789012"], "AWS", "arn:aws:iam::123456789012:user/local", true),
            (["AWS": "arn:aws:iam::123456789012:root"], "AWS", "arn:aws:iam::123456789012:user/local", true),
            (["AWS": "arn:aws:iam::210987654321:root"], "AWS", "arn:aws:iam::123456789012:user/local", false),
            (["AWS": "*"], "AWS", "arn:aws:iam::123456789012:user/local", true), ("*", "Service", "any.amazonaws.com", true),
        ] as [(JSON, String, String, Bool)])
    func trust(principal: JSON, type: String, id: String, isTrusted: Bool) throws {
        let policy = try document(["Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal], kind: .trust)
        let request = PolicyDocument.Request(action: "sts:AssumeRole", resource: "*", principal: (type, id))
        #expect((policy.decision(on: request) == .allow) == isTrusted)
    }

    @Test("every policy of AWS that is known here is one, and CodeDeploy's may invoke hooks of the right name only")
    func managed() throws {
        #expect(AWSManagedPolicies.all.count == 18)
        for (arn, policy) in AWSManagedPolicies.all {
            #expect(arn == "arn:aws:iam::aws:policy\(policy.path)\(policy.name)")
            _ = try PolicyDocument(#require(policy.document), .identity)
        }
        for name in ["AWSCodeDeployRoleForLambda", "AWSCodeDeployRoleForLambdaLimited"] {
            let policy = try #require(AWSManagedPolicies.all["arn:aws:iam::aws:policy/service-role/\(name)"]?.document)
            let document = try PolicyDocument(policy, .identity)
            #expect(decision(document) == .allow)
            #expect(decision(document, on: "arn:aws:lambda:us-east-1:123456789012:function:before") == .silent)
            #expect((decision(document, "sns:Publish", on: "*") == .allow) == (name == "AWSCodeDeployRoleForLambda"))
        }
    }
}
