import Foundation
import JSONValue
import Synchronization
import TestSupport
import Testing

@testable import LocalCloud

@Suite("SNS's deliveries")
struct SNSDeliveryTests {
    private final class World: Sendable {
        let context: CloudContext
        let sns: SNSService
        let topic = "arn:aws:sns:us-east-1:123456789012:t"

        private init(_ context: CloudContext) throws {
            self.context = context
            sns = try SNSService(context)
            context.add(sns, as: ServiceName.sns)
        }

        static func run(
            folder: URL? = nil, log: @escaping @Sendable (LogLine) -> Void = { _ in }, _ body: (World) async throws -> Void
        ) async throws {
            let storage = try Storage(folder: folder)
            defer { storage.close() }
            try await TaskScope.run { tasks in
                let world = try World(
                    try CloudContext(clock: CloudClock(speed: .max), storage: storage, tasks: tasks, endpoint: "http://cloud", log: log))
                try await world.call("CreateTopic", ["Name": "t"])
                try await body(world)
            }
        }

        @discardableResult
        func call(_ operation: String, _ input: JSON) async throws -> JSON { try await sns.call(operation, input, AWSCall(.account)) }

        /// Subscribes an HTTP endpoint and confirms it with the token that it got.
        func subscribe(_ endpoint: String, _ inbox: Inbox) async throws {
            try await call("Subscribe", ["TopicArn": .string(topic), "Protocol": "http", "Endpoint": .string(endpoint)])
            let request = await inbox.request()
            let token = try #require(try JSON(parsing: request.body)["Token"])
            try await call("ConfirmSubscription", ["TopicArn": .string(topic), "Token": token])
        }
    }

    /// What a subscriber got.
    private struct Inbox {
        let requests: AsyncStream<ScriptedServer.Request>
        let arrived: AsyncStream<ScriptedServer.Request>.Continuation

        init() { (requests, arrived) = AsyncStream.makeStream() }

        func request() async -> ScriptedServer.Request {
            for await request in requests { return request }
            fatalError("the stream has ended")
        }
    }

    @Test("a subscriber that fails is tried three more times, twenty seconds apart in the cloud's time; then the log says so")
    func retries() async throws {
        let inbox = Inbox()
        let server = try ScriptedServer { request in
            inbox.arrived.yield(request)
            return request.headers["x-amz-sns-message-type"] == "Notification" ? .respond(503) : .respond(200)
        }
        defer { server.stop() }
        let (logged, log) = AsyncStream.makeStream(of: String.self)
        try await World.run(log: { log.yield($0.message) }) { world in
            try await world.subscribe(server.url + "/hook", inbox)
            let begin = world.context.clock.now
            try await world.call("Publish", ["TopicArn": .string(world.topic), "Message": "m"])
            let line = await logged.first { _ in true }
            #expect(line?.contains("did not take message") == true)
            #expect(line?.contains("status 503") == true)
            var ids: Set<String?> = []
            for _ in 0..<4 { ids.insert(await inbox.request().headers["x-amz-sns-message-id"]) }
            #expect(ids.count == 1)
            let went = world.context.clock.now - begin
            #expect(went >= .seconds(60))
            #expect(went < .seconds(80))
        }
    }

    @Test("what is on its way when the cloud ends comes in the next run, once, and is then forgotten")
    func restart() async throws {
        let inbox = Inbox()
        let isUp = Mutex(false)
        let server = try ScriptedServer { request in
            let isConfirmation = request.headers["x-amz-sns-message-type"] != "Notification"
            inbox.arrived.yield(request)
            return .respond(isConfirmation || isUp.withLock { $0 } ? 200 : 503)
        }
        defer { server.stop() }
        let home = try TemporaryFolder()
        let folder = home.url.appending(path: "data")
        let pending = folder.appending(path: "sns-deliveries").path
        // In a time that doesn't come to the second try.
        try await World.run(folder: folder) { world in
            try await world.subscribe(server.url, inbox)
            try await world.context.clock.work { _ in
                try await world.call("Publish", ["TopicArn": .string(world.topic), "Message": "m"])
                #expect(await inbox.request().text.contains("\"m\""))
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: pending).count == 1)
        isUp.withLock { $0 = true }
        try await World.run(folder: folder) { world in
            world.sns.delivery.resume()
            #expect(await inbox.request().text.contains("\"m\""))
            while try FileManager.default.contentsOfDirectory(atPath: pending).count > 0 { await Task.yield() }
        }
    }

