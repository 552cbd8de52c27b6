@testable import RolloutStack
import TestSupport

/// Makes stacks of every kind by chance, the same for the same seed.
struct StackGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func stack() -> Stack {
        let stack = Stack(
            pick(["shop", "a", "My-Service"]), stage: pick(["prod", "dev", "pr-17"]),
            deployments: chance(3) ? .managedByCloudFormation : .startedByDeploy,
            layout: chance(4) ? .nested : .single, tags: chance(2) ? ["team": "shop", "cost": "42"] : [:])
        let topic = stack.topic("Alerts")
        let table = stack.table(
            "Prices", partitionKey: "id", sortKey: chance(2) ? .number("at") : nil, removal: chance(2) ? .delete : .retain)
        let queue = stack.queue("Orders", deadLetters: chance(2) ? stack.queue("Dead") : nil)
        let bucket = stack.bucket("Files")
        let stream = stack.dataStream("Clicks")
        if chance(3) { stack.output("Domain", stack.parameter("Domain", default: "shop.example")) }
        var links: [any Linkable] = [topic, table, queue, bucket, stream, table.readOnly, stack.secret("Key", parameter: "/shop/key")]
        for index in 0..<int(1...4) {
            links.shuffle(using: &generator)
            let name = pick(["Api", "worker", "my-fn", "Order_Service", "X"]) + "\(index)"
            // The table is linked by two names' worth of rights at most once.
            var names: Set<String> = []
            let own = links.prefix(int(0...4)).filter { names.insert($0.link.name).inserted }
            let function = function(stack, name, links: Array(own), topic: topic, queue: queue)
            sources(stack, function, index, topic: topic, table: table, queue: queue, bucket: bucket, stream: stream)
            if chance(3) { stack.output("Arn\(index)", function.targetARN, export: chance(2) ? .string("shop-\(index)") : nil) }
            if chance(3) { links.append(function) }
        }
        if chance(3) { stack.resource("Extra", "AWS::SNS::Topic", ["DisplayName": "\(TemplateValue.region) ${x}"]) }
        return stack
    }

    private mutating func function(_ stack: Stack, _ name: String, links: [any Linkable], topic: Topic, queue: Queue) -> Function {
        let reserved = chance(4) ? int(5...50) : nil
        let hasURL = chance(2)
        let url: FunctionURL = hasURL ? pick([true, .public(cors: .any), .iam(streaming: true), .public(streaming: true)]) : false
        let code: FunctionCode = pick([
            .product("Api"), .product("Worker"), .zip("a.zip"), .folder("dist"),
            .s3(bucket: "bucket", key: "key", sha256: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ])
        let plan = plan(stack, name, topic: topic)
        let hasRollout = plan != nil
        return stack.function(
            name, code: code, memory: .mebibytes(int(128...10_240)), timeout: .seconds(int(1...900)),
            architecture: chance(2) ? .arm64 : .x86_64,
            environment: chance(2) ? ["LEVEL": "info", "BRACES": "${not} a {\"reference\"}"] : [:], links: links,
            permissions: chance(3) ? [.allow("s3:GetObject", on: "arn:\(TemplateValue.partition):s3:::shop/*")] : [], url: url,
            vpc: chance(5) ? VPC(subnets: ["subnet-0123456789abcdef0"], securityGroups: ["sg-0123456789abcdef0"]) : nil,
            logs: chance(4) ? .forever : .days(14), reservedConcurrency: reserved,
            provisionedConcurrency: hasRollout && chance(4) ? int(1...5) : nil, deadLetters: chance(4) ? .queue(queue) : nil,
            asynchronous: chance(3) ? .init(maximumRetries: int(0...2), maximumAge: .minutes(int(1...360)), onFailure: .topic(topic)) : nil,
            tags: chance(3) ? ["team": "own"] : [:], rollout: plan ?? false)
    }

    private mutating func plan(_ stack: Stack, _ name: String, topic: Topic) -> RolloutPlan? {
        guard !chance(4) else { return nil }
        let shift: TrafficShift = pick([
            .allAtOnce, .canary(percentage: int(1...99), duration: .minutes(int(1...2880))),
            .linear(percentage: int(10...99), duration: .minutes(int(1...200))), .canary(), .linear(),
            .configuration("CodeDeployDefault.LambdaLinear10PercentEvery2Minutes"),
        ])
        let alarms: [RolloutAlarm] = [
            .errorRate(above: 0.05), .errors(), .throttles(above: 3), .latency(p50: .milliseconds(40)),
            .latency(p99: .seconds(3), period: .minutes(5)),
            .named("Existing"), .metric("Shop", "Broken", above: 2.5, dimensions: ["Version": AlarmMetric.version]),
            .expression("a / b", metrics: ["a": .lambda("Errors"), "b": .lambda("Invocations")], above: 1e-3, label: "own"),
            .composite("Both", .all([.alarm(.errors(above: 1)), .not(.alarm(.named("Maintenance")))])),
        ]
        // The composite's member and the alarm of that name would be two of one label.
        let count = int(0...4)
        let chosen = alarms.shuffled(using: &generator).prefix(count)
        let hasBoth = chosen.contains { $0.label == "Both" } && chosen.contains { $0.label == "errors" }
        let hook: (any TrafficHook)? = chance(2) ? .product("BeforeTraffic") : nil
        let after: (any TrafficHook)? = chance(3) ? .arn("arn:aws:lambda:eu-west-1:123456789012:function:after") : nil
        return .shifting(
            shift, alarms: hasBoth ? chosen.filter { $0.label != "errors" } : Array(chosen), beforeTraffic: hook, afterTraffic: after,
            onConflict: pick([.cancel, .rollback, .fail]), wait: pick([.automatic, .untilEnd, .no]),
            notifications: chance(3) ? [.topic(topic, on: .failure, .rollback, .ready)] : [],
            rollbackEvents: chance(4) ? [] : RollbackEvent.allCases, alias: chance(4) ? "stable" : "live")
    }

    private mutating func sources(
        _ stack: Stack, _ function: Function, _ index: Int, topic: Topic, table: Table, queue: Queue, bucket: Bucket, stream: DataStream
    ) {
        let version: TargetVersion = chance(4) ? .latest : .live
        if chance(4) {
            function.consume(
                queue, batchSize: int(1...10), reportsFailedItems: chance(2), filters: chance(2) ? [["body": ["a": [1]]]] : [],
                version: version)
        }
        if chance(4) {
            function.consume(table, startingPosition: .oldest, retries: 3, splitsOnError: true, onFailure: .queue(queue), version: version)
        }
        if chance(4) { function.consume(stream, parallelization: 2, version: version) }
        if chance(4) { function.subscribe(to: topic, filter: chance(2) ? ["kind": ["a"]] : nil, version: version) }
        if chance(4) { bucket.notify(function, on: .objectRemoved, prefix: "in\(index)/", version: version) }
        if chance(4) {
            stack.schedule(
                "Every\(index)", .rate(.minutes(int(1...3000))), to: function, input: chance(2) ? ["a": 1] : nil, version: version)
        }
        if chance(4) { stack.rule("Rule\(index)", pattern: ["source": ["aws.codedeploy"]], to: function, version: version) }
        if chance(4) {
            let http = stack.httpAPI("Http\(index)", cors: chance(2) ? .any : nil)
            http.route("GET /orders/{id}", to: function, version: version)
            http.route("$default", to: function)
        }
        if chance(4) {
            let rest = stack.restAPI("Rest\(index)")
            rest.route("GET /orders/{id}", to: function, version: version)
            rest.route("ANY /", to: function)
        }
        if chance(5) { stack.userPool("Users\(index)").trigger(.postConfirmation, function, version: version) }
        if chance(5) { function.subscribe(toLogs: "/ecs/shop\(index)", version: version) }
        if chance(5) {
            stack.listenerRule(
                "Web\(index)",
                listener: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/1234567890abcdef/1234567890abcdef",
                priority: index + 1, hosts: ["a.example"], paths: ["/a/*"], to: function, version: version)
        }
    }

    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &generator) == 0 }
    private mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    private mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: 0..<list.count, using: &generator)] }
}
