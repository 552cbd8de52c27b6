import TestSupport
import Testing

@testable import RolloutStack

/// Logical ids and names on AWS.
@Suite("Names")
struct NameTests {
    @Test("no two of a thousand names collide, however alike they are")
    func collisions() throws {
        let stems = [
            "api", "Api", "API", "a-pi", "a_pi", "a.pi", "Order", "order", "ord-er", "OrderApi", "Order-Api", "Orders", "Ünder", "Under",
        ]
        let endings = [
            "", "Role", "Version", "Live", "Latest", "Logs", "Url", "Group", "GroupRole", "LatestUrl", "Public", "PublicInvoke", "Async",
            "HookAsync", "BeforeTraffic", "LiveVersion", "CodeKey", "1", "2", "-1", "_1", "12ab34cd", "Latest-Url", "latest",
        ]
        var names = stems.flatMap { stem in endings.map { stem + $0 } }
        names += (0..<(1000 - names.count)).map { "Function\($0)" }
        #expect(Set(names).count == 1000)

        var ids: Set<String> = []
        var parts: Set<String> = []
        for name in names {
            let id = LogicalID.of(name)
            #expect(id.isLogicalID, "\(name)")
            ids.insert(id)
            for suffix in ["", "Role", "Version", "Live", "Latest", "Logs", "Url", "LatestUrl", "Group", "GroupRole", "Public", "Async"] {
                parts.insert(id + suffix)
            }
        }
        #expect(ids.count == 1000)
        #expect(parts.count == 12_000)
    }

    @Test("names on AWS are as long as allowed, and differ where the stack's names do")
    func physical() throws {
        let stack = Stack("shop", stage: "a-rather-long-name-of-a-stage")
        var names: Set<String> = []
        for index in 0..<1000 {
            for name in [
                "Function\(index)", "Fun ction\(index)", "Fun-ction\(index)", "AFunctionWithAVeryLongNameOnlyItsEndTellsApart\(index)",
            ] {
                let physical = stack.physicalName(name, limit: 64)
                #expect(physical.utf8.count <= 64)
                names.insert(physical)
            }
        }
        #expect(names.count == 4000)
    }

    @Test("any order of the calls gives the same template, byte for byte")
    func permutations() throws {
        let declarations: [(Stack) -> Void] = [
            { $0.topic("Alerts") },
            { $0.queue("Dead") },
            { $0.table("Prices", partitionKey: "id") },
            {
                let api = $0.function(
                    "Api", code: .product("Api"), environment: ["ONE": "1", "TWO": "2"], url: true,
                    rollout: .canary(alarms: [.errorRate(above: 0.01), .errors()], beforeTraffic: .product("BeforeTraffic")))
                $0.schedule("Nightly", .rate(.hours(1)), to: api)
            },
            {
                $0.function("Worker", code: .product("Worker"), rollout: .linear(percentage: 25, duration: .minutes(7))).consume(
                    $0.queue("Orders"))
            },
            { $0.function("Plain", code: .zip("plain.zip"), layers: ["arn:aws:lambda:eu-west-1:123456789012:layer:a:1"]) },
            { $0.parameter("Domain", default: "shop.example") },
            { $0.output("Region", .region) },
            { stack in
                let http = stack.httpAPI("Public")
                http.route("GET /b", to: stack.function("B", code: .product("B"), rollout: .allAtOnce()))
                http.route("GET /a", to: stack.function("A", code: .product("A")))
            },
        ]
        for layout in [StackLayout.single, .nested] {
            let render = { (order: [(Stack) -> Void]) throws -> [String] in
                let stack = Stack("shop", layout: layout)
                for declaration in order { declaration(stack) }
                let template = try stack.template()
                return [template.json] + template.nested.sorted { $0.key < $1.key }.map { $0.key + TemplateValue.object($0.value).json }
            }
            let first = try render(declarations)
            var generator = SeededGenerator(seed: 14)
            for _ in 0..<40 { #expect(try render(declarations.shuffled(using: &generator)) == first) }
        }
    }

    @Test("the order of alarms, links, notifications and statements changes nothing")
    func listOrder() throws {
        let render = { (backwards: Bool) throws -> String in
            let stack = Stack("shop")
            let (topic, queue) = (stack.topic("Alerts"), stack.queue("Orders"))
            func order<Element>(_ list: [Element]) -> [Element] { backwards ? list.reversed() : list }
            stack.function(
                "Api", code: .product("Api"), environment: TemplateObject(order([("ONE", "1"), ("TWO", "2")])),
                links: order([topic.link, queue.link]),
                permissions: order([.allow("s3:GetObject", on: "*"), .allow("s3:PutObject", on: "*")]),
                rollout: .canary(
                    alarms: order([.errors(), .throttles(), .named("A")]),
                    notifications: order([
                        .topic(topic, on: .failure, .start), .topic(arn: "arn:aws:sns:eu-west-1:1:x", name: "x", on: .stop),
                    ]),
                    rollbackEvents: order([.failure, .alarm])))
            return try stack.template().json
        }
        #expect(try render(false) == render(true))
    }
}
