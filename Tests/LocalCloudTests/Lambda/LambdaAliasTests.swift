import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

/// Functions, versions and aliases: rows that change by calls. Nothing runs here.
@Suite("Lambda: functions, versions, aliases")
struct LambdaAliasTests {
    private static let code = Array("#!/bin/sh\n".utf8)

    private func withFunction(_ body: (LambdaSandbox) async throws -> Void) async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", TestCode.zip(Self.code), publish: true)
            _ = try await cloud.publish("f", ["AA": "2"])
            _ = try await cloud.publish("f", ["AA": "3"])
            try await cloud.call(
                "CreateAlias",
                [
                    "FunctionName": "f", "Name": "live", "FunctionVersion": "1",
                    "RoutingConfig": ["AdditionalVersionWeights": ["2": 0.1]],
                ])
            try await body(cloud)
        }
    }

    @Test("a new function is told as Pending, and is Active when it is asked about")
    func states() async throws {
        try await LambdaSandbox.run { cloud in
            let made = try await cloud.create("f", TestCode.zip(Self.code), environment: ["AB": "1"])
            #expect(made["State"] == "Pending")
            #expect(made["Version"] == "$LATEST")
            #expect(made["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:f")
            let function = try await cloud.call("GetFunction", ["FunctionName": "f"])
            #expect(function["Configuration"]?["State"] == "Active")
            #expect(function["Configuration"]?["LastUpdateStatus"] == "Successful")
            #expect(function["Configuration"]?["Environment"] == ["Variables": ["AB": "1"]])
            #expect(
                function["Configuration"]?["LastModified"]?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000/) != nil)
            let location = try #require(function["Code"]?["Location"]?.string.flatMap { URL(string: $0) })
            #expect(try Array(Data(contentsOf: location)) == TestCode.zip(Self.code))
            let updated = try await cloud.call("UpdateFunctionConfiguration", ["FunctionName": "f", "Timeout": 7])
            #expect(updated["LastUpdateStatus"] == "InProgress")
            #expect(updated["Timeout"] == 7)
            #expect(updated["MemorySize"] == 128)
            let input = try createInput()
            #expect(await cloud.error("CreateFunction", input) == "ResourceConflictException")
        }
    }

    private func createInput(_ changes: JSON.Object = [:]) throws -> JSON {
        var input: JSON.Object = [
            "FunctionName": "f", "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": .string(LambdaSandbox.role),
            "Code": ["ZipFile": .string(Data(try TestCode.zip(Self.code)).base64EncodedString())],
        ]
        for (name, value) in changes { input[name] = value }
        return .object(input)
    }

    @Test(
        "input that the model forbids is refused, and nothing is made",
        arguments: [
            ["FunctionName": "a b"], ["FunctionName": "f:1"], ["Role": "admin"], ["Role": .null], ["Timeout": 901], ["Timeout": 0],
            ["Timeout": "long"],
            ["MemorySize": 64], ["Code": .null], ["Environment": ["Variables": ["1A": "x"]]], ["Architectures": ["sparc"]],
            ["Tags": ["aws:x": "y"]], ["EphemeralStorage": ["Size": 100]], ["LoggingConfig": ["LogFormat": "XML"]],
            ["KMSKeyArn": "key"],
        ] as [JSON.Object])
    func invalid(changes: JSON.Object) async throws { try await refuses(changes, "ValidationException") }

    @Test(
        "input that the service doesn't take is refused, and nothing is made",
        arguments: [
            ["FunctionName": .string(String(repeating: "x", count: 65))], ["Runtime": "nodejs22.x"], ["Runtime": .null], ["Handler": .null],
            ["Code": [:]], ["Code": ["ZipFile": "%"]], ["Code": ["ZipFile": "AAAA"]],
            ["Environment": ["Variables": ["AWS_REGION": "x"]]],
            ["Environment": ["Variables": ["BIG": .string(String(repeating: "x", count: 4094))]]], ["Layers": ["arn:x"]],
            ["PackageType": "Image"], ["SnapStart": ["ApplyOn": "PublishedVersions"]],
        ] as [JSON.Object])
    func notTaken(changes: JSON.Object) async throws { try await refuses(changes, "InvalidParameterValueException") }

    private func refuses(_ changes: JSON.Object, _ code: String) async throws {
        try await LambdaSandbox.run { cloud in
            let input = try createInput(changes)
            #expect(await cloud.error("CreateFunction", input) == code)
            #expect(try await cloud.call("ListFunctions")["Functions"] == [])
        }
    }

    @Test(
        "a function is known by its name and by its ARN, whole or in part",
        arguments: [
            ("f", "f", nil), ("f:live", "f", "live"), ("f:$LATEST", "f", "$LATEST"), ("f:7", "f", "7"), ("function", "function", nil),
            ("arn", "arn", nil),
            ("function:f", "f", nil), ("function:f:7", "f", "7"), ("123456789012:f", "f", nil),
            ("123456789012:function:f:live", "f", "live"),
            ("us-east-1:123456789012:function:f", "f", nil), ("arn:aws:lambda:us-east-1:123456789012:function:f", "f", nil),
            ("arn:aws-cn:lambda:eu-west-1:123456789012:function:f:live", "f", "live"), ("123456789012", "123456789012", nil),
        ])
    func names(text: String, name: String, qualifier: String?) throws {
        let identifier = try FunctionIdentifier(text)
        #expect(identifier.name == name)
        #expect(identifier.qualifier == qualifier)
    }

    @Test(
        "what names no function is refused",
        arguments: [
            "", ":", "f:", ":f", "f:a:b", "f g", "f.g", "ü", "arn:aws:lambda:us-east-1:123456789012:layer:f",
            "arn:aws:s3:us-east-1:123456789012:function:f",
            "arn:aws:lambda:us-east-1:12345:function:f", "arn:", "function:", "x:function:f", "a:b:c:function:f", "f:$latest",
            "210987654321:function:f",
        ])
    func noNames(text: String) {
        #expect(throws: AWSError.self) { try FunctionIdentifier(text) }
    }

    @Test("publishing without a change gives the last version again; numbers are never used twice")
    func publish() async throws {
        try await withFunction { cloud in
            #expect(try await cloud.call("PublishVersion", ["FunctionName": "f"])["Version"] == "3")
            let same = ["FunctionName": "f", "Environment": ["Variables": ["AA": "3"]]] as JSON
            let latest = try await cloud.call("UpdateFunctionConfiguration", same)
            #expect(try await cloud.call("PublishVersion", ["FunctionName": "f"])["Version"] == "3")
            let sum = try #require(latest["CodeSha256"])
            #expect(await cloud.error("PublishVersion", ["FunctionName": "f", "CodeSha256": "other"]) == "InvalidParameterValueException")
            #expect(await cloud.error("PublishVersion", ["FunctionName": "f", "RevisionId": "other"]) == "PreconditionFailedException")
            try await cloud.call("DeleteFunction", ["FunctionName": "f", "Qualifier": "3"])
            let again = try await cloud.call(
                "PublishVersion", ["FunctionName": "f", "CodeSha256": sum, "RevisionId": latest["RevisionId"] ?? .null, "Description": "d"])
            #expect(again["Version"] == "4")
            #expect(again["Description"] == "d")
            #expect(again["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:f:4")
            // A description of its own makes no version another time, one of the function's does.
            let other = try await cloud.call("PublishVersion", ["FunctionName": "f", "Description": "e"])
            #expect(other["Version"] == "4" && other["Description"] == "d")
            try await cloud.call("UpdateFunctionConfiguration", ["FunctionName": "f", "Description": "e"])
            let described = try await cloud.call("PublishVersion", ["FunctionName": "f"])
            #expect(described["Version"] == "5" && described["Description"] == "e")
            try await cloud.call("DeleteFunction", ["FunctionName": "f"])
            let new = try await cloud.create("f", TestCode.zip(Self.code), publish: true)
            #expect(new["Version"] == "6")
        }
    }

    @Test("lists come in pages")
    func pages() async throws {
        try await withFunction { cloud in
            var numbers: [String] = []
            var marker: JSON = .null
            repeat {
                let page = try await cloud.call("ListVersionsByFunction", ["FunctionName": "f", "MaxItems": 3, "Marker": marker])
                numbers += page["Versions"]?.array?.compactMap { $0["Version"]?.string } ?? []
                marker = page["NextMarker"] ?? .null
            } while !marker.isNull
            #expect(numbers == ["$LATEST", "1", "2", "3"])
            #expect(await cloud.error("ListFunctions", ["Marker": "?"]) == "InvalidParameterValueException")
            #expect(await cloud.error("ListFunctions", ["MaxItems": 0]) == "ValidationException")
            let all = try await cloud.call("ListFunctions", ["FunctionVersion": "ALL"])
            #expect(all["Functions"]?.array?.count == 4)
        }
    }

    @Test("an alias keeps what an update doesn't name, and gives a new revision, which the next update may insist on")
    func updateAlias() async throws {
        try await withFunction { cloud in
            let first = try await cloud.call("GetAlias", ["FunctionName": "f", "Name": "live"])
            #expect(first["RoutingConfig"] == ["AdditionalVersionWeights": ["2": 0.1]])
            let second = try await cloud.call("UpdateAlias", ["FunctionName": "f", "Name": "live", "Description": "new"])
            #expect(second["RoutingConfig"] == first["RoutingConfig"])
            #expect(second["RevisionId"] != first["RevisionId"])
            let stale = ["FunctionName": "f", "Name": "live", "FunctionVersion": "2", "RevisionId": first["RevisionId"] ?? .null] as JSON
            #expect(await cloud.error("UpdateAlias", stale) == "PreconditionFailedException")
            let third = try await cloud.call(
                "UpdateAlias",
                [
                    "FunctionName": "f", "Name": "live", "FunctionVersion": "2", "RevisionId": second["RevisionId"] ?? .null,
                    "RoutingConfig": ["AdditionalVersionWeights": [:]],
                ])
            #expect(third["RoutingConfig"] == nil)
            #expect(third["FunctionVersion"] == "2")
            #expect(try await cloud.call("ListAliases", ["FunctionName": "f", "FunctionVersion": "1"])["Aliases"] == [])
            #expect(try await cloud.call("ListAliases", ["FunctionName": "f", "FunctionVersion": "2"])["Aliases"]?.array?.count == 1)
        }
    }

    @Test(
        "a routing that can't be is refused and changes nothing",
        arguments: [
            (["FunctionVersion": "9"], "ResourceNotFoundException"),
            (["FunctionVersion": "live"], "ValidationException"),
            (["FunctionVersion": "2"], "InvalidParameterValueException"),
            (["FunctionVersion": "$LATEST"], "InvalidParameterValueException"),
            (["RoutingConfig": ["AdditionalVersionWeights": ["2": 1.5]]], "ValidationException"),
            (["RoutingConfig": ["AdditionalVersionWeights": ["2": -0.1]]], "ValidationException"),
            (["RoutingConfig": ["AdditionalVersionWeights": ["2": "x"]]], "ValidationException"),
            (["RoutingConfig": ["AdditionalVersionWeights": ["2": 0.1, "3": 0.1]]], "InvalidParameterValueException"),
            (["RoutingConfig": ["AdditionalVersionWeights": ["1": 0.1]]], "InvalidParameterValueException"),
            (["RoutingConfig": ["AdditionalVersionWeights": ["$LATEST": 0.1]]], "ValidationException"),
            (["RoutingConfig": ["AdditionalVersionWeights": ["9": 0.1]]], "ResourceNotFoundException"),
            (["Name": "nobody"], "ResourceNotFoundException"), (["Name": "1"], "ValidationException"),
            (["FunctionName": "nobody"], "ResourceNotFoundException"),
        ] as [(JSON.Object, String)])
    func invalidRouting(changes: JSON.Object, code: String) async throws {
        try await withFunction { cloud in
            let before = try await cloud.call("GetAlias", ["FunctionName": "f", "Name": "live"])
            var input: JSON.Object = ["FunctionName": "f", "Name": "live"]
            for (name, value) in changes { input[name] = value }
            #expect(await cloud.error("UpdateAlias", .object(input)) == code)
            #expect(try await cloud.call("GetAlias", ["FunctionName": "f", "Name": "live"]) == before)
        }
    }

    @Test("two versions with different roles can't share an alias")
    func roles() async throws {
        try await withFunction { cloud in
            try await cloud.call(
                "UpdateFunctionConfiguration", ["FunctionName": "f", "Role": "arn:aws:iam::123456789012:role/other"])
            try await cloud.call("PublishVersion", ["FunctionName": "f"])
            let input = ["FunctionName": "f", "Name": "live", "RoutingConfig": ["AdditionalVersionWeights": ["4": 0.1]]] as JSON
            #expect(await cloud.error("UpdateAlias", input) == "InvalidParameterValueException")
        }
    }

    @Test("a version that an alias uses can't be deleted; a function goes with all that belongs to it")
    func delete() async throws {
        try await withFunction { cloud in
            for version in ["1", "2"] {
                #expect(
                    await cloud.error("DeleteFunction", ["FunctionName": "f", "Qualifier": .string(version)]) == "ResourceConflictException"
                )
            }
            for qualifier in ["$LATEST", "live"] {
                #expect(
                    await cloud.error("DeleteFunction", ["FunctionName": "f", "Qualifier": .string(qualifier)])
                        == "InvalidParameterValueException")
            }
            try await cloud.call("DeleteFunction", ["FunctionName": "f:3"])
            #expect(await cloud.error("GetFunction", ["FunctionName": "f", "Qualifier": "3"]) == "ResourceNotFoundException")
            try await cloud.call("CreateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "live", "AuthType": "NONE"])
            #expect(try await cloud.call("DeleteFunction", ["FunctionName": "f"]) == ["StatusCode": 204])
            let counts = [cloud.lambda.versions.count, cloud.lambda.aliases.count, cloud.lambda.urls.count]
            #expect(counts == [0, 0, 0])
            #expect(await cloud.error("DeleteFunction", ["FunctionName": "f"]) == "ResourceNotFoundException")
            // No other function uses the code.
            let folder = cloud.context.storage.folder.appending(path: "lambda-code")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        }
    }

    @Test("twenty thousand draws at a weight of 10 % stay within three standard deviations")
    func weights() {
        let alias = AliasRow(
            function: "f", name: "live", version: "1", additional: .init(version: "2", weight: 0.1), description: "", revision: "")
        let count = (0..<20_000).count { _ in alias.version(draw: .random(in: 0..<1)) == "2" }
        // Three standard deviations: √(20,000 · 0.1 · 0.9) is 42.43.
        #expect((2000 - 127...2000 + 127).contains(count))
        let never = AliasRow(
            function: "f", name: "live", version: "1", additional: .init(version: "2", weight: 0), description: "", revision: "")
        #expect(never.version(draw: 0) == "1")
        let always = AliasRow(
            function: "f", name: "live", version: "1", additional: .init(version: "2", weight: 1), description: "", revision: "")
        #expect(always.version(draw: 0.999_999) == "2")
    }

    @Test("permissions become a policy, by statement id, on the function or on one alias")
    func permissions() async throws {
        try await withFunction { cloud in
            #expect(await cloud.error("GetPolicy", ["FunctionName": "f"]) == "ResourceNotFoundException")
            let topic = "arn:aws:sns:us-east-1:123456789012:t"
            let input =
                [
                    "FunctionName": "f", "Qualifier": "live", "StatementId": "sns", "Action": "lambda:InvokeFunction",
                    "Principal": "sns.amazonaws.com", "SourceArn": .string(topic),
                ] as JSON
            let statement = try JSON(parsing: try await cloud.call("AddPermission", input)["Statement"]?.string ?? "")
            #expect(
                statement == [
                    "Sid": "sns", "Effect": "Allow", "Principal": ["Service": "sns.amazonaws.com"], "Action": "lambda:InvokeFunction",
                    "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f:live",
                    "Condition": ["ArnLike": ["AWS:SourceArn": .string(topic)]],
                ])
            #expect(await cloud.error("AddPermission", input) == "ResourceConflictException")
            let policy = try await cloud.call("GetPolicy", ["FunctionName": "f", "Qualifier": "live"])
            #expect(try JSON(parsing: policy["Policy"]?.string ?? "")["Statement"] == [statement])
            #expect(await cloud.error("GetPolicy", ["FunctionName": "f"]) == "ResourceNotFoundException")
            // The service that the statement names may call the alias, and nothing else.
            let sns = AWSCall.service("sns", source: topic)
            #expect(await cloud.error("Invoke", ["FunctionName": "f:live", "InvocationType": "DryRun"], as: sns) == nil)
            #expect(await cloud.error("Invoke", ["FunctionName": "f", "InvocationType": "DryRun"], as: sns) == "AccessDeniedException")
            for other in ["arn:aws:sns:us-east-1:123456789012:other", nil] {
                #expect(
                    await cloud.error(
                        "Invoke", ["FunctionName": "f:live", "InvocationType": "DryRun"], as: .service("sns", source: other))
                        == "AccessDeniedException")
            }
            let other = AWSCall.service("events", source: topic)
            #expect(
                await cloud.error("Invoke", ["FunctionName": "f:live", "InvocationType": "DryRun"], as: other) == "AccessDeniedException")
            var removal = ["FunctionName": "f", "Qualifier": "live", "StatementId": "sns", "RevisionId": "stale"] as JSON.Object
            #expect(await cloud.error("RemovePermission", .object(removal)) == "PreconditionFailedException")
            removal["RevisionId"] = policy["RevisionId"]
            #expect(await cloud.error("RemovePermission", .object(removal)) == nil)
            removal["RevisionId"] = nil
            #expect(await cloud.error("RemovePermission", .object(removal)) == "ResourceNotFoundException")
        }
    }

    @Test("a statement for alarms lets them call, and one for another account lets no topic call")
    func sources() async throws {
        try await withFunction { cloud in
            let call = ["FunctionName": "f", "InvocationType": "DryRun"] as JSON
            func add(_ sid: String, _ principal: String, _ account: String) async throws {
                try await cloud.call(
                    "AddPermission",
                    [
                        "FunctionName": "f", "StatementId": .string(sid), "Action": "lambda:InvokeFunction",
                        "Principal": .string(principal), "SourceAccount": .string(account),
                    ])
            }
            let alarm = AWSCall.service("lambda.alarms.cloudwatch", source: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a")
            #expect(await cloud.error("Invoke", call, as: alarm) == "AccessDeniedException")
            try await add("alarms", "lambda.alarms.cloudwatch.amazonaws.com", "123456789012")
            #expect(await cloud.error("Invoke", call, as: alarm) == nil)
            let topic = AWSCall.service("sns", source: "arn:aws:sns:us-east-1:123456789012:t")
            try await add("other", "sns.amazonaws.com", "210987654321")
            #expect(await cloud.error("Invoke", call, as: topic) == "AccessDeniedException")
            try await add("own", "sns.amazonaws.com", "123456789012")
            #expect(await cloud.error("Invoke", call, as: topic) == nil)
        }
    }

    @Test("what clients ask for on the way is answered truthfully")
    func settings() async throws {
        try await withFunction { cloud in
            let name = ["FunctionName": "f"] as JSON
            #expect(try await cloud.call("GetFunctionConcurrency", name) == [:])
            #expect(
                await cloud.error("PutFunctionConcurrency", ["FunctionName": "f", "ReservedConcurrentExecutions": 901])
                    == "InvalidParameterValueException")
            try await cloud.call("PutFunctionConcurrency", ["FunctionName": "f", "ReservedConcurrentExecutions": 5])
            #expect(try await cloud.call("GetFunction", name)["Concurrency"] == ["ReservedConcurrentExecutions": 5])
            #expect(try await cloud.call("GetAccountSettings")["AccountLimit"]?["UnreservedConcurrentExecutions"] == 995)
            #expect(try await cloud.call("GetFunctionCodeSigningConfig", name)["CodeSigningConfigArn"] == "")
            #expect(try await cloud.call("GetRuntimeManagementConfig", name)["UpdateRuntimeOn"] == "Auto")
            #expect(
                await cloud.error("GetProvisionedConcurrencyConfig", ["FunctionName": "f", "Qualifier": "live"])
                    == "ProvisionedConcurrencyConfigNotFoundException")
            #expect(await cloud.error("GetFunctionEventInvokeConfig", name) == "ResourceNotFoundException")
            try await cloud.call("PutFunctionEventInvokeConfig", ["FunctionName": "f", "MaximumRetryAttempts": 0])
            #expect(try await cloud.call("ListFunctionEventInvokeConfigs", name)["FunctionEventInvokeConfigs"]?.array?.count == 1)
            let arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
            try await cloud.call("TagResource", ["Resource": .string(arn), "Tags": ["a": "1", "b": "2"]])
            try await cloud.call("UntagResource", ["Resource": .string(arn), "TagKeys": ["a"]])
            #expect(try await cloud.call("ListTags", ["Resource": .string(arn)]) == ["Tags": ["b": "2"]])
            let source = "arn:aws:sqs:us-east-1:123456789012:q"
            let mapping = try await cloud.call(
                "CreateEventSourceMapping", ["FunctionName": "f:live", "EventSourceArn": .string(source), "BatchSize": 5])
            let id = try #require(mapping["UUID"])
            #expect(try await cloud.call("GetEventSourceMapping", ["UUID": id])["State"] == "Enabled")
            #expect(
                await cloud.error("CreateEventSourceMapping", ["FunctionName": "f:live", "EventSourceArn": .string(source)])
                    == "ResourceConflictException")
            #expect(
                try await cloud.call("ListEventSourceMappings", ["FunctionName": "f:live"])["EventSourceMappings"]?[0]?["BatchSize"] == 5)
            #expect(try await cloud.call("UpdateEventSourceMapping", ["UUID": id, "Enabled": false])["State"] == "Updating")
            #expect(try await cloud.call("DeleteEventSourceMapping", ["UUID": id])["State"] == "Deleting")
            #expect(await cloud.error("GetEventSourceMapping", ["UUID": id]) == "ResourceNotFoundException")
            #expect(await cloud.error("PublishLayerVersion", [:]) == "UnknownOperationException")
        }
    }
}
