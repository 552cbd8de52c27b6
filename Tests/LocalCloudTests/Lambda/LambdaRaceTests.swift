import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

/// Calls that change the same things at the same time.
@Suite("Lambda: calls beside each other")
struct LambdaRaceTests {
    private static func zip(_ number: Int) throws -> [UInt8] { try TestCode.zip(Array("#!/bin/sh\n# \(number)\n".utf8)) }

    @Test("a function that was made while others are deleted has its code")
    func code() async throws {
        try await LambdaSandbox.run { cloud in
            for number in 0..<40 { try await cloud.create("old\(number)", Self.zip(number)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask { try await cloud.create("new\(number)", Self.zip(1000 + number)) }
                    // The same code as one that goes.
                    group.addTask { try await cloud.create("twin\(number)", Self.zip(number)) }
                    group.addTask { try await cloud.call("DeleteFunction", ["FunctionName": .string("old\(number)")]) }
                }
                try await group.waitForAll()
            }
            let rows = cloud.lambda.functions.all.map(\.row)
            #expect(rows.count == 80)
            for row in rows {
                #expect(FileManager.default.fileExists(atPath: cloud.lambda.code.files(row.latest.code) + "/bootstrap"), "\(row.name)")
            }
            for row in rows { try await cloud.call("DeleteFunction", ["FunctionName": .string(row.name)]) }
            let folder = cloud.context.storage.folder.appending(path: "lambda-code")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        }
    }

    @Test("a Function URL that is made while it is deleted leaves no port behind")
    func ports() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", Self.zip(0), publish: true)
            let name = ["FunctionName": "f", "Qualifier": "live"] as JSON
            for _ in 0..<30 {
                try await cloud.call("CreateAlias", ["FunctionName": "f", "Name": "live", "FunctionVersion": "1"])
                await withTaskGroup(of: Void.self) { group in
                    for operation in ["CreateFunctionUrlConfig", "CreateFunctionUrlConfig", "DeleteFunctionUrlConfig"] {
                        group.addTask {
                            let code = await cloud.error(operation, ["FunctionName": "f", "Qualifier": "live", "AuthType": "NONE"])
                            let expected = [nil, "ResourceConflictException", "ResourceNotFoundException"]
                            #expect(expected.contains(code))
                        }
                    }
                    group.addTask { #expect(await cloud.error("DeleteAlias", ["FunctionName": "f", "Name": "live"]) == nil) }
                }
                _ = await cloud.error("DeleteFunctionUrlConfig", name)
                _ = await cloud.error("DeleteAlias", ["FunctionName": "f", "Name": "live"])
                #expect(cloud.lambda.urls.count == 0)
                #expect(cloud.lambda.urlServers.count == 0)
            }
        }
    }

    @Test(
        "of many changes that insist on one revision, one is made",
        arguments: ["UpdateAlias", "AddPermission", "UpdateFunctionConfiguration"])
    func revisions(operation: String) async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", Self.zip(0), publish: true)
            let alias = try await cloud.call("CreateAlias", ["FunctionName": "f", "Name": "live", "FunctionVersion": "1"])
            let function = try await cloud.call("GetFunctionConfiguration", ["FunctionName": "f"])
            let revision = (operation == "UpdateAlias" ? alias : function)["RevisionId"] ?? .null
            let changes = await withTaskGroup(of: String?.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        await cloud.error(
                            operation,
                            [
                                "FunctionName": "f", "Name": "live", "Description": .string("\(number)"), "RevisionId": revision,
                                "StatementId": .string("s\(number)"), "Action": "lambda:InvokeFunction", "Principal": "*",
                            ])
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(changes.filter { $0 == nil }.count == 1)
            #expect(changes.filter { $0 == "PreconditionFailedException" }.count == 19)
        }
    }

    @Test("a list of all versions has each in its place, page by page")
    func pages() async throws {
        try await LambdaSandbox.run { cloud in
            for name in ["b", "a"] {
                try await cloud.create(name, Self.zip(0), publish: true)
                for number in 2...11 { _ = try await cloud.publish(name, ["AA": "\(number)"]) }
            }
            var listed: [String] = []
            var marker: JSON = .null
            repeat {
                let page = try await cloud.call("ListFunctions", ["FunctionVersion": "ALL", "MaxItems": 5, "Marker": marker])
                listed +=
                    page["Functions"]?.array?.compactMap {
                        $0["FunctionArn"]?.string?.split(separator: ":").suffix(2).joined(separator: ":")
                    } ?? []
                marker = page["NextMarker"] ?? .null
            } while !marker.isNull
            let versions = ["$LATEST"] + (1...11).map { String($0) }
            #expect(listed == ["a", "b"].flatMap { name in versions.map { "\(name):\($0)" } })
        }
    }

    @Test(
        "numbers that nothing can hold are refused, whatever the operation",
        arguments: [
            "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e300", "-1e300", "0.5", "\"nan\"", "\"inf\"", "-0.0",
        ])
    func numbers(text: String) async throws {
        let number = try JSON(parsing: text)
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", Self.zip(0), publish: true)
            try await cloud.call("CreateAlias", ["FunctionName": "f", "Name": "live", "FunctionVersion": "1"])
            let marker = JSON.string(Data(number.plain.utf8).base64EncodedString())
            // None may trap. Only a marker beyond the end and a weight of 0 or ½ stand for something.
            let calls: [(String, JSON)] = [
                ("UpdateFunctionConfiguration", ["FunctionName": "f", "Timeout": number]),
                ("UpdateFunctionConfiguration", ["FunctionName": "f", "MemorySize": number]),
                ("UpdateFunctionConfiguration", ["FunctionName": "f", "EphemeralStorage": ["Size": number]]),
                ("PutFunctionConcurrency", ["FunctionName": "f", "ReservedConcurrentExecutions": number]),
                ("PutFunctionEventInvokeConfig", ["FunctionName": "f", "MaximumEventAgeInSeconds": number]),
                ("ListFunctions", ["MaxItems": number]), ("ListVersionsByFunction", ["FunctionName": "f", "MaxItems": number]),
                ("CreateFunctionUrlConfig", ["FunctionName": "f", "AuthType": "NONE", "Cors": ["MaxAge": number]]),
                ("GetFunction", ["FunctionName": "f", "Qualifier": .string(number.plain)]),
                (
                    "CreateEventSourceMapping",
                    ["FunctionName": "f", "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q", "BatchSize": number]
                ),
            ]
            for (operation, input) in calls where number != .number(-0.0) {
                #expect(await cloud.error(operation, input) != nil, "\(operation) \(input)")
            }
            for operation in ["ListFunctions", "ListVersionsByFunction", "ListAliases", "ListEventSourceMappings"] {
                _ = await cloud.error(operation, ["FunctionName": "f", "Marker": marker])
            }
            _ = await cloud.error("DeleteFunction", ["FunctionName": "f", "Qualifier": .string(number.plain)])
            _ = await cloud.error(
                "UpdateAlias", ["FunctionName": "f", "Name": "live", "RoutingConfig": ["AdditionalVersionWeights": ["1": number]]])
        }
    }
}
