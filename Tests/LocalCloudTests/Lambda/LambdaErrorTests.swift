import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

/// What Lambda says when it refuses. The texts are AWS's own, as recordings of its answers have them that are public in localstack's
/// repository (tests/aws/services/lambda_/test_lambda_api.snapshot.json and test_lambda.snapshot.json, November 2025).
@Suite("Lambda: AWS's own words")
struct LambdaErrorTests {
    /// A refused call.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let operation: String
        let input: JSON
        let status: Int
        let code: String
        /// In whole, or with `…` for what may follow.
        let message: String

        init(_ operation: String, _ input: JSON, _ status: Int, _ code: String, _ message: String) {
            (self.operation, self.input, self.status, self.code, self.message) = (operation, input, status, code, message)
        }

        var testDescription: String { "\(operation) \(input)" }
    }

    private static let arn = "arn:aws:lambda:us-east-1:123456789012:function:"

    private static func notFound(_ operation: String, _ input: JSON, _ message: String) -> Refusal {
        Refusal(operation, input, 404, "ResourceNotFoundException", message)
    }

    private static func parameter(_ operation: String, _ input: JSON, _ message: String) -> Refusal {
        Refusal(operation, input, 400, "InvalidParameterValueException", message)
    }

    private static func validation(_ operation: String, _ input: JSON, _ member: String, _ value: String, _ constraint: String) -> Refusal {
        Refusal(
            operation, input, 400, "ValidationException",
            "1 validation error detected: Value \(value) at '\(member)' failed to satisfy constraint: \(constraint)")
    }

    private static let stale =
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
    private static let mismatch = "The derived qualifier from the function name does not match the specified qualifier."
    private static let urlQualifier = #"Member must satisfy regular expression pattern: ((?!^\d+$)^[0-9a-zA-Z-_]+$)"#

    /// The function `f` has the versions 1 and 2, the alias `live` at 1, and a policy with the statement `s3`.
    static let refusals: [Refusal] =
        functions + versionsAndAliases + permissions + urls + eventInvokeConfigs + eventSources + settings + invocations

    private static let functions = [
        notFound("GetFunction", ["FunctionName": "none"], "Function not found: \(arn)none"),
        notFound("GetFunction", ["FunctionName": "none:$LATEST", "Qualifier": "$LATEST"], "Function not found: \(arn)none:$LATEST"),
        notFound("GetFunction", ["FunctionName": "f", "Qualifier": "1221"], "Function not found: \(arn)f:1221"),
        notFound("GetFunction", ["FunctionName": "f", "Qualifier": "no"], "Function not found: \(arn)f:no"),
        parameter("GetFunction", ["FunctionName": "f:1", "Qualifier": "2"], mismatch),
        notFound("GetFunctionConfiguration", ["FunctionName": "f", "Qualifier": "1221"], "Function not found: \(arn)f:1221"),
        notFound("DeleteFunction", ["FunctionName": "none"], "Function not found: \(arn)none"),
        notFound("DeleteFunction", ["FunctionName": "none", "Qualifier": "7"], "Function not found: \(arn)none"),
        parameter(
            "DeleteFunction", ["FunctionName": "f", "Qualifier": "$LATEST"],
            "$LATEST version cannot be deleted without deleting the function."),
        validation(
            "ListFunctions", ["FunctionVersion": "invalid"], "functionVersion", "'invalid'",
            "Member must satisfy enum value set: [ALL]"),
        create(
            ["Role": "r1"], 400, "ValidationException",
            "1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                + #"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"#),
        create(
            ["Runtime": "non-existent-runtime"], 400, "InvalidParameterValueException",
            "Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: […"),
        create(
            ["Runtime": "provided"], 400, "InvalidParameterValueException",
            "The runtime parameter of provided is no longer supported for creating or updating AWS Lambda functions. "
                + "We recommend you use a supported runtime while creating or updating functions."),
        create(
            ["Architectures": ["x86_64", "arm64"]], 400, "ValidationException",
            "1 validation error detected: Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: "
                + "Member must have length less than or equal to 1"),
        create(
            ["Architectures": ["X86_64"]], 400, "ValidationException",
            "1 validation error detected: Value '[X86_64]' at 'architectures' failed to satisfy constraint: "
                + "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]"),
        create(
            ["Code": ["ZipFile": "AAAA"]], 400, "InvalidParameterValueException",
            "Could not unzip uploaded file. Please check your file, then try to upload again.…"),
        create(
            ["Environment": ["Variables": ["BIG": .string(String(repeating: "x", count: 4090))]]], 400, "InvalidParameterValueException",
            "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the "
                + "4KB limit. String measured: …"),
        create(
            ["Tags": .object(manyTags)], 400, "InvalidParameterValueException", "Number of tags exceeds resource tag limit."),
        create(
            ["FunctionName": .string(String(repeating: "a", count: 65))], 400, "InvalidParameterValueException",
            "1 validation error detected: Value '\(String(repeating: "a", count: 65))' at 'functionName' failed to satisfy constraint: "
                + "Member must have length less than or equal to 64"),
        create(
            ["FunctionName": "invalid:function:name"], 400, "ValidationException",
            "1 validation error detected: Value 'invalid:function:name' at 'functionName' failed to satisfy constraint: "
                + #"Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))"#
                + #"?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"#),
        Refusal("GetFunction", ["FunctionName": "210987654321:function:f"], 403, "AccessDeniedException", "…"),
        Refusal(
            "UpdateFunctionConfiguration", ["FunctionName": "f", "RevisionId": "wrong"], 412, "PreconditionFailedException", stale),
        Refusal(
            "UpdateFunctionCode", ["FunctionName": "f", "RevisionId": "wrong", "ZipFile": ""], 412, "PreconditionFailedException", stale),
    ]

    private static let versionsAndAliases = [
        Refusal("PublishVersion", ["FunctionName": "f", "RevisionId": "wrong"], 412, "PreconditionFailedException", stale),
        parameter(
            "PublishVersion", ["FunctionName": "f", "CodeSha256": "somenonexistentsha256"],
            "CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in $LATEST (…"),
        notFound("GetAlias", ["FunctionName": "f", "Name": "no"], "Cannot find alias arn: \(arn)f:no"),
        notFound("UpdateAlias", ["FunctionName": "f", "Name": "no"], "Alias not found: \(arn)f:no"),
        Refusal(
            "UpdateAlias", ["FunctionName": "f", "Name": "live", "RevisionId": "wrong"], 412, "PreconditionFailedException", stale),
        Refusal(
            "CreateAlias", ["FunctionName": "f", "Name": "live", "FunctionVersion": "1"], 409, "ResourceConflictException",
            "Alias already exists: \(arn)f:live"),
        validation(
            "CreateAlias", ["FunctionName": "f", "Name": "2024", "FunctionVersion": "1"], "name", "'2024'",
            "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"),
        notFound("CreateAlias", ["FunctionName": "none", "Name": "a", "FunctionVersion": "1"], "Function not found: \(arn)none:1"),
        notFound("CreateAlias", ["FunctionName": "f", "Name": "a", "FunctionVersion": "10"], "Function not found: \(arn)f:10"),
        routing(
            ["1": 0.5, "2": 0.5], 400, "InvalidParameterValueException",
            "Number of items in AdditionalVersionWeights cannot be greater than 1"),
        routing(
            ["1": 0.5], 400, "InvalidParameterValueException",
            "Invalid function version 1. Function version 1 is already included in routing configuration."),
        routing(["10": 0.5], 404, "ResourceNotFoundException", "Function not found: \(arn)f:10"),
        routing(
            ["2": 0.5], version: "$LATEST", 400, "InvalidParameterValueException",
            "$LATEST is not supported for an alias pointing to more than 1 version"),
        routing(["2": 2.0], 400, "ValidationException", weight("{2=2.0}")),
        routing(["2": -1.0], 400, "ValidationException", weight("{2=-1.0}")),
        routing(
            ["$LATEST": 0.5], 400, "ValidationException",
            "1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: "
                + "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater "
                + "than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]"),
    ]

    private static func weight(_ map: String) -> String {
        "1 validation error detected: Value '\(map)' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value "
            + "must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to "
            + "0.0, Member must not be null]"
    }

    private static func routing(
        _ weights: JSON, version: String = "1", _ status: Int, _ code: String, _ message: String
    ) -> Refusal {
        Refusal(
            "CreateAlias",
            [
                "FunctionName": "f", "Name": "a", "FunctionVersion": .string(version),
                "RoutingConfig": ["AdditionalVersionWeights": weights],
            ], status, code, message)
    }

    private static let permissions = [
        permission(
            ["StatementId": "example.com"], 400, "ValidationException",
            "1 validation error detected: Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular "
                + "expression pattern: ([a-zA-Z0-9-_]+)"),
        permission(["FunctionName": "f:live", "Qualifier": "1"], 400, "InvalidParameterValueException", mismatch),
        permission(
            ["Qualifier": "$LATEST"], 400, "InvalidParameterValueException", "We currently do not support adding policies for $LATEST."),
        permission(
            ["Principal": "invalid.nonaws.com"], 400, "InvalidParameterValueException",
            "The provided principal was invalid. Please check the principal and try again."),
        permission(["FunctionName": "none"], 404, "ResourceNotFoundException", "Function not found: \(arn)none"),
        permission(["Qualifier": "no"], 404, "ResourceNotFoundException", "Cannot find alias arn: \(arn)f:no"),
        permission(["Qualifier": "42"], 404, "ResourceNotFoundException", "Function not found: \(arn)f:42"),
        permission(
            ["Qualifier": "valid-with-$-but-doesnotexist"], 404, "ResourceNotFoundException",
            "Function not found: \(arn)f:valid-with-$-but-doesnotexist"),
        permission(
            ["Qualifier": "with-?-char"], 400, "ValidationException",
            "1 validation error detected: Value 'with-?-char' at 'qualifier' failed to satisfy constraint: Member must satisfy regular "
                + #"expression pattern: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"#),
        permission(
            ["StatementId": "s3"], 409, "ResourceConflictException",
            "The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement."),
        permission(["RevisionId": "wrong"], 412, "PreconditionFailedException", stale.replacing("GetFunction/GetAlias", with: "GetPolicy")),
        permission(
            ["RevisionId": "wrong", "Qualifier": "live"], 412, "PreconditionFailedException",
            stale.replacing("GetFunction/GetAlias", with: "GetPolicy")),
        notFound("GetPolicy", ["FunctionName": "none"], "The resource you requested does not exist."),
        notFound("GetPolicy", ["FunctionName": "f", "Qualifier": "42"], "The resource you requested does not exist."),
        notFound(
            "RemovePermission", ["FunctionName": "f", "StatementId": "no"], "Statement no is not found in resource policy."),
        notFound(
            "RemovePermission", ["FunctionName": "f", "Qualifier": "live", "StatementId": "no"],
            "No policy is associated with the given resource."),
        notFound("RemovePermission", ["FunctionName": "none", "StatementId": "no"], "No policy found for: \(arn)none"),
        notFound(
            "RemovePermission", ["FunctionName": "f", "Qualifier": "no", "StatementId": "s3"], "Cannot find alias arn: \(arn)f:no"),
    ]

    private static func permission(_ changes: JSON.Object, _ status: Int, _ code: String, _ message: String) -> Refusal {
        var input: JSON.Object = [
            "FunctionName": "f", "StatementId": "new", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
        ]
        for (name, value) in changes { input[name] = value }
        return Refusal("AddPermission", .object(input), status, code, message)
    }

    private static let urls = [
        notFound("CreateFunctionUrlConfig", ["FunctionName": "none", "AuthType": "NONE"], "Function does not exist"),
        notFound("CreateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "no", "AuthType": "NONE"], "Function does not exist"),
        validation(
            "CreateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "1", "AuthType": "NONE"], "qualifier", "'1'", urlQualifier),
        validation(
            "GetFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "$LATEST"], "qualifier", "'$LATEST'", urlQualifier),
        validation(
            "CreateFunctionUrlConfig", ["FunctionName": "f", "AuthType": "NONE", "InvokeMode": "UNKNOWN"], "invokeMode", "'UNKNOWN'",
            "Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]"),
        notFound("GetFunctionUrlConfig", ["FunctionName": "none"], "The resource you requested does not exist."),
        notFound("GetFunctionUrlConfig", ["FunctionName": "f"], "The resource you requested does not exist."),
        notFound("DeleteFunctionUrlConfig", ["FunctionName": "none"], "The resource you requested does not exist."),
        notFound("DeleteFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "no"], "The resource you requested does not exist."),
        notFound("UpdateFunctionUrlConfig", ["FunctionName": "none"], "Function does not exist"),
        notFound("UpdateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "no"], "Function does not exist"),
        notFound("UpdateFunctionUrlConfig", ["FunctionName": "f"], "The resource you requested does not exist."),
        notFound("ListFunctionUrlConfigs", ["FunctionName": "none"], "Function does not exist"),
    ]

    private static let eventInvokeConfigs = [
        notFound("PutFunctionEventInvokeConfig", ["FunctionName": "none", "MaximumRetryAttempts": 1], "The function doesn't exist."),
        notFound(
            "PutFunctionEventInvokeConfig", ["FunctionName": "f", "Qualifier": "no", "MaximumRetryAttempts": 1],
            "The function doesn't exist."),
        parameter(
            "PutFunctionEventInvokeConfig", ["FunctionName": "none"],
            "You must specify at least one of error handling or destination setting."),
        parameter(
            "PutFunctionEventInvokeConfig",
            ["FunctionName": "f", "DestinationConfig": ["OnSuccess": ["Destination": .string(arn + "none")]]],
            "The destination ARN \(arn)none is invalid."),
        parameter(
            "PutFunctionEventInvokeConfig",
            ["FunctionName": "f", "DestinationConfig": ["OnSuccess": ["Destination": .string(arn + "f")]]],
            "You can't specify the function as a destination for itself."),
        notFound(
            "UpdateFunctionEventInvokeConfig", ["FunctionName": "none", "MaximumRetryAttempts": 1], "The function doesn't exist."),
        notFound(
            "UpdateFunctionEventInvokeConfig", ["FunctionName": "f", "MaximumRetryAttempts": 1],
            "The function \(arn)f:$LATEST doesn't have an EventInvokeConfig"),
        notFound(
            "GetFunctionEventInvokeConfig", ["FunctionName": "none"], "The function \(arn)none:$LATEST doesn't have an EventInvokeConfig"),
        notFound(
            "GetFunctionEventInvokeConfig", ["FunctionName": "f", "Qualifier": "1221"],
            "The function \(arn)f:1221 doesn't have an EventInvokeConfig"),
        notFound(
            "DeleteFunctionEventInvokeConfig", ["FunctionName": "none"],
            "The function \(arn)none:$LATEST doesn't have an EventInvokeConfig"),
        notFound("ListFunctionEventInvokeConfigs", ["FunctionName": "none"], "The function doesn't exist."),
    ]

    private static let eventSources = [
        notFound("GetEventSourceMapping", ["UUID": "no"], "The resource you requested does not exist."),
        notFound("UpdateEventSourceMapping", ["UUID": "no"], "The resource you requested does not exist."),
        notFound("DeleteEventSourceMapping", ["UUID": "no"], "The resource you requested does not exist."),
        parameter("CreateEventSourceMapping", ["FunctionName": "f"], "Unrecognized event source."),
        parameter(
            "CreateEventSourceMapping", ["FunctionName": "none", "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q"],
            "Function does not exist"),
        validation(
            "CreateEventSourceMapping",
            ["FunctionName": "f", "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q", "StartingPosition": "invalid"],
            "startingPosition", "'invalid'", "Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"),
        notFound("ListTags", ["Resource": .string(mapping)], "Event source mapping not found: \(mapping)"),
    ]

    private static let mapping = "arn:aws:lambda:us-east-1:123456789012:event-source-mapping:01234567-0123-0123-0123-0123456789ab"

    private static let settings = [
        notFound(
            "PutFunctionConcurrency", ["FunctionName": "none", "ReservedConcurrentExecutions": 901],
            "Function not found: \(arn)none:$LATEST"),
        notFound("GetFunctionConcurrency", ["FunctionName": "none"], "Function not found: \(arn)none"),
        parameter(
            "PutFunctionConcurrency", ["FunctionName": .string(arn + "f:1"), "ReservedConcurrentExecutions": 1],
            "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. "
                + "Please specify either a function name or an unqualified function ARN."),
        parameter(
            "PutFunctionConcurrency", ["FunctionName": "f", "ReservedConcurrentExecutions": 901],
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum "
                + "value of [100]."),
        notFound("GetFunctionCodeSigningConfig", ["FunctionName": "none"], "Function not found: \(arn)none"),
        Refusal(
            "GetProvisionedConcurrencyConfig", ["FunctionName": "f", "Qualifier": "live"], 404,
            "ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function"),
        notFound("GetProvisionedConcurrencyConfig", ["FunctionName": "f", "Qualifier": "no"], "Cannot find alias arn: \(arn)f:no"),
        notFound("GetProvisionedConcurrencyConfig", ["FunctionName": "none", "Qualifier": "no"], "Cannot find alias arn: \(arn)none:no"),
        notFound("GetProvisionedConcurrencyConfig", ["FunctionName": "f", "Qualifier": "10"], "Function not found: \(arn)f:10"),
        parameter(
            "GetProvisionedConcurrencyConfig", ["FunctionName": "f", "Qualifier": "$LATEST"],
            "The function resource provided must be an alias or a published version."),
        validation(
            "PutFunctionRecursionConfig", ["FunctionName": "f", "RecursiveLoop": "InvalidValue"], "recursiveLoop", "'InvalidValue'",
            "Member must satisfy enum value set: [Terminate, Allow]"),
        notFound("TagResource", ["Resource": .string(arn + "none"), "Tags": ["a": "b"]], "Function not found: \(arn)none"),
        parameter(
            "TagResource", ["Resource": .string(arn + "f:1"), "Tags": ["a": "b"]],
            "Tags on function aliases and versions are not supported. Please specify a function ARN."),
        parameter("TagResource", ["Resource": .string(arn + "f"), "Tags": [:]], "An error occurred and the request cannot be processed."),
        parameter(
            "TagResource", ["Resource": .string(arn + "f"), "Tags": .object(manyTags)], "Number of tags exceeds resource tag limit."),
        validation(
            "UntagResource", ["Resource": .string(arn + "f"), "TagKeys": []], "tagKeys", "null", "Member must not be null"),
    ]

    private static let manyTags = (0..<51).reduce(into: JSON.Object()) { $0["t\($1)"] = "v" }

    private static let invocations = [
        notFound("Invoke", ["FunctionName": "none"], "Function not found: \(arn)none"),
        notFound("Invoke", ["FunctionName": "none", "Qualifier": "$LATEST"], "Function not found: \(arn)none:$LATEST"),
        notFound("Invoke", ["FunctionName": "f", "Qualifier": "no"], "Function not found: \(arn)f:no"),
        Refusal(
            "Invoke", ["FunctionName": "f", "Payload": "eA=="], 400, "InvalidRequestContentException",
            "Could not parse request body into json: Could not parse payload into json: …"),
    ]

    private static func create(_ changes: JSON.Object, _ status: Int, _ code: String, _ message: String) -> Refusal {
        var input: JSON.Object = [
            "FunctionName": "new", "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": .string(LambdaSandbox.role),
            "Code": ["ZipFile": ""],
        ]
        for (name, value) in changes { input[name] = value }
        return Refusal("CreateFunction", .object(input), status, code, message)
    }

    @Test("what AWS refuses is refused with its status, code and words")
    func refusals() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", TestCode.zip(Array("#!/bin/sh\n".utf8)), publish: true)
            _ = try await cloud.publish("f", ["AA": "2"])
            try await cloud.call("CreateAlias", ["FunctionName": "f", "Name": "live", "FunctionVersion": "1"])
            try await cloud.call(
                "AddPermission",
                ["FunctionName": "f", "StatementId": "s3", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com"])
            for refusal in Self.refusals {
                do throws(AWSError) {
                    let answer = try await cloud.lambda.call(refusal.operation, refusal.input, AWSCall(.account))
                    Issue.record("\(refusal.testDescription) was answered: \(answer)")
                } catch {
                    #expect(error.code == refusal.code, "\(refusal.testDescription)")
                    #expect(RestJSONProtocol.status(error) == refusal.status, "\(refusal.testDescription)")
                    if refusal.message.hasSuffix("…") {
                        #expect(error.message.hasPrefix(refusal.message.dropLast()), "\(refusal.testDescription)")
                    } else {
                        #expect(error.message == refusal.message, "\(refusal.testDescription)")
                    }
                }
            }
        }
    }

    @Test("deleting an alias that isn't there is no error")
    func missingAlias() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", TestCode.zip(Array("#!/bin/sh\n".utf8)))
            #expect(await cloud.error("DeleteAlias", ["FunctionName": "f", "Name": "no"]) == nil)
        }
    }

    @Test("a policy's revision is that of what it belongs to, from its first statement on, and outlasts a publication")
    func policyRevisions() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", TestCode.zip(Array("#!/bin/sh\n".utf8)))
            func revision() async throws -> JSON {
                try await cloud.call("GetFunctionConfiguration", ["FunctionName": "f"])["RevisionId"] ?? .null
            }
            func add(_ sid: String, _ revision: JSON) -> JSON {
                [
                    "FunctionName": "f", "StatementId": .string(sid), "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
                    "RevisionId": revision,
                ]
            }
            let first = try await revision()
            try await cloud.call("AddPermission", add("a", first))
            let second = try await revision()
            #expect(second != first)
            #expect(try await cloud.call("GetPolicy", ["FunctionName": "f"])["RevisionId"] == second)
            try await cloud.call("PublishVersion", ["FunctionName": "f"])
            #expect(try await revision() != second)
            #expect(await cloud.error("AddPermission", add("b", first)) == "PreconditionFailedException")
            #expect(await cloud.error("AddPermission", add("b", second)) == nil)
        }
    }
}
