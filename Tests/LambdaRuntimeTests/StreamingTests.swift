import JSONValue
import Synchronization
import TestSupport
import Testing

@testable import LambdaRuntime

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct StreamingTests {
    private struct LateError: Error {}

    private func stream(_ write: @escaping @Sendable (LambdaResponseWriter) async throws -> Void) async throws -> ScriptedServer.Request {
        let api = try FakeRuntimeAPI([.event("{}")])
        let (posts, _) = try await api.run(posts: 1) { invocation in
            let writer = invocation.responseWriter()
            return .stream(writer) { try await write(writer) }
        }
        return try #require(posts.first)
    }

    @Test("pieces go out in chunks, in order")
    func pieces() async throws {
        let post = try await stream { writer in
            for number in 0..<100 { try await writer.write("\(number) ") }
        }
        #expect(post.path.hasSuffix("/response"))
        #expect(post.headers["lambda-runtime-function-response-mode"] == "streaming")
        #expect(post.headers["transfer-encoding"] == "chunked")
        #expect(post.text == (0..<100).map { "\($0) " }.joined())
        #expect(post.trailers.isEmpty)
    }

    @Test("more than may wait is sent whole")
    func large() async throws {
        let piece = [UInt8](repeating: 0x61, count: 100_000)
        let post = try await stream { writer in
            for _ in 0..<50 { try await writer.write(piece) }
        }
        #expect(post.body.count == 5_000_000)
    }

    @Test("a head goes before the body, behind eight NUL bytes")
    func head() async throws {
        let post = try await stream { writer in
            try writer.setHead(HTTPResponsePrelude(statusCode: 201, headers: ["Content-Type": "text/plain"], cookies: ["a=b"]))
            try await writer.write("body")
            #expect(throws: LambdaResponseError.self) { try writer.setHead(HTTPResponsePrelude()) }
        }
        #expect(post.headers["content-type"] == "application/vnd.awslambda.http-integration-response")
        let parts = post.text.split(separator: String(repeating: "\0", count: 8), maxSplits: 1)
        #expect(try JSON(parsing: String(parts[0])) == ["statusCode": 201, "headers": ["Content-Type": "text/plain"], "cookies": ["a=b"]])
        #expect(parts[1] == "body")
    }

    @Test("pieces written side by side before anything else go behind the head")
    func concurrentPieces() async throws {
        let post = try await stream { writer in
            try writer.setHead(HTTPResponsePrelude())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { try await writer.write("x") } }
                try await group.waitForAll()
            }
        }
        #expect(post.text.hasPrefix(#"{"statusCode":200"#) && post.text.hasSuffix("\0xxxxxxxx"))
    }

    @Test("a write throws when Lambda has refused the response, and the loop goes on")
    func refused() async throws {
        let isFirst = Atomic(true)
        let api = try FakeRuntimeAPI(
            [.event("1"), .event("2")],
            interruption: { _ in
                let refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"
                return isFirst.exchange(false, ordering: .relaxed) ? .raw(Array(refusal.utf8)) : nil
            })
        let piece = [UInt8](repeating: 0x61, count: 10_000)
        let (posts, _) = try await api.run(posts: 1) { invocation in
            let writer = invocation.responseWriter()
            return .stream(writer) {
                guard invocation.event == Array("1".utf8) else { return try await writer.write("second") }
                let error = await #expect(throws: LambdaResponseError.self) {
                    for _ in 0..<3000 { try await writer.write(piece) }
                }
                #expect("\(error as Any)".contains("413"))
            }
        }
        #expect(posts.first?.text == "second")
    }

    @Test("a write throws when the invocation is over, whether it began a response or failed before")
    func keptWriter() async throws {
        let api = try FakeRuntimeAPI([.event("1"), .event("2"), .event("3")])
        let kept = Mutex<[LambdaResponseWriter]>([])
        let (posts, _) = try await api.run(posts: 3) { invocation in
            let writer = invocation.responseWriter()
            let before = kept.withLock { kept in
                defer { kept.append(writer) }
                return kept
            }
            return .stream(writer) {
                for writer in before {
                    await #expect(throws: LambdaResponseError.self) { try await writer.write("late") }
                }
                if invocation.event == Array("1".utf8) { throw LateError() }
                try await writer.write("in time")
            }
        }
        #expect(posts.map(\.text).dropFirst() == ["in time", "in time"])
    }

    @Test("a handler that writes nothing answers with an empty response")
    func empty() async throws {
        let post = try await stream { _ in }
        #expect(post.path.hasSuffix("/response") && post.body.isEmpty)
    }

    @Test("an error before the first piece is an ordinary error report")
    func earlyError() async throws {
        let post = try await stream { _ in throw LateError() }
        #expect(post.path.hasSuffix("/error"))
        #expect(post.headers["lambda-runtime-function-error-type"] == "Function.LateError")
    }

    @Test("an error after it ends the response with trailers")
    func lateError() async throws {
        let post = try await stream { writer in
            try await writer.write("half")
            throw LateError()
        }
        #expect(post.path.hasSuffix("/response") && post.text == "half")
        #expect(post.trailers["lambda-runtime-function-error-type"] == "Function.LateError")
        let body = try #require(post.trailers["lambda-runtime-function-error-body"].flatMap { Data(base64Encoded: $0) })
        #expect(try JSON(parsing: Array(body))["errorType"] == "LateError")
    }

    @Test("an error after it ends the response with trailers however long its message is", arguments: ["x", "é", "\u{1}"])
    func longLateError(character: Character) async throws {
        struct LongError: Error, CustomStringConvertible { let description: String }
        let error = LongError(description: String(repeating: character, count: 60_000))
        let post = try await stream { writer in
            try await writer.write("half")
            throw error
        }
        #expect(post.trailers["lambda-runtime-function-error-type"] == "Function.LongError")
        let body = try #require(post.trailers["lambda-runtime-function-error-body"].flatMap { Data(base64Encoded: $0) })
        let message = try #require(JSON(parsing: Array(body))["errorMessage"]?.string)
        #expect(message.hasPrefix("\(character)") && message.hasSuffix("(cut: \(error.description.utf8.count) bytes)"))
        #expect(body.count < 9000)
    }
}
