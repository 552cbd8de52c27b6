import HTTPTransport
import JSONValue
import Processes
import Synchronization
import Testing

@testable import LocalCloud

/// The Runtime API over HTTP, with the test in the place of the process.
@Suite("Runtime API")
struct RuntimeAPITests {
    /// A Runtime API whose process is the test.
    private struct Process: Sendable {
        let api: RuntimeAPI
        let clock: ManualClock
        let url: String
        let kills: @Sendable () -> Int

        func next() async throws -> HTTPResponse { try await HTTPClient.shared.get(url + "invocation/next") }

        func post(_ path: String, _ body: String, headers: HTTPHeaders = [:]) async throws -> HTTPResponse {
            try await post(path, Array(body.utf8), headers: headers)
        }

        func post(_ path: String, _ body: [UInt8], headers: HTTPHeaders = [:]) async throws -> HTTPResponse {
            try await HTTPClient.shared.send(HTTPRequest(.post, url + path, headers: headers, body: body))
        }
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    private func withProcess(_ body: (Process) async throws -> Void) async throws {
        let clock = ManualClock()
        let kills = Counter()
        let configuration = FunctionConfiguration(name: "hook", version: "7", executable: "/nowhere/bootstrap", timeout: .seconds(3))
        let api = RuntimeAPI(configuration, clock: clock) { kills.value.withLock { $0 += 1 } }
        api.processStarts()
        try await LoopbackServer.run(api.respond) { port in
            defer { api.processEnded(.exited(0)) }
            try await body(
                Process(
                    api: api, clock: clock, url: "http://127.0.0.1:\(port)/2018-06-01/runtime/",
                    kills: { kills.value.withLock { $0 } }))
        }
    }

    private func invocation(_ answer: RuntimeAPI.Answer) throws -> Invocation {
        guard case .answered(let invocation) = answer else { throw Unexpected() }
        return invocation
    }

    private func error(_ answer: RuntimeAPI.Answer) throws -> FunctionError {
        guard case .failure(let error) = try invocation(answer).result else { throw Unexpected() }
        return error
    }

    private func isUndelivered(_ answer: RuntimeAPI.Answer) -> Bool {
        if case .undelivered = answer { true } else { false }
    }

    private struct Unexpected: Error {}

    @Test("an event goes out with its headers, and its response comes back")
    func event() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "id-1", payload: Array(#"{"a":1}"#.utf8))
            let event = try await process.next()
            #expect(event.status == 200)
            #expect(event.text == #"{"a":1}"#)
            #expect(event.headers["Lambda-Runtime-Aws-Request-Id"] == "id-1")
            #expect(event.headers["Lambda-Runtime-Invoked-Function-Arn"] == "arn:aws:lambda:us-east-1:123456789012:function:hook:7")
            #expect(event.headers["Lambda-Runtime-Trace-Id"]?.hasPrefix("Root=1-") == true)
            #expect((event.headers["Lambda-Runtime-Deadline-Ms"].flatMap { Int($0) } ?? 0) > 1_700_000_000_000)

            let reply = try await process.post("invocation/id-1/response", "[true]", headers: ["Content-Type": "application/json"])
            #expect(reply.status == 202)
            #expect(try reply.json() == ["status": "OK"])
            let invocation = try invocation(await answer)
            #expect(invocation.requestID == "id-1")
            #expect(invocation.initializationDuration != nil)
            let response = try invocation.result.get()
            #expect(response.payload == Array("[true]".utf8))
            #expect(response.contentType == "application/json")
            #expect(!response.isStreamed)
        }
    }

    @Test("events wait in line, and only the first carries the time of the start")
    func line() async throws {
        try await withProcess { process in
            async let first = process.api.invoke(requestID: "1", payload: [0x31])
            let one = try await process.next()
            async let second = process.api.invoke(requestID: "2", payload: [0x32])
            #expect(one.text == "1")
            _ = try await process.post("invocation/1/response", "1")
            #expect(try await process.next().text == "2")
            _ = try await process.post("invocation/2/response", "2")
            #expect(try invocation(await first).initializationDuration != nil)
            #expect(try invocation(await second).initializationDuration == nil)
        }
    }

