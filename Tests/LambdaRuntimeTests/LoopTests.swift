import JSONValue
import Synchronization
import Surroundings
import TestSupport
import Testing

@testable import LambdaRuntime

/// The loop against a Runtime API, well-behaved and not.
struct LoopTests {
    private static let echo: InvocationHandler = { .bytes($0.event) }
    private static let prefix = "/2018-06-01/runtime/invocation/\(FakeRuntimeAPI.requestID)"

    private struct CheckoutError: Error, CustomStringConvertible { var description = "the \"cart\" is\nempty \u{1}" }

    @Test("an event is handed to the handler and its output posted under the event's id")
    func echo() async throws {
        let api = try FakeRuntimeAPI([.event(#"{"a":1}"#), .event("[]")])
        let (posts, failure) = try await api.run(posts: 2, Self.echo)
        #expect(failure == nil)
        #expect(posts.map(\.path) == [Self.prefix + "/response", Self.prefix + "/response"])
        #expect(posts.map(\.text) == [#"{"a":1}"#, "[]"])
        #expect(posts[0].headers["content-type"] == "application/json")
        #expect(posts[0].headers["expect"] == nil)
        #expect(api.connectionCount == 1)
    }

    @Test("a Runtime API that closes every connection is served all the same")
    func closing() async throws {
        let api = try FakeRuntimeAPI([.event("1"), .event("2"), .event("3")], closing: true)
        #expect(try await api.run(posts: 3, Self.echo).posts.map(\.text) == ["1", "2", "3"])
    }

    @Test("what a handler throws becomes an error report that is JSON whatever the message holds, and the loop goes on")
    func thrown() async throws {
        let api = try FakeRuntimeAPI([.event("1"), .event("2")])
        let (posts, _) = try await api.run(posts: 2) { invocation in
            if invocation.event == Array("1".utf8) { throw CheckoutError() }
            return .bytes(invocation.event)
        }
        #expect(posts[0].path == Self.prefix + "/error")
        #expect(posts[0].headers["lambda-runtime-function-error-type"] == "Function.CheckoutError")
        #expect(posts[0].headers["content-type"] == "application/json")
        let body = try JSON(parsing: posts[0].body)
        #expect(body == ["errorType": "CheckoutError", "errorMessage": "the \"cart\" is\nempty \u{1}", "stackTrace": []])
        #expect(posts[1].text == "2")
    }

    @Test("an event that does not decode is reported with the path and what was expected")
    func decoding() async throws {
        struct Order: Decodable { var items: [Item] }
        struct Item: Decodable { var price: Double }
        let api = try FakeRuntimeAPI([.event(#"{"items":[{"price":1},{"price":"two"}]}"#)])
        let (posts, _) = try await api.run(posts: 1) { invocation in
            let order: Order = try invocation.decodeEvent()
            return .bytes(Array("\(order.items.count)".utf8))
        }
        #expect(posts[0].headers["lambda-runtime-function-error-type"] == "Runtime.UnmarshalError")
        let message = try #require(JSON(parsing: posts[0].body)["errorMessage"]?.string)
        #expect(message.contains("items[1].price"))
        #expect(!message.contains("two"))
    }

    @Test("a post that the Runtime API refuses does not end the loop", arguments: [400, 403, 404, 500])
    func refusedPost(status: Int) async throws {
        let first = Atomic(true)
        let api = try FakeRuntimeAPI([.event("1"), .event("2")]) { _ in
            first.exchange(false, ordering: .relaxed) ? .respond(status, "no") : .respond(202, "yes")
        }
        let (posts, failure) = try await api.run(posts: 2, Self.echo)
        #expect(posts.map(\.text) == ["1", "2"])
        #expect(failure == nil)
    }

    @Test("a response that the Runtime API finds too large becomes an error report with its size and the limit")
    func tooLargeForTheAPI() async throws {
        let api = try FakeRuntimeAPI([.event("12345"), .event("2")]) { request in
            request.path.hasSuffix("/response") && request.text == "12345" ? .respond(413, "Exceeded") : .respond(202, "yes")
        }
        let (posts, _) = try await api.run(posts: 3, Self.echo)
        #expect(posts.map(\.path) == [Self.prefix + "/response", Self.prefix + "/error", Self.prefix + "/response"])
        #expect(posts[1].headers["lambda-runtime-function-error-type"] == "Function.ResponseSizeTooLarge")
        #expect(posts[1].text.contains("5 bytes") && posts[1].text.contains("6291556"))
    }

    @Test("a response over Lambda's own limit is refused before it is sent, one at the limit is sent")
    func tooLarge() async throws {
        let api = try FakeRuntimeAPI([.event("1"), .event("2")])
        let (posts, _) = try await api.run(posts: 2) { invocation in
            .bytes([UInt8](repeating: 0x20, count: 6_291_556 + (invocation.event == Array("1".utf8) ? 1 : 0)))
        }
        #expect(posts[0].path.hasSuffix("/error") && posts[0].text.contains("6291557"))
        #expect(posts[1].path.hasSuffix("/response") && posts[1].body.count == 6_291_556)
    }

    @Test("an event over 6 MB is reported as an error of its invocation, and the loop goes on")
    func eventTooLarge() async throws {
        let api = try FakeRuntimeAPI([.event(String(repeating: "1", count: 6 * 1024 * 1024 + 1)), .event("2")])
        let (posts, _) = try await api.run(posts: 2, Self.echo)
        #expect(posts[0].path.hasSuffix("/error"))
        #expect(posts[0].headers["lambda-runtime-function-error-type"] == "Runtime.EventSizeTooLarge")
        #expect(posts[1].text == "2")
    }

    @Test("an event with endless header fields is reported for what it is, and the loop goes on")
    func headTooLarge() async throws {
        let line = "X-Long: " + String(repeating: "a", count: 60_000) + "\r\n"
        let flood = "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\n" + String(repeating: line, count: 6) + "\r\n"
        let api = try FakeRuntimeAPI([.fault(.raw(Array(flood.utf8))), .event("2")])
        let (posts, _) = try await api.run(posts: 2, Self.echo)
        #expect(posts[0].path.hasSuffix("/id-1/error") && posts[0].text.contains("header fields have more than 262144 bytes"))
        #expect(posts[1].text == "2")
    }

    @Test(
        "an address that can be none ends the loop at once, and is shown",
        arguments: ["127.0.0.1:99999", "127.0.0.1:abc", ":abc", "[::1"])
    func impossibleAddress(address: String) async throws {
        let api = try FakeRuntimeAPI([])
        let failure = try await api.run(posts: 0, environment: ["AWS_LAMBDA_RUNTIME_API": address], Self.echo).failure
        #expect("\(failure.map { "\($0)" } ?? "")".contains("must be HOST or HOST:PORT, such as 127.0.0.1:9001, but is \"\(address)\""))
    }

    @Test(
        "no next event for a while is waited out",
        arguments: [
            ScriptedServer.Reaction.respond(500, "container error"), .respond(503, ""), .reset, .rawThenClose([]),
            .rawThenClose(Array("nonsense\r\n\r\n".utf8)), .respond(200, "an event without headers"),
            .respond(200, headers: [("Lambda-Runtime-Aws-Request-Id", "../../init/error")], body: [0x31]),
        ])
    func unavailable(fault: ScriptedServer.Reaction) async throws {
        let api = try FakeRuntimeAPI(Array(repeating: .fault(fault), count: 3) + [.event("1")])
        let (posts, failure) = try await api.run(posts: 1, Self.echo)
        #expect(posts.map(\.text) == ["1"])
        #expect(failure == nil)
    }

    @Test("no next event for good ends the loop with the reason")
    func unavailableForGood() async throws {
        let api = try FakeRuntimeAPI(Array(repeating: .fault(.respond(500, "container error")), count: 50))
        let failure = try #require(try await api.run(posts: 0, Self.echo).failure)
        #expect("\(failure)".contains("6 attempts") && "\(failure)".contains("500"))
    }

    @Test("a refused request for the next event ends the loop with the Runtime API's words", arguments: [403, 404, 413])
    func refusedNext(status: Int) async throws {
        let api = try FakeRuntimeAPI([.fault(.respond(status, "State transition is not allowed"))])
        let failure = try #require(try await api.run(posts: 0, Self.echo).failure)
        #expect("\(failure)".contains("\(status)") && "\(failure)".contains("State transition"))
    }

    @Test("where several invocations may run, one refused request for the next event ends the loop with the reason")
    func refusedNextOfSeveral() async throws {
        let api = try FakeRuntimeAPI([.fault(.hold), .fault(.hold), .fault(.respond(403, "State transition is not allowed"))])
        let failure = try await api.run(posts: 0, environment: ["AWS_LAMBDA_MAX_CONCURRENCY": "4"], Self.echo).failure
        #expect("\(failure as Any)".contains("403"))
    }

    @Test("an event without a deadline has Lambda's longest")
    func noDeadline() async throws {
        let api = try FakeRuntimeAPI([.event("1", headers: [("Lambda-Runtime-Aws-Request-Id", "id-1")])])
        let (posts, _) = try await api.run(posts: 1) { .bytes(Array("\($0.context.remainingTime.components.seconds)".utf8)) }
        #expect(try #require(Int(posts[0].text)) > 890)
    }

    @Test("a host name serves as well as an address")
    func hostName() async throws {
        let api = try FakeRuntimeAPI([.event("1")])
        let port = try #require(api.address.split(separator: ":").last)
        let (posts, _) = try await api.run(posts: 1, environment: ["AWS_LAMBDA_RUNTIME_API": "localhost:\(port)"], Self.echo)
        #expect(posts.count == 1)
    }

    @Test("an address without a port means HTTP's own")
    func noPort() throws {
        let settings = try RuntimeSettings(Environment(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1"]))
        #expect(settings.url("invocation/next") == "http://127.0.0.1/2018-06-01/runtime/invocation/next")
    }

    @Test("several invocations run side by side where the environment allows it")
    func concurrency() async throws {
        let api = try FakeRuntimeAPI((1...4).map { .event("\($0)") })
        let running = Mutex<[UnsafeContinuation<Void, Never>]>([])
        let (posts, _) = try await api.run(posts: 4, environment: ["AWS_LAMBDA_MAX_CONCURRENCY": "4"]) { invocation in
            // Nobody goes on before all four are here.
            await withUnsafeContinuation { continuation in
                let all = running.withLock { running in
                    running.append(continuation)
                    return running.count == 4 ? running : []
                }
                for waiting in all { waiting.resume() }
            }
            return .bytes(invocation.event)
        }
        #expect(Set(posts.map(\.text)) == ["1", "2", "3", "4"])
    }

    @Test(
        "the environment is checked before the loop",
        arguments: [
            ([:], "rollout invoke"), (["AWS_LAMBDA_RUNTIME_API": ""], "rollout invoke"), (["AWS_LAMBDA_RUNTIME_API": "a b"], "HOST:PORT"),
            (["AWS_LAMBDA_RUNTIME_API": "host/path"], "HOST:PORT"),
        ])
    func settings(environment: [String: String], hint: String) {
        do throws(RuntimeFailure) {
            _ = try RuntimeSettings(Environment(environment))
            Issue.record("\(environment) was accepted")
        } catch {
            #expect("\(error)".contains(hint))
        }
    }
}
