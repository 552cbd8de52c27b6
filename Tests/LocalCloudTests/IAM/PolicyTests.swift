import JSONValue
import TestSupport
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
            (["ForAnyValue:StringEquals": ["missing:Key": "b"]], false),
            (["ForAnyValue:StringNotEquals": ["missing:Key": "b"]], false),
            (["ForAllValues:StringNotEquals": ["missing:Key": "b"]], true),
            (["ForAnyValue:StringNotEqualsIfExists": ["missing:Key": "b"]], true),
            (["ForAnyValue:StringNotEquals": ["n:Many": "b"]], true),
            (["ForAllValues:StringNotEquals": ["n:Many": ["b", "x"]]], false),
            (["ForAllValues:StringNotEquals": ["n:Many": ["x", "y"]]], true),
            (["ForAllValues:StringLike": ["n:Many": ["?"]]], true),
            (["StringNotEqualsIfExists": ["missing:Key": "x"]], true), (["BoolIfExists": ["missing:Key": "true"]], true),
            (["Bool": ["missing:Key": "false"]], false), (["Bool": ["aws:SecureTransport": "False"]], true),
            (["Null": ["missing:Key": false]], false), (["Null": ["missing:Key": ["true", "false"]]], true),
            (["NumericEquals": ["n:Number": "9.50"]], true), (["NumericNotEquals": ["n:Number": "9.5"]], false),
            (["NumericLessThan": ["n:Number": "inf"]], false), (["NumericLessThan": ["n:Number": "0x10"]], false),
            (["DateLessThan": ["aws:CurrentTime": "2024-01-01T00:00:01Z"]], true),
            (["DateEquals": ["aws:CurrentTime": "2024"]], true), (["DateEquals": ["aws:CurrentTime": "1704067200"]], true),
            (["DateEquals": ["aws:CurrentTime": "2024-01-01T01:00:00+01:00"]], true),
            (["IpAddress": ["aws:SourceIp": "0.0.0.0/0"]], true), (["IpAddress": ["aws:SourceIp": ["10.0.0.0/8", "::1/128"]]], false),
            (["IpAddress": ["aws:SourceIp": "127.0.0.1/33"]], false), (["IpAddress": ["aws:SourceIp": "+127.0.0.1"]], false),
            (["ArnEquals": ["aws:PrincipalArn": "arn:aws:iam::1:role/ab?"]], true),
            (["ArnLike": ["aws:PrincipalArn": "arn:*:role/abc"]], false), (["ArnLike": ["aws:PrincipalArn": "arn:aws:iam:*"]], true),
            (["ArnNotLike": ["aws:PrincipalArn": "arn:aws:iam::*:role/a*"]], false),
            (["StringLike": ["aws:PrincipalArn": "arn:*:role/abc"]], true), (["BinaryEquals": ["n:Number": "9.5"]], true),
            (["StringEquals": ["AWS:REQUESTEDREGION": "us-east-1"]], true), (["StringEquals": ["aws:RequestedRegion": []]], false),
            (["StringEquals": ["aws:RequestedRegion": "us-*"]], false), (["StringEquals": [:]], true),
            (["StringEquals": ["aws:RequestedRegion": "${aws:RequestedRegion}"]], true),
            (["StringEquals": ["n:Star": "a${*}"]], true), (["StringEquals": ["n:Star": "a*"]], true),
            (["StringLike": ["n:Many": "${n:Star}"]], false), (["StringLike": ["n:Star": "${n:Star}"]], true),
            (["StringEquals": ["n:Number": "${missing:Key}"]], false), (["StringEquals": ["n:Number": "${missing:Key, '9.5'}"]], true),
            (["StringNotEquals": ["n:Number": "${missing:Key}"]], true), (["StringEquals": ["n:Many": "${n:Many}"]], false),
        ] as [(JSON, Bool)])
    func conditions(condition: JSON, isMet: Bool) throws {
        let keys = [
            "aws:requestedregion": ["us-east-1"], "aws:securetransport": ["false"], "aws:principalarn": ["arn:aws:iam::1:role/abc"],
            "n:number": ["9.5"], "n:star": ["a*"], "aws:currenttime": ["2024-01-01T00:00:00Z"], "aws:sourceip": ["127.0.0.1"],
            "n:many": ["a", "b"],
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
            (#"{"Statement":{"Effect":"Allow","Action":"*","Principal":"*"}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"lambda:Invoke","Principal":"*"}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{}}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"123456789012"}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":[]}}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"1234"}}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::123456789012:role/*"}}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:s3:::bucket"}}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda"}}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Role":"a"}}}"#, .trust),
            (#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","NotPrincipal":"*"}}"#, .trust),
        ] as [(String, PolicyDocument.Kind)])
    func malformed(text: String, kind: PolicyDocument.Kind) {
        let error = #expect(throws: AWSError.self) { try PolicyDocument(text, kind) }
        #expect(error?.code == "MalformedPolicyDocument")
        #expect(error?.message.isEmpty == false)
    }

    @Test(
        "a trust policy names services, accounts and roles",
        arguments: [
            (["Service": "codedeploy.amazonaws.com"], [.service("codedeploy.amazonaws.com")], true),
            (["Service": ["lambda.amazonaws.com"]], [.service("codedeploy.amazonaws.com")], false),
            (["AWS": "123456789012"], [.account("123456789012")], true),
            (["AWS": "arn:aws:iam::123456789012:root"], [.aws("arn:aws:iam::123456789012:user/local"), .account("123456789012")], true),
            (["AWS": "arn:aws:iam::210987654321:root"], [.account("123456789012")], false),
            (
                ["AWS": "arn:aws:iam::123456789012:role/a"],
                [.aws("arn:aws:sts::123456789012:assumed-role/a/s"), .aws("arn:aws:iam::123456789012:role/a")], true
            ),
            (["AWS": "arn:aws:sts::123456789012:assumed-role/a/s"], [.aws("arn:aws:sts::123456789012:assumed-role/a/s")], true),
            (["AWS": "arn:aws:sts::123456789012:assumed-role/a/s"], [.aws("arn:aws:sts::123456789012:assumed-role/a/t")], false),
            (["AWS": "*"], [.aws("arn:aws:iam::123456789012:user/local")], true), (["AWS": "*"], [.service("any.amazonaws.com")], false),
            ("*", [.service("any.amazonaws.com")], true), (["Federated": "accounts.google.com"], [.account("123456789012")], false),
        ] as [(JSON, [PolicyPrincipal], Bool)])
    func trust(principal: JSON, principals: [PolicyPrincipal], isTrusted: Bool) throws {
        for isNegated in [false, true] {
            let policy = try document(
                ["Effect": "Allow", "Action": "sts:AssumeRole", isNegated ? "NotPrincipal" : "Principal": principal], kind: .trust)
            let request = PolicyDocument.Request(action: "sts:AssumeRole", resource: "*", principals: principals)
            #expect((policy.decision(on: request) == .allow) == (isTrusted != isNegated))
        }
    }

    @Test("a star reaches over slashes, and over colons only in an ARN's last part")
    func arns() throws {
        let function = "arn:aws:lambda:us-east-1:123456789012:function:a"
        for (pattern, text, matches) in [
            ("arn:aws:lambda:*:*:function:*", function, true), ("arn:aws:lambda:*", function, true),
            ("arn:aws:lambda:*:function:a", function, false),
            ("arn:aws:lambda:us-east-1:123456789012:*", function, true),
            ("arn:aws:lambda:us-east-?:123456789012:function:?", function, true),
            ("*", "*", true), ("*", function, true), ("arn:aws:s3:::a/*", "arn:aws:s3:::a/b/c", true),
            ("arn:aws:s3:::a?", "arn:aws:s3:::a€", true),
            ("arn:aws:s3:::*", "*", false), ("arn:aws:s3:::${aws:userid}/*", "arn:aws:s3:::AROA:s/k", true),
            ("arn:aws:s3:::${aws:userid}", "arn:aws:s3:::*", false),
            ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::${aws:username}", false),
            ("arn:aws:s3:::${aws:PrincipalTag/Team, 'none'}", "arn:aws:s3:::none", true), ("arn:aws:s3:::a${*}", "arn:aws:s3:::ab", false),
        ] {
            let policy = try document(["Effect": "Allow", "Action": "*", "Resource": .string(pattern)])
            #expect((decision(policy, on: text, keys: ["aws:userid": ["AROA:s"]]) == .allow) == matches, "\(pattern) \(text)")
        }
        // Before 2012, there were no variables.
        let old = try PolicyDocument(#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${a}"}}"#, .identity)
        #expect(decision(old, on: "arn:aws:s3:::${a}") == .allow)
    }

    /// What AWS said to documents of [moto's tests](https://github.com/getmoto/moto/blob/master/tests/test_iam/test_iam_policies.py), and to
    /// some of their kind: whether it took them.
    @Test(
        "documents are taken and refused as AWS does",
        arguments: [
            (#""Id":"a","#, #""Sid":"a1","Action":"s3:List*","Resource":"*""#, true),
            (#""Id":["a"],"#, #""Action":"s3:*","Resource":"*""#, false),
            (#""Id":{},"#, #""Action":"s3:*","Resource":"*""#, false), (#""Extra":"a","#, #""Action":"s3:*","Resource":"*""#, false),
            (#""Version":"2012-10-17","#, #""Action":"s3:*","Resource":"*""#, false),
            ("", #""Action":"s3:*","Resource":"*","Extra":"a""#, false),
            ("", #""Action":"s3:*","Resource":"*","Effect":"Allow""#, false),
            ("", #""Action":"s3:*","Action":"s3:Get*","Resource":"*""#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":"b","a":"c"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"Bool":{"a":"b"},"Bool":{"c":"d"}}"#, false),
            ("", #""action":"s3:*","Resource":"*""#, false), ("", #""Sid":"a b","Action":"s3:*","Resource":"*""#, false),
            ("", #""Sid":{},"Action":"s3:*","Resource":"*""#, false), ("", #""Sid":"","Action":"s3:*","Resource":"*""#, true),
            ("", #""Action":"a a:ListBucket","Resource":"*""#, false), ("", #""Action":"s3:List:Bucket","Resource":"*""#, false),
            ("", #""NotAction":"","Resource":"*""#, false), ("", #""Action":"iam: asdf safdsf af ","Resource":"*""#, true),
            ("", #""Action":"s3-s:ListBucket","Resource":"*""#, true), ("", #""Action":"s3.s:ListBucket","Resource":"*""#, true),
            ("", #""Action":[],"Resource":"*""#, false), ("", #""Action":[[]],"Resource":"*""#, false),
            ("", #""Action":{},"Resource":"*""#, false),
            ("", #""Action":"s3:*","Resource":[]"#, false), ("", #""Action":"s3:*","Resource":"""#, false),
            ("", #""Action":"s3:*","Resource":"*","NotResource":[]"#, false),
            ("", #""Action":"s3:*","NotAction":[],"Resource":"*""#, false),
            ("", #""NotAction":"s3:*","NotResource":"*""#, true), ("", #""Action":"s3:*","Resource":["*",null]"#, true),
            ("", #""Action":"s3:*","Resource":["*",{}]"#, false), ("", #""Action":"s3:*","Resource":"a:b:c:d:e:f:g:h""#, false),
            ("", #""Action":"s3:*","Resource":"aws:s3:::bucket""#, false),
            ("", #""Action":"s3:*","Resource":"arn:error:s3:::bucket""#, false),
            ("", #""Action":"s3:*","Resource":"arn:aws""#, false), ("", #""Action":"s3:*","Resource":"arn:aws:fdsasf""#, true),
            ("", #""Action":"s3:*","Resource":"arn:aws::fdsasf""#, false), ("", #""Action":"s3:*","Resource":"arn:aws:s3::bucket""#, false),
            ("", #""Action":"s3:*","Resource":"arn:aws:iam:::bucket""#, false),
            ("", #""Action":"s3:*","Resource":"arn:aws:iam:::user/a""#, true),
            ("", #""Action":"s3:*","Resource":"arn:aws:iam:us-east-1::user/a""#, false),
            ("", #""Action":"s3:*","Resource":"arn:aws:s3:us-east-1::bucket""#, false),
            ("", #""Action":"s3:*","Resource":"arn:aws:s3:us-west-2:123456789012:accesspoint/a/object/*""#, true),
            ("", #""Action":"s3:*","Resource":"*","Condition":[]"#, false), ("", #""Action":"s3:*","Resource":"*","Condition":{}"#, true),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"a":{}}"#, true),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"a":"b"}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"x":{"a":"1"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"NullIfExists":{"a":"true"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"ForAnyValue::StringEqualsIfExists":{"a":"b"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"ForAnyValue:StringEqualsIfExists":{"a":"b"}}"#, true),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"stringequals":{"a":"b"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":[]}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":{"a":{}}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":{"a":[]}}"#, true),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":{"a":"sdfdsf"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateLessThanEquals":{"a":"234-13"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateLessThanEquals":{"a":"2016-12-13t2:00:00.593194+1"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateLessThanEquals":{"a":"2016-12-13t2:00:00.1999999999+10:59"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateLessThan":{"a":"9223372036854775808"}}"#, false),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateLessThan":{"a":"-292275054"}}"#, true),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":{"a":"01T"}}"#, true),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateLessThanEquals":{"a":"2016-12-13t2:00:00.593194+23"}}"#, true),
            ("", #""Action":"s3:*","Resource":"*","Condition":{"DateLessThanEquals":{"a":"2016-12-13T21:20:37.593194+00:00"}}"#, true),
        ])
    func documents(members: String, statement: String, isTaken: Bool) {
        let text = #"{"Version":"2012-10-17",\#(members)"Statement":[{"Effect":"Allow",\#(statement)}]}"#
        #expect(((try? PolicyDocument(text, .managed)) != nil) == isTaken)
    }

    @Test("statements have ids of their own, and managed policies a version")
    func idsAndVersions() throws {
        let all = #""Effect":"Allow","Action":"*","Resource":"*""#
        func isTaken(_ text: String, _ kind: PolicyDocument.Kind = .managed) -> Bool { (try? PolicyDocument(text, kind)) != nil }
        #expect(!isTaken(#"{"Version":"2012-10-17","Statement":[{"Sid":"a",\#(all)},{"Sid":"a",\#(all)}]}"#))
        #expect(isTaken(#"{"Version":"2012-10-17","Statement":[{"Sid":"",\#(all)},{"Sid":"",\#(all)}]}"#))
        #expect(!isTaken(#"{"Statement":{\#(all)}}"#))
        #expect(!isTaken(#"{"Version":"2008-10-17","Statement":{\#(all)}}"#))
        #expect(isTaken(#"{"Statement":{\#(all)}}"#, .identity))
    }

    @Test("no policy traps, whatever is in it")
    func fuzz() {
        var generator = SeededGenerator(seed: 1012)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"", "Statement", "Action", "Condition", "DateEquals", "${", "*", "99999999999", "-1", "é",
            "2024-02-30",
        ]
        for _ in 0..<Fuzz.iterations {
            let text = (0..<Int.random(in: 0..<24, using: &generator)).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            _ = try? PolicyDocument(text, .identity)
            _ = PolicyDate(text)
            _ = PolicyText(text, hasVariables: true).pattern([:])
            _ = Wildcard.matchesARN(Wildcard.tokens(text), text)
        }
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