    @Test("an unknown request id is refused with 400, a second answer with 403")
    func refusals() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            let unknown = try await process.post("invocation/2/response", "{}")
            #expect(unknown.status == 400)
            #expect(try unknown.json()["errorType"] == "InvalidRequestID")
            #expect(try await process.post("invocation/2/error", "{}").status == 400)
            #expect(try await process.post("invocation/1/response", "{}").status == 202)
            let second = try await process.post("invocation/1/response", "{}")
            #expect(second.status == 403)
            #expect(try second.json()["errorType"] == "InvalidStateTransition")
            #expect(try await process.post("invocation/1/error", "{}").status == 403)
            _ = await answer
        }
    }

    @Test("asking for the next event before answering is refused with 403")
    func unanswered() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            let again = try await process.next()
            #expect(again.status == 403)
            #expect(try again.json()["errorType"] == "InvalidStateTransition")
            _ = try await process.post("invocation/1/response", "{}")
            _ = await answer
        }
    }

    @Test("an error report becomes the invocation's error, with type and message")
    func reportedError() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            let body = #"{"errorType":"ValueError","errorMessage":"41","stackTrace":[]}"#
            let reply = try await process.post(
                "invocation/1/error", body, headers: ["Lambda-Runtime-Function-Error-Type": "Function.ValueError"])
            #expect(reply.status == 202)
            let error = try error(await answer)
            #expect(error.kind == .reported)
            #expect(error.type == "ValueError")
            #expect(error.message == "41")
            #expect(error.payload == Array(body.utf8))
        }
    }

    @Test("a response over the limit is refused with 413 and fails the invocation; one at the limit passes")
    func sizes() async throws {
        try await withProcess { process in
            async let first = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            let limit = 6_291_556
            let refusal = try await process.post("invocation/1/response", [UInt8](repeating: 0x20, count: limit + 1))
            #expect(refusal.status == 413)
            #expect(
                try refusal.json() == [
                    "errorMessage": "Exceeded maximum allowed payload size (6291556 bytes).", "errorType": "RequestEntityTooLarge",
                ])
            let error = try error(await first)
            #expect(error.type == "Function.ResponseSizeTooLarge")

            async let second = process.api.invoke(requestID: "2", payload: [])
            _ = try await process.next()
            #expect(try await process.post("invocation/2/response", [UInt8](repeating: 0x20, count: limit)).status == 202)
            #expect(try invocation(await second).result.get().payload.count == limit)
        }
    }

    @Test("a streamed response may be larger than a buffered one")
    func streamed() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            let exchange = try StreamingExchange(
                postTo: process.url + "invocation/1/response",
                headers: ["Content-Type": "text/plain", "Lambda-Runtime-Function-Response-Mode": "streaming"])
            for _ in 0..<8 { try await exchange.write([UInt8](repeating: 0x61, count: 1024 * 1024)) }
            #expect(try await exchange.finish(trailers: [:]).status == 202)
            let response = try invocation(await answer).result.get()
            #expect(response.isStreamed)
            #expect(response.payload.count == 8 * 1024 * 1024)
        }
    }

    @Test("an error in the trailers of a streamed response fails the invocation")
    func trailers() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            let exchange = try StreamingExchange(
                postTo: process.url + "invocation/1/response",
                headers: [
                    "Lambda-Runtime-Function-Response-Mode": "streaming",
                    "Trailer": "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
                ])
            try await exchange.write(Array("half of".utf8))
            // {"errorType":"Torn","errorMessage":"in two"}
            let reply = try await exchange.finish(trailers: [
                "Lambda-Runtime-Function-Error-Type": "Function.Torn",
                "Lambda-Runtime-Function-Error-Body": "eyJlcnJvclR5cGUiOiJUb3JuIiwiZXJyb3JNZXNzYWdlIjoiaW4gdHdvIn0=",
            ])
            #expect(reply.status == 202)
            let error = try error(await answer)
            #expect(error.description == "Torn: in two")
        }
    }

    @Test("a response mode that doesn't exist is refused with 400")
    func responseMode() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            let reply = try await process.post(
                "invocation/1/response", "{}", headers: ["Lambda-Runtime-Function-Response-Mode": "shouted"])
            #expect(reply.status == 400)
            #expect(try reply.json()["errorType"] == "InvalidFunctionResponseMode")
            let error = try error(await answer)
            #expect(error.type == "Runtime.InvalidResponseModeHeader")
        }
    }

    @Test("an init error fails every event in line and has the process killed")
    func initializationError() async throws {
        try await withProcess { process in
            async let first = process.api.invoke(requestID: "1", payload: [])
            async let second = process.api.invoke(requestID: "2", payload: [])
            let reply = try await process.post("init/error", #"{"errorType":"NoHope","errorMessage":"none left"}"#)
            #expect(reply.status == 202)
            #expect(process.kills() == 1)
            process.api.processEnded(.signaled(9))
            for answer in [await first, await second] {
                let error = try error(answer)
                #expect(error.kind == .initialization)
                #expect(error.description == "NoHope: none left")
            }
        }
    }

    @Test("an init error after the first event was asked for is refused with 403")
    func lateInitializationError() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            #expect(try await process.post("init/error", "{}").status == 403)
            #expect(process.kills() == 0)
            _ = try await process.post("invocation/1/response", "{}")
            _ = await answer
        }
    }

    @Test("an event that takes too long fails, and the process is killed")
    func timeout() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            await process.clock.sleepers(1)
            process.clock.advance(by: .milliseconds(2999))
            #expect(process.kills() == 0)
            process.clock.advance(by: .milliseconds(1))
            let error = try error(await answer)
            #expect(error.kind == .timeout)
            #expect(error.message == "Task timed out after 3.00 seconds")
            let payload = try JSON(parsing: error.payload)
            #expect(payload["errorMessage"] == "RequestId: 1 Error: Task timed out after 3.00 seconds")
            // Too late.
            #expect(try await process.post("invocation/1/response", "{}").status == 403)
        }
    }

    @Test("a process that never asks for an event is killed after 10 seconds")
    func initializationTimeout() async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            await process.clock.sleepers(1)
            process.clock.advance(by: .seconds(10))
            // The timer's task kills the process, which ends.
            while process.kills() == 0 { await Task.yield() }
            process.api.processEnded(.signaled(9))
            let error = try error(await answer)
            #expect(error.kind == .initialization)
            #expect(error.message == "Init timed out after 10.00 seconds: the process has not asked for an event")
            // What AWS says, which starts the process once more within the event's time.
            let payload = try JSON(parsing: error.payload)
            #expect(payload["errorMessage"] == "RequestId: 1 Error: Task timed out after 3.00 seconds")
        }
    }

    @Test(
        "the end of the process fails the event in hand",
        arguments: [
            (ProcessGroup.Ending.exited(3), "Runtime exited with error: exit status 3"),
            (.exited(0), "Runtime exited without providing a reason"),
            (.signaled(9), "Runtime exited with error: signal: killed"),
            (.signaled(11), "Runtime exited with error: signal: segmentation fault"),
        ])
    func exit(ending: ProcessGroup.Ending, message: String) async throws {
        try await withProcess { process in
            async let answer = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            process.api.processEnded(ending)
            let error = try error(await answer)
            #expect(error.kind == .exit)
            #expect(error.type == "Runtime.ExitError")
            #expect(error.message == message)
        }
    }

    @Test("an event that the process had not asked for when it ended goes to another process")
    func undelivered() async throws {
        try await withProcess { process in
            async let first = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            async let second = process.api.invoke(requestID: "2", payload: [])
            _ = try await process.post("invocation/1/response", "{}")
            process.api.processEnded(.exited(0))
            _ = try invocation(await first)
            #expect(isUndelivered(await second))
            #expect(isUndelivered(await process.api.invoke(requestID: "3", payload: [])))
        }
    }

    @Test("a process that has answered and doesn't ask again ends with the event's time, and keeps no event in line from others")
    func doesNotAskAgain() async throws {
        try await withProcess { process in
            async let first = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            _ = try await process.post("invocation/1/response", "{}")
            _ = try invocation(await first)
            async let second = process.api.invoke(requestID: "2", payload: [])
            await process.clock.sleepers(1)
            process.clock.advance(by: .seconds(3))
            while process.kills() == 0 { await Task.yield() }
            // Too late: it is being killed.
            async let late = process.next()
            while !process.api.isAsked { await Task.yield() }
            process.api.processEnded(.signaled(9))
            #expect(try await late.status == 500)
            #expect(isUndelivered(await second))
        }
    }

    @Test("a process that asks again after its answer may wait as long as it likes")
    func asksAgain() async throws {
        try await withProcess { process in
            async let first = process.api.invoke(requestID: "1", payload: [])
            _ = try await process.next()
            await process.clock.sleepers(1)
            _ = try await process.post("invocation/1/response", "{}")
            _ = try invocation(await first)
            async let poll = process.next()
            while !process.api.isAsked { await Task.yield() }
            process.clock.advance(by: .seconds(3))
            for _ in 0..<100 { await Task.yield() }
            async let second = process.api.invoke(requestID: "2", payload: [0x32])
            #expect(try await poll.text == "2")
            _ = try await process.post("invocation/2/response", "{}")
            _ = try invocation(await second)
            #expect(process.kills() == 0)
        }
    }

    @Test("a response is streamed over one connection: another one for the same event is refused")
    func streamedTwice() async throws {
        try await withProcess { process in
            let api = process.api
            async let answer = api.invoke(RuntimeAPI.Event(requestID: "1", payload: [], stream: ResponseStream()))
            _ = try await process.next()
            guard case .stream = api.claimStream("1") else { throw Unexpected() }
            let other = try await process.post(
                "invocation/1/response", "x", headers: ["Lambda-Runtime-Function-Response-Mode": "streaming"])
            #expect(other.status == 403)
            #expect(try other.json()["errorType"] == "InvalidStateTransition")
            // The event has had no answer by that.
            api.processEnded(.exited(3))
            #expect(try error(await answer).message == "Runtime exited with error: exit status 3")
        }
    }

    @Test("of two connections that ask, the newer one gets the event")
    func superseded() async throws {
        try await withProcess { process in
            async let older = process.next()
            while !process.api.isAsked { await Task.yield() }
            async let newer = process.next()
            #expect(try await older.status == 500)
            async let answer = process.api.invoke(requestID: "1", payload: [0x31])
            #expect(try await newer.text == "1")
            _ = try await process.post("invocation/1/response", "{}")
            _ = await answer
        }
    }

    @Test("cancelling whoever waits for the answer has the process killed")
    func cancellation() async throws {
        try await withProcess { process in
            let api = process.api
            let task = Task { await api.invoke(requestID: "1", payload: []) }
            _ = try await process.next()
            task.cancel()
            #expect(process.kills() == 1)
            api.processEnded(.signaled(9))
            _ = await task.value
        }
    }

    @Test(
        "other paths and methods answer 404", arguments: ["invocation", "invocation/1/2/3", "../../2019-01-01/runtime/invocation/next", ""])
    func unknownPath(path: String) async throws {
        try await withProcess { process in
            let response = try await process.post(path, "{}")
            #expect(response.status == 404)
        }
    }

    @Test("a request for another host is refused")
    func host() async throws {
        try await withProcess { process in
            for host in ["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example"] {
                let response = try await HTTPClient.shared.get(process.url + "invocation/next", headers: ["Host": host])
                #expect(response.status == 403)
            }
            #expect(try await process.post("nowhere", "{}", headers: ["Host": "LOCALHOST:1234"]).status == 404)
        }
    }
}

extension RuntimeAPI {
    fileprivate func invoke(requestID: String, payload: [UInt8]) async -> Answer {
        await invoke(Event(requestID: requestID, payload: payload))
    }
}
