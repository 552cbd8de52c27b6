import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

/// Asynchronous invocations, and what outlasts a cloud.
@Suite("Lambda: events and restarts", .enabled(if: Python.has("json")))
struct LambdaEventTests {
    private let python: [UInt8]

    init() async throws { python = try await TestCode.python() }

    private func attempts(_ path: String) -> [Substring] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n")
    }

    @Test(
        "an event is tried again after one minute and after two, and no more",
        arguments: [(failures: 0, attempts: 1, minutes: 0.0), (1, 2, 1), (2, 3, 3), (9, 3, 3)])
    func retries(failures: Int, attempts: Int, minutes: Double) async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "flaky"])
            let folder = try TemporaryFolder()
            let start = cloud.context.clock.now
            let payload = JSON.object(["file": .string(folder.path + "/log"), "failures": .integer(failures)]).description
            let output = try await cloud.invoke("f", nil, payload, type: .event)
            #expect(output.status == 202)
            #expect(output.payload.isEmpty)
            while cloud.lambda.events.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
            let lines = self.attempts(folder.path + "/log")
            #expect(lines.count == attempts)
            #expect(Set(lines).count == 1)
            let passed = (cloud.context.clock.now - start) / .seconds(60)
            #expect(passed >= minutes && passed < minutes + 1)
            #expect(cloud.log.messages.contains { $0.hasPrefix("An event of an asynchronous invocation was dropped") } == (failures == 9))
        }
    }

    @Test("the function's own number of retries counts")
    func ownRetries() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "flaky"])
            try await cloud.call("PutFunctionEventInvokeConfig", ["FunctionName": "f", "MaximumRetryAttempts": 0])
            let folder = try TemporaryFolder()
            _ = try await cloud.invoke("f", nil, #"{"file":"\#(folder.path)/log","failures":9}"#, type: .event)
            while cloud.lambda.events.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(attempts(folder.path + "/log").count == 1)
        }
    }

    @Test("functions, versions, aliases, policies, URLs and waiting events are there after a restart")
    func restart() async throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data")
        var url: JSON?
        var alias: JSON?
        // Time stands still for all but what is busy, so the event's second attempt is for the next run.
        try await LambdaSandbox.run(folder: data, speed: .times(1)) { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "flaky"], publish: true)
            try await cloud.call("CreateAlias", ["FunctionName": "f", "Name": "live", "FunctionVersion": "1"])
            url = try await cloud.call("CreateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "live", "AuthType": "NONE"])
            alias = try await cloud.call("GetAlias", ["FunctionName": "f", "Name": "live"])
            let payload = #"{"file":"\#(folder.path)/log","failures":1}"#
            _ = try await cloud.invoke("f", "live", payload, type: .event)
            while cloud.lambda.events.all.first?.row.errors != 1 { try await Task.sleep(for: .milliseconds(5)) }
        }
        try await LambdaSandbox.run(folder: data) { cloud in
            #expect(try await cloud.call("GetAlias", ["FunctionName": "f", "Name": "live"]) == alias)
            let found = try await cloud.call("GetFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "live"])
            #expect(found["FunctionUrl"] == url?["FunctionUrl"])
            while cloud.lambda.events.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(attempts(folder.path + "/log").count == 2)
            #expect(try await cloud.call("PublishVersion", ["FunctionName": "f"])["Version"] == "1")
        }
    }
}