    @Test("a subscriber that refuses is not asked again; one that fails first and then takes it has it once")
    func refusal() async throws {
        let inbox = Inbox()
        let answers = Mutex([200, 404, 500, 200])
        let server = try ScriptedServer { request in
            inbox.arrived.yield(request)
            return .respond(answers.withLock { $0.isEmpty ? 200 : $0.removeFirst() })
        }
        defer { server.stop() }
        let (logged, log) = AsyncStream.makeStream(of: String.self)
        try await World.run(log: { log.yield($0.message) }) { world in
            try await world.subscribe(server.url, inbox)
            try await world.call("Publish", ["TopicArn": .string(world.topic), "Message": "refused"])
            #expect(await logged.first { _ in true }?.contains("status 404") == true)
            #expect(await inbox.request().text.contains("refused"))
            try await world.call("Publish", ["TopicArn": .string(world.topic), "Message": "second"])
            for _ in 0..<2 { #expect(await inbox.request().text.contains("second")) }
        }
        #expect(answers.withLock { $0.isEmpty })
    }

    @Test("nobody gets anything before it has confirmed, and raw messages come without an envelope")
    func confirmation() async throws {
        let inbox = Inbox()
        let server = try ScriptedServer { request in
            inbox.arrived.yield(request)
            return .respond(200)
        }
        defer { server.stop() }
        try await World.run { world in
            let arn = try await world.call(
                "Subscribe",
                [
                    "TopicArn": .string(world.topic), "Protocol": "http", "Endpoint": .string(server.url), "ReturnSubscriptionArn": "true",
                    "Attributes": ["RawMessageDelivery": "true"],
                ])["SubscriptionArn"]?.string
            let confirmation = try JSON(parsing: await inbox.request().body)
            #expect(confirmation["Type"] == "SubscriptionConfirmation")
            #expect(confirmation["SubscribeURL"]?.string?.hasPrefix("http://cloud/?Action=ConfirmSubscription&TopicArn=arn%3Aaws") == true)
            try await world.call("Publish", ["TopicArn": .string(world.topic), "Message": "too early"])
            try await world.call("ConfirmSubscription", ["TopicArn": .string(world.topic), "Token": confirmation["Token"] ?? .null])
            try await world.call("Publish", ["TopicArn": .string(world.topic), "Message": "raw"])
            let message = await inbox.request()
            #expect(message.text == "raw")
            #expect(message.headers["x-amz-sns-rawdelivery"] == "true")
            #expect(message.headers["x-amz-sns-subscription-arn"] == arn)
        }
    }

    @Test(
        "filters",
        arguments: [
            (#"{"kind":["a","b"]}"#, "a", true), (#"{"kind":["a"]}"#, "c", false), (#"{"kind":[{"prefix":"al"}]}"#, "alarm", true),
            (#"{"kind":[{"suffix":"x"}]}"#, "alarm", false), (#"{"kind":[{"anything-but":["a"]}]}"#, "b", true),
            (#"{"kind":[{"anything-but":{"prefix":"al"}}]}"#, "alarm", false), (#"{"kind":[{"exists":true}]}"#, "a", true),
            (#"{"kind":[{"exists":false}]}"#, "a", false), (#"{"other":[{"exists":false}]}"#, "a", true), (#"{"other":["a"]}"#, "a", false),
            (#"{"kind":["a"],"size":[{"numeric":[">",1,"<=",5]}]}"#, "a", true), (#"{"size":[{"numeric":[">",5]}]}"#, "a", false),
            (#"{"size":[5]}"#, "a", true), (#"{"kind":[{"equals-ignore-case":"ALARM"}]}"#, "alarm", true),
            (#"{"kind":[{"odd":1}]}"#, "a", false),
            (#"{"size":[{"numeric":[">"]}]}"#, "a", false),
        ])
    func filters(policy: String, kind: String, goesThrough: Bool) throws {
        let attributes: JSON.Object = [
            "kind": ["DataType": "String", "StringValue": .string(kind)], "size": ["DataType": "Number", "StringValue": "5"],
        ]
        #expect(try SNSFilter(policy).accepts(attributes) == goesThrough)
    }

    @Test("many subscriptions of one endpoint at once are one, and a topic that is deleted meanwhile keeps none")
    func concurrency() async throws {
        try await World.run { world in
            let input: JSON = [
                "TopicArn": .string(world.topic), "Protocol": "lambda", "Endpoint": "arn:aws:lambda:us-east-1:123456789012:function:f",
            ]
            let arns = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<50 { group.addTask { try? await world.call("Subscribe", input)["SubscriptionArn"]?.string } }
                return await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(arns.count == 1 && world.sns.subscriptions.count == 1)
            for _ in 0..<20 {
                try await world.call("CreateTopic", ["Name": "t"])
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<5 {
                        group.addTask {
                            var input = input.object ?? [:]
                            input["Endpoint"] = .string("arn:aws:lambda:us-east-1:123456789012:function:f\(number)")
                            _ = try? await world.call("Subscribe", .object(input))
                        }
                    }
                    group.addTask { _ = try? await world.call("DeleteTopic", ["TopicArn": .string(world.topic)]) }
                }
                #expect(world.sns.subscriptions.count == 0 || world.sns.topics.count == 1)
            }
        }
    }

    @Test("a filter policy has as many keys and values as SNS lets it have", arguments: [(6, 1, "5 keys"), (5, 31, "too complex")])
    func filterLimits(keys: Int, values: Int, text: String) {
        let policy = (0..<keys).map { "\"k\($0)\":[\((0..<values).map(String.init).joined(separator: ","))]" }.joined(separator: ",")
        let error = #expect(throws: AWSError.self) { try SNSFilter("{\(policy)}") }
        #expect(error?.message.contains(text) == true)
    }
}
