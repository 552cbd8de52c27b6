import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

/// Invocations of real processes.
@Suite("Lambda: invocations", .enabled(if: Python.has("json")))
struct LambdaInvokeTests {
    private let python: [UInt8]

    init() async throws { python = try await TestCode.python() }

    @Test("a Swift function answers what it was sent, by whichever name it is called")
    func echo() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("Echo", TestCode.echo(), publish: true)
            try await cloud.call("CreateAlias", ["FunctionName": "Echo", "Name": "live", "FunctionVersion": "1"])
            let arn = "arn:aws:lambda:us-east-1:123456789012:function:Echo"
            let names: [(String, String?, String)] = [
                ("Echo", nil, "$LATEST"), ("Echo", "$LATEST", "$LATEST"), ("Echo", "1", "1"), ("Echo", "live", "1"),
                ("Echo:live", nil, "1"),
                ("Echo:live", "live", "1"), (arn, nil, "$LATEST"), (arn + ":1", nil, "1"), ("123456789012:function:Echo", "live", "1"),
            ]
            for (name, qualifier, version) in names {
                let output = try await cloud.invoke(name, qualifier, #"{"a":[1,2]}"#)
                #expect(output.status == 200)
                #expect(output.executedVersion == version)
                #expect(output.functionError == nil)
                #expect(output.logResult == nil)
                #expect(try output.json() == ["a": [1, 2]])
            }
            // $LATEST and version 1: one warm instance each.
            #expect(cloud.lambda.fleet.count() == 2)
        }
    }

    @Test("an empty payload is an empty object; one that is no JSON is refused; so is one that is too large for its kind")
    func payloads() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("Echo", TestCode.echo())
            #expect(try await cloud.invoke("Echo", nil, "").json() == [:])
            let large = JSON.string(String(repeating: "x", count: 1024 * 1024)).description
            let refused: [(String, InvocationType, String)] = [
                ("{", .requestResponse, "InvalidRequestContentException"), ("nonsense", .event, "InvalidRequestContentException"),
                (large, .event, "RequestTooLargeException"),
                (String(repeating: " ", count: Function.largestEvent) + "1", .requestResponse, "RequestTooLargeException"),
            ]
            for (payload, type, code) in refused {
                await #expect { try await cloud.invoke("Echo", nil, payload, type: type) } throws: { ($0 as? AWSError)?.code == code }
            }
            #expect(try await cloud.invoke("Echo", nil, large).payload.count == large.utf8.count)
        }
    }

    @Test("an instance that is busy after its answer keeps no event waiting beyond the function's timeout")
    func busyAfterAnswer() async throws {
        let interpreter = try await TestCode.pythonBootstrap().prefix { $0 != UInt8(ascii: "\n") }
        let script = """

            import os, time, urllib.request
            base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
            with urllib.request.urlopen(base + "next") as r: id = r.headers["Lambda-Runtime-Aws-Request-Id"]
            urllib.request.urlopen(urllib.request.Request(base + id + "/response", data=b"1", method="POST")).read()
            time.sleep(600)
            """
        try await LambdaSandbox.run { cloud in
            try await cloud.create("Busy", TestCode.zip(Array(interpreter) + Array(script.utf8)), timeout: 2)
            for _ in 0..<2 {
                let output = try await cloud.invoke("Busy")
                #expect(output.functionError == nil)
                #expect(try output.json() == 1)
            }
            #expect(
                cloud.log.messages.contains { $0.contains("did not ask for its next event within the function's timeout of 2.00 seconds") })
        }
    }

    @Test("a dry run runs nothing and finds what isn't there")
    func dryRun() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("Echo", TestCode.echo())
            #expect(try await cloud.invoke("Echo", type: .dryRun).status == 204)
            #expect(cloud.lambda.fleet.count() == 0)
            for (name, qualifier) in [("Nobody", nil), ("Echo", "2"), ("Echo", "live")] as [(String, String?)] {
                await #expect { try await cloud.invoke(name, qualifier, type: .dryRun) } throws: {
                    ($0 as? AWSError)?.code == "ResourceNotFoundException"
                }
            }
        }
    }

    @Test(
        "what goes wrong in a function is its error, and the next event finds a process that works",
        arguments: [
            ("throw", "ValueError", "the answer is 41"), ("exit3", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
            ("exit0", "Runtime.ExitError", "Runtime exited without providing a reason"),
            ("segfault", "Runtime.ExitError", "Runtime exited with error: signal: segmentation fault"),
            ("hang", "Sandbox.Timedout", "Task timed out after 1.00 seconds"), ("init_error", "ImportError", "no module named hope"),
            ("init_exit", "Runtime.ExitError", "Runtime exited with error: exit status 7"),
        ])
    func errors(behaviour: String, type: String, message: String) async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": behaviour], timeout: behaviour == "hang" ? 1 : 60)
            for _ in 0..<2 {
                let output = try await cloud.invoke("f")
                #expect(output.status == 200)
                #expect(output.functionError == "Unhandled")
                #expect(output.executedVersion == "$LATEST")
                #expect(try output.json()["errorType"]?.string == type)
                let told = try #require(try output.json()["errorMessage"]?.string)
                // What a process has posted is told as it is.
                let prefix = ["ValueError", "ImportError"].contains(type) ? "" : "RequestId: \(told.dropFirst(11).prefix(36)) Error: "
                #expect(told == prefix + message)
            }
            #expect(cloud.metrics.values("Errors", ["FunctionName": "f"]) == [1, 1])
            #expect(cloud.metrics.values("Invocations", [:]) == [1, 1])
            _ = try await cloud.publish("f", ["BEHAVIOUR": "echo"])
            #expect(try await cloud.invoke("f", "1", "[7]").json() == [7])
        }
    }

    @Test("the tail of the log has the invocation's own lines, in order, and at most 4 KiB")
    func logTail() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "talk"])
            func tail(_ lines: Int) async throws -> [Substring] {
                let output = try await cloud.invoke("f", nil, #"{"lines":\#(lines)}"#, logTail: true)
                let data = try #require(output.logResult.flatMap { Data(base64Encoded: $0) })
                #expect(data.count <= 4096)
                return String(decoding: data, as: UTF8.self).split(separator: "\n")
            }
            let first = try await tail(2)
            #expect(first.first?.wholeMatch(of: /START RequestId: [0-9a-f-]{36} Version: \$LATEST/) != nil)
            #expect(first[1...2] == ["line 0", "line 1"])
            #expect(first[3].wholeMatch(of: /END RequestId: [0-9a-f-]{36}/) != nil)
            #expect(first[4].contains("\tInit Duration: "))
            #expect(first.count == 5)
            let second = try await tail(0)
            #expect(second.count == 3)
            let report = try #require(second.last)
            #expect(
                report.wholeMatch(of: /REPORT RequestId: [0-9a-f-]{36}\tDuration: [0-9.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB/)
                    != nil)
            let long = try await tail(100_000)
            #expect(long[long.count - 3] == "line 99999")
            #expect(long.last?.hasPrefix("REPORT") == true)
        }
    }

    @Test("a function has Lambda's variables, its own, and a clean environment besides; a private temporary folder that goes away")
    func environment() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "variables", "OWN": "1"])
            let version = try await cloud.call("PublishVersion", ["FunctionName": "f"])["Version"]?.string
            let answer = try await cloud.invoke("f", version).json()
            let variables = try #require(answer["variables"])
            #expect(variables["AWS_LAMBDA_FUNCTION_NAME"] == "f")
            #expect(variables["AWS_LAMBDA_FUNCTION_VERSION"] == "1")
            #expect(variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "128")
            #expect(variables["_HANDLER"] == "bootstrap")
            #expect(variables["OWN"] == "1")
            #expect(variables["HOME"] == nil)
            #expect(variables["LAMBDA_TASK_ROOT"] == answer["cwd"])
            let key = try #require(variables["AWS_ACCESS_KEY_ID"]?.string)
            #expect(cloud.context.credentials.issued(key)?.caller == .role(arn: LambdaSandbox.role, session: "f"))
            let folder = try #require(variables["TMPDIR"]?.string)
            let attributes = try FileManager.default.attributesOfItem(atPath: folder)
            #expect((attributes[.posixPermissions] as? Int) == 0o700)
            // It ends with its instance.
            let revision = try #require(cloud.lambda.versions["f:1"]?.instances)
            await cloud.lambda.fleet.stop(revision)
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test("the client context and the function's name as called reach the process")
    func clientContext() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "headers"])
            let context = Data(#"{"custom":{"k":"é"}}"#.utf8).base64EncodedString()
            let headers = try await cloud.invoke("f", clientContext: context).json()
            let text = try #require(headers["Lambda-Runtime-Client-Context"]?.string)
            #expect(try JSON(parsing: text)["custom"]?["k"] == "é")
            #expect(headers["Lambda-Runtime-Invoked-Function-Arn"] == "arn:aws:lambda:us-east-1:123456789012:function:f")
            #expect(
                try await cloud.invoke("f", "$LATEST").json()["Lambda-Runtime-Invoked-Function-Arn"]?.string?.hasSuffix(":f:$LATEST")
                    == true)
            for bad in ["%%%", Data("[1]".utf8).base64EncodedString(), String(repeating: "A", count: 3584)] {
                await #expect { try await cloud.invoke("f", clientContext: bad) } throws: {
                    ($0 as? AWSError)?.code == "InvalidRequestContentException"
                }
            }
        }
    }

    @Test("events that come together get instances of their own, which stay warm; beyond the limit they wait in line")
    func instances() async throws {
        try await LambdaSandbox.run(InstanceFleet.Limits(instancesPerVersion: 3)) { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "count"])
            let pids = try await withThrowingTaskGroup(of: JSON?.self) { group in
                for _ in 0..<30 { group.addTask { try await cloud.invoke("f").json()["pid"] } }
                return try await group.reduce(into: Set<JSON>()) { if let pid = $1 { $0.insert(pid) } }
            }
            #expect((1...3).contains(pids.count))
            #expect(cloud.lambda.fleet.count() == pids.count)
            #expect(try await pids.contains(cloud.invoke("f").json()["pid"] ?? .null))
        }
    }

    @Test("what a function still does after its answer stands still until the next event, and ends with the instance")
    func background() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/ticks"
        func count() -> Int { FileManager.default.contents(atPath: file)?.count ?? 0 }
        var process: pid_t = 0
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "background"])
            process = try await pid_t(cloud.invoke("f", nil, JSON.object(["file": .string(file)]).description).json().int ?? 0)
            // It takes a moment until it stands still.
            var (before, rounds) = (-1, 0)
            while count() != before {
                before = count()
                rounds += 1
                try #require(rounds < 100)
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(before < 2000)
            #expect(try await cloud.invoke("f", nil, #"{"seconds": 0.5}"#).json().int == Int(process))
            #expect(count() > before)
        }
        #expect(kill(process, 0) == -1 && errno == ESRCH)
    }

    @Test("the Runtime API answers no web pages, and to no address but its own")
    func foreign() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "foreign"])
            var expected: JSON.Object = ["own": 404, "page": 403, "image": 403, "rebound": 403]
            #if os(Linux)
                expected["guessed"] = .null
            #else
                expected["guessed"] = 404
            #endif
            #expect(try await cloud.invoke("f").json() == .object(expected))
        }
    }

    @Test("of instances that are idle, those that are too many end: the one that has been idle longest first")
    func surplus() async throws {
        try await LambdaSandbox.run(InstanceFleet.Limits(idleInstances: 2)) { cloud in
            for name in ["a", "b", "c"] {
                try await cloud.create(name, TestCode.echo())
                _ = try await cloud.invoke(name)
            }
            let first = try #require(cloud.lambda.functions["a"]?.latest.instances)
            while cloud.lambda.fleet.count(first) > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(cloud.lambda.fleet.count() == 2)
        }
    }

    @Test("an instance that has been idle for long ends, and the next event starts another")
    func idle() async throws {
        try await LambdaSandbox.run(InstanceFleet.Limits(idleTime: .zero)) { cloud in
            try await cloud.create("a", TestCode.echo())
            _ = try await cloud.invoke("a")
            cloud.lambda.fleet.endIdle()
            while cloud.lambda.fleet.count() > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await cloud.invoke("a").functionError == nil)
        }
    }

    @Test("new code is for the next event; the one in hand is answered by the old")
    func update() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "wait_for_file", "ANSWER": "old"])
            let folder = try TemporaryFolder()
            let payload = JSON.object(["file": .string(folder.path + "/go"), "ready": .string(folder.path + "/ready")]).description
            async let old = cloud.invoke("f", nil, payload)
            while !FileManager.default.fileExists(atPath: folder.path + "/ready") { try await Task.sleep(for: .milliseconds(5)) }
            _ = try await cloud.publish("f", ["BEHAVIOUR": "wait_for_file", "ANSWER": "new"])
            #expect(FileManager.default.createFile(atPath: folder.path + "/go", contents: nil))
            #expect(try await cloud.invoke("f", nil, payload).json() == "new")
            #expect(try await old.json() == "old")
            // What ran the old code goes.
            while cloud.lambda.fleet.count() > 1 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test("reserved concurrency: what is more is throttled with 429's error and counted, none at all with zero")
    func reservedConcurrency() async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create("f", python, environment: ["BEHAVIOUR": "wait_for_file", "ANSWER": "done"])
            func reserve(_ count: Int) async throws {
                try await cloud.call("PutFunctionConcurrency", ["FunctionName": "f", "ReservedConcurrentExecutions": .integer(count)])
            }
            try await reserve(1)
            let folder = try TemporaryFolder()
            let payload = JSON.object(["file": .string(folder.path + "/go"), "ready": .string(folder.path + "/ready")]).description
            async let first = cloud.invoke("f", nil, payload)
            while !FileManager.default.fileExists(atPath: folder.path + "/ready") { try await Task.sleep(for: .milliseconds(5)) }
            await #expect { try await cloud.invoke("f", nil, payload) } throws: { error in
                let error = error as? AWSError
                return error?.code == "TooManyRequestsException"
                    && error?.members["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
            }
            #expect(FileManager.default.createFile(atPath: folder.path + "/go", contents: nil))
            #expect(try await first.json() == "done")
            #expect(try await cloud.invoke("f", nil, payload).json() == "done")
            #expect(cloud.metrics.values("Throttles", ["FunctionName": "f"]) == [1, 0, 0])
            try await reserve(0)
            await #expect(throws: AWSError.self) { try await cloud.invoke("f", nil, payload) }
            try await cloud.call("DeleteFunctionConcurrency", ["FunctionName": "f"])
            #expect(try await cloud.invoke("f", nil, payload).json() == "done")
        }
    }
}
