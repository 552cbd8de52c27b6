import HTTPTransport
import JSONValue
import Synchronization
import Surroundings
import TestSupport
import Testing

@testable import LambdaRuntime

/// A Runtime API that hands out the events it is given and takes what comes back, with faults to order.
final class FakeRuntimeAPI: Sendable {
    /// One thing to do with a request for the next event.
    enum Step: Sendable {
        /// Hands out an event.
        case event(String, headers: [(String, String)] = FakeRuntimeAPI.headers)
        /// Does something else with the request.
        case fault(ScriptedServer.Reaction)
    }

    static let requestID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
    static let headers: [(String, String)] = [
        ("Lambda-Runtime-Aws-Request-Id", requestID), ("Lambda-Runtime-Deadline-Ms", "32503680000000"),
        ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:hook"),
        ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700"),
    ]

    private let server: ScriptedServer
    private let posts: AsyncStream<ScriptedServer.Request>
    private let state: State

    private final class State: Sendable {
        let steps: Mutex<ArraySlice<Step>>
        let connections = Mutex<Set<Int>>([])
        init(_ steps: [Step]) { self.steps = Mutex(steps[...]) }
    }

    var address: String { server.address }
    /// Over how many connections requests came.
    var connectionCount: Int { state.connections.withLock { $0.count } }

    /// Goes through `steps`, one a request for the next event, then says nothing more. Answers posts by `answer`, or before their body by
    /// `interruption`.
    init(
        _ steps: [Step], closing: Bool = false,
        answer: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reaction = { _ in .respond(202, #"{"status":"OK"}"#) },
        interruption: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reaction? = { _ in nil }
    ) throws {
        let (posts, continuation) = AsyncStream.makeStream(of: ScriptedServer.Request.self)
        let state = State(steps)
        self.posts = posts
        self.state = state
        server = try ScriptedServer(interruption: { $0.method == "GET" ? nil : interruption($0) }) { request in
            state.connections.withLock { _ = $0.insert(request.connection) }
            guard request.method == "GET" else {
                continuation.yield(request)
                return Self.closing(answer(request), closing)
            }
            guard request.path == "/2018-06-01/runtime/invocation/next" else { return .respond(404, "no such path") }
            switch state.steps.withLock({ $0.popFirst() }) {
            case nil: return .hold
            case .event(let body, let headers): return Self.closing(.respond(200, headers: headers, body: Array(body.utf8)), closing)
            case .fault(let reaction): return reaction
            }
        }
    }

    private static func closing(_ reaction: ScriptedServer.Reaction, _ closing: Bool) -> ScriptedServer.Reaction {
        guard closing, case .respond(let status, let headers, let body) = reaction else { return reaction }
        return .respond(status, headers: headers + [("Connection", "close")], body: body)
    }

    /// Runs the loop against this Runtime API until `count` posts have come (or it fails), and returns them.
    func run(
        posts count: Int, environment: [String: String] = [:], _ handler: @escaping InvocationHandler
    ) async throws -> (posts: [ScriptedServer.Request], failure: RuntimeFailure?) {
        defer { server.stop() }
        let variables = environment.merging(["AWS_LAMBDA_RUNTIME_API": address]) { own, _ in own }
        let loop = try RuntimeLoop(
            settings: RuntimeSettings(Environment(variables)), handler: handler, clock: ImmediateClock())
        let task = Task(executorPreference: TransferLoop.shared) { await loop.run() }
        var taken: [ScriptedServer.Request] = []
        if count > 0 {
            for await post in posts {
                taken.append(post)
                if taken.count == count { break }
            }
            loop.stop()
        }
        return (taken, await task.value)
    }
}

/// A clock on which every wait is over at once.
struct ImmediateClock: Clock {
    typealias Instant = ContinuousClock.Instant
    var now: Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}
