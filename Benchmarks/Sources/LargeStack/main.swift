import RolloutStack

// Five hundred guarded functions, each with a URL, links, an alarm and a hook of its own.
let stack = Stack("large", layout: .nested)
let orders = stack.queue("Orders")
let prices = stack.table("Prices", partitionKey: "id")
for index in 0..<500 {
    stack.function(
        "Function\(index)", code: .product("Product\(index)"), environment: ["INDEX": .string("\(index)")], links: [orders, prices],
        url: true,
        rollout: .canary(alarms: [.errorRate(above: 0.01)], beforeTraffic: .product("Smoke")))
}
try stack.main()
