import JSONValue
import Logging
import Synchronization
import Surroundings
import TestSupport
import Testing

@testable import LambdaRuntime

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct ContextTests {
    @Test("the context says what the headers and the environment say")
    func context() async throws {
        let headers =
            FakeRuntimeAPI.headers + [
                ("Lambda-Runtime-Client-Context", #"{"client":{"app_title":"shop"}}"#), ("Lambda-Runtime-Cognito-Identity", "not JSON"),
                ("Lambda-Runtime-Aws-Tenant-Id", "blue"),
            ]
        let environment = [
            "AWS_LAMBDA_FUNCTION_NAME": "hook", "AWS_LAMBDA_FUNCTION_VERSION": "7", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/hook", "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
        ]
        let api = try FakeRuntimeAPI([.event("1", headers: headers)])
        let (posts, _) = try await api.run(posts: 1, environment: environment) { invocation in
            let context = invocation.context
            #expect(context.requestID == FakeRuntimeAPI.requestID)
            #expect(context.deadline == 32_503_680_000_000)
            #expect(context.remainingTime > .seconds(1_000_000))
            #expect(context.invokedFunctionARN.hasSuffix(":function:hook"))
            #expect(context.traceID == "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")
            #expect(context.clientContext?["client"]?["app_title"] == "shop")
            #expect(context.cognitoIdentity == nil)
            #expect(context.tenantID == "blue")
            #expect(context.functionName == "hook" && context.functionVersion == "7" && context.memoryLimit == 128)
            #expect(context.logGroup == "/aws/lambda/hook" && context.logStream == "stream")
            return .bytes(invocation.event)
        }
        #expect(posts.count == 1)
    }

    @Test("a Cognito identity that is JSON can be read")
    func cognitoIdentity() async throws {
        let identity = ("Lambda-Runtime-Cognito-Identity", #"{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}"#)
        let api = try FakeRuntimeAPI([.event("1", headers: FakeRuntimeAPI.headers + [identity])])
        let (posts, _) = try await api.run(posts: 1) { invocation in
            .bytes(Array((invocation.context.cognitoIdentity?["cognitoIdentityPoolId"]?.string ?? "none").utf8))
        }
        #expect(posts.first?.text == "pool")
    }

    @Test("where several invocations may run side by side, no trace id is in the environment")
    func traceVariableOfSeveral() async {
        await #expect(processExitsWith: .success) {
            let api = try FakeRuntimeAPI([.event("1"), .event("2")])
            let (posts, _) = try await api.run(posts: 2, environment: ["AWS_LAMBDA_MAX_CONCURRENCY": "2"]) { invocation in
                .bytes(Array("\(getenv("_X_AMZN_TRACE_ID") == nil), but \(invocation.context.traceID ?? "")".utf8))
            }
            #expect(posts.map(\.text) == Array(repeating: "true, but Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", count: 2))
        }
    }

    @Test("the trace id is in the environment while the handler runs, and gone after it")
    func traceVariable() async {
        await #expect(processExitsWith: .success) {
            let api = try FakeRuntimeAPI([
                .event("1"), .event("2", headers: [("Lambda-Runtime-Aws-Request-Id", "a"), ("Lambda-Runtime-Trace-Id", "Root=2")]),
                .event("3", headers: [("Lambda-Runtime-Aws-Request-Id", "b")]),
            ])
            let (posts, _) = try await api.run(posts: 3) { _ in
                .bytes(Array((getenv("_X_AMZN_TRACE_ID").map { String(cString: $0) } ?? "none").utf8))
            }
            #expect(posts.map(\.text) == ["Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", "Root=2", "none"])
            #expect(getenv("_X_AMZN_TRACE_ID") == nil)
        }
    }

    @Test("time that is over is zero, not negative")
    func overdue() {
        #expect(LambdaContext(requestID: "a", timeout: .seconds(-5)).remainingTime == .zero)
        #expect(LambdaContext(requestID: "a", timeout: .seconds(60)).remainingTime > .seconds(59))
    }

    private func lines(_ environment: [String: String], _ write: (Logger) -> Void) -> [String] {
        final class Sink: Sendable { let lines = Mutex<[String]>([]) }
        let sink = Sink()
        let settings = LogSettings(Environment(environment))
        write(
            Logger(label: "test") { _ in
                LambdaLogHandler(settings: settings, requestID: "id-1") { line in sink.lines.withLock { $0.append(line) } }
            })
        return sink.lines.withLock { $0 }
    }

    @Test("a text line is one line and carries time, request id, level, message and metadata")
    func text() throws {
        let line = try #require(lines([:]) { $0.warning("two\nlines", metadata: ["b": "2", "a": "1"]) }.first)
        let words = line.split(separator: " ", maxSplits: 1)
        #expect(words[0].count == 24 && words[0].hasSuffix("Z"))
        #expect(words[1] == "id-1 WARN two\\nlines a=1 b=2\n")
    }

    @Test("a JSON line has the fields that CloudWatch filters by")
    func json() throws {
        let line = try #require(
            lines(["AWS_LAMBDA_LOG_FORMAT": "JSON"]) { $0.error("\"broken\"", metadata: ["list": ["a", ["k": "v"]]]) }.first)
        let object = try JSON(parsing: line)
        #expect(object["level"] == "ERROR" && object["message"] == "\"broken\"" && object["requestId"] == "id-1")
        #expect(object["list"] == ["a", ["k": "v"]])
    }

    @Test("a line is never longer than CloudWatch takes, and JSON stays JSON", arguments: ["Text", "JSON"], ["x", "é", "\u{1}"])
    func longLine(format: String, character: Character) throws {
        let long = String(repeating: character, count: 400_000)
        let values: Logger.Metadata = ["a": .string(long), "b": [.string(long), ["c": .stringConvertible(long)]]]
        for message in ["short", long] {
            let line = try #require(
                lines(["AWS_LAMBDA_LOG_FORMAT": format]) { $0.info("\(message)", metadata: values) }.first)
            #expect(line.utf8.count <= 201 * 1024 && line.hasSuffix("\n"))
            if format == "JSON" { #expect(try JSON(parsing: line)["message"]?.string?.hasPrefix("\(message.prefix(1))") == true) }
        }
    }

    @Test(
        "the level is Lambda's variable, else the common one, else info",
        arguments: [
            ([:], 1), (["LOG_LEVEL": "debug"], 2), (["LOG_LEVEL": "debug", "AWS_LAMBDA_LOG_LEVEL": "ERROR"], 0),
            (["AWS_LAMBDA_LOG_LEVEL": "loud"], 1),
        ])
    func level(environment: [String: String], count: Int) {
        #expect(
            lines(environment) { logger in
                logger.debug("d")
                logger.info("i")
            }.count == count)
    }

    @Test("a format or level that is none is said, with what is logged instead")
    func unknownSettings() {
        func warnings(_ environment: [String: String]) -> [String] { LogSettings(Environment(environment)).warnings }
        #expect(warnings(["AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "WARN", "LOG_LEVEL": ""]) == [])
        #expect(
            warnings(["AWS_LAMBDA_LOG_LEVEL": "loud", "LOG_LEVEL": "debug", "AWS_LAMBDA_LOG_FORMAT": "x\n"]) == [
                "AWS_LAMBDA_LOG_FORMAT is \"x\\n\", which is neither JSON nor Text: the log is text.",
                "AWS_LAMBDA_LOG_LEVEL is \"loud\", which is none of trace, debug, info, warn, error, fatal: the level is debug.",
            ])
    }

    @Test(
        "an error's type has letters only after its dot, beginning with a capital",
        arguments: [
            (Plain() as any Error, "Function.Plain"), (lower_case2() as any Error, "Function.Lowercase"),
            (Generic<Int>() as any Error, "Function.Generic"),
            (InvocationError.event("x") as any Error, "Runtime.UnmarshalError"),
        ])
    func errorType(error: any Error, category: String) {
        #expect(FunctionError(error).category == category)
    }

    @Test("an error's message is bounded, as JSON", arguments: ["x", "é", "\u{1}"])
    func boundedMessage(character: Character) {
        struct Long: Error, CustomStringConvertible { let description: String }
        #expect(FunctionError(Long(description: String(repeating: character, count: 1_000_000))).body.count < 66_000)
    }
}

private struct Plain: Error {}
private struct lower_case2: Error {}
private struct Generic<Value>: Error {}
