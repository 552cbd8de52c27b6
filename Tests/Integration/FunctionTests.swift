import Foundation
import HTTPTransport
import JSONValue
import LocalCloud
import Synchronization
import TestSupport
import Testing

@Suite("Functions in the local cloud", .enabled(if: Python.has("json")))
struct FunctionTests {
    private let code: PythonFunction

    init() async throws { code = try await PythonFunction() }

    private func payload(_ invocation: Invocation) throws -> JSON {
        try JSON(parsing: invocation.result.get().payload)
    }

    @Test("a process stays warm from event to event, and the next one starts when it has ended")
    func warmth() async throws {
        try await Cloud.run { cloud in
            let function = cloud.function(code.configuration("count"))
            let first = try await function.invoke(Array("{}".utf8))
            let second = try await function.invoke(Array("{}".utf8))
            #expect(try payload(first)["events"] == 1)
            #expect(try payload(second)["events"] == 2)
            #expect(try payload(first)["pid"] == payload(second)["pid"])
            #expect(first.initializationDuration != nil)
            #expect(second.initializationDuration == nil)
            #expect(first.requestID != second.requestID)
            await function.stop()
            let third = try await function.invoke(Array("{}".utf8))
            #expect(try payload(third)["events"] == 1)
            #expect(third.initializationDuration != nil)
        }
    }

    @Test("after a timeout and after a crash the next event gets a new process", arguments: ["hang", "exit3"])
    func recovery(behaviour: String) async throws {
        try await Cloud.run { cloud in
            let function = cloud.function(code.configuration(behaviour, timeout: behaviour == "hang" ? .milliseconds(300) : .seconds(60)))
            for _ in 0..<2 {
                guard case .failure(let error) = try await function.invoke(Array("{}".utf8)).result else {
                    Issue.record("it answered")
                    return
                }
                #expect(error.kind == (behaviour == "hang" ? .timeout : .exit))
            }
        }
    }

    @Test("events that arrive together are taken one after the other, each answered to whoever sent it")
    func together() async throws {
        try await Cloud.run { cloud in
            let function = cloud.function(code.configuration("echo"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let invocation = try await function.invoke(JSON.integer(number).serialized())
                        #expect(try payload(invocation) == .integer(number))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("an event of 6 MiB passes there and back; one byte more is refused")
    func sizes() async throws {
        try await Cloud.run { cloud in
            let function = cloud.function(code.configuration("echo"))
            let event = JSON.string(String(repeating: "x", count: Function.largestEvent - 2)).serialized()
            let response = try await function.invoke(event).result.get()
            #expect(response.payload == event)
            await #expect(throws: InvokeError.eventTooLarge(bytes: Function.largestEvent + 1)) {
                try await function.invoke(event + [0x20])
            }
        }
    }

    @Test("when the closure is over, no process runs, and no event is taken")
    func end() async throws {
        let lines = Mutex<[String]>([])
        let function = try await Cloud.run(log: { line in lines.withLock { $0.append(line.message) } }) { cloud in
            let function = cloud.function(code.configuration("leave_child"))
            // It has no verdict to report here, only a child to leave behind.
            _ = try await function.invoke(Array("{}".utf8))
            return function
        }
        let pids = lines.withLock { $0 }.compactMap(PythonFunction.processes).flatMap(\.self)
        #expect(pids.count == 3)
        #expect(try await haveEnded(pids))
        await #expect(throws: InvokeError.cloudClosed) { try await function.invoke(Array("{}".utf8)) }
    }

    @Test("cancelling an invocation ends the process")
    func cancellation() async throws {
        let (lines, written) = AsyncStream.makeStream(of: String.self)
        try await Cloud.run(log: { written.yield($0.message) }) { cloud in
            let function = cloud.function(code.configuration("hang_with_child"))
            let task = Task { try await function.invoke(Array("{}".utf8)) }
            let pids = await lines.compactMap(PythonFunction.processes).first { _ in true }
            task.cancel()
            let haveEnded = try await haveEnded(pids ?? [])
            #expect(haveEnded)
            #expect(pids?.count == 3)
            _ = await task.result
        }
    }

    @Test("a log line has its function, version, time and text")
    func log() async throws {
        let lines = Mutex<[LogLine]>([])
        try await Cloud.run(log: { line in lines.withLock { $0.append(line) } }) { cloud in
            let function = cloud.function(code.configuration("api", name: "Api", version: "7"))
            let start = Date()
            let url = try await function.openURL()
            _ = try await HTTPClient.shared.get(url + "a?b=c")
            await function.stop()
            let line = try #require(lines.withLock { $0.first })
            #expect((line.function, line.version, line.origin) == ("Api", "7", .platform))
            #expect(line.message.hasPrefix("GET /a?b=c → 200 in "))
            #expect(line.date >= start)
        }
    }
}
