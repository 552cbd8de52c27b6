import RolloutStack

let stack = Stack("shop")
let alerts = stack.topic("Alerts")
let orders = stack.queue("Orders")
let table = stack.table("Prices", partitionKey: "id")
let api = stack.function("Api", code: .product("Api"), memory: .mebibytes(256), timeout: .seconds(10),
    environment: ["STAGE": "prod"], links: [table, orders], url: .public(cors: .any), rollout: .deferred(latestURL: true))
let smoke = stack.function("Smoke", code: .product("BeforeTraffic"), timeout: .minutes(2), links: [api])
api.addRollout(
    .linear(percentage: 20, duration: .minutes(3)),
    alarms: [.errorRate(above: 0.01), .latency(p99: .seconds(2)), .named("CheckoutBroken")],
    beforeTraffic: smoke, afterTraffic: smoke,
    onConflict: .cancel,
    notifications: [.topic(alerts, on: .failure, .rollback)])
let worker = stack.function("Worker", code: .product("Worker"), links: [table], rollout: .allAtOnce(beforeTraffic: .product("BeforeTraffic")))
worker.consume(orders, batchSize: 10)
let http = stack.httpAPI("Public")
http.route("GET /orders/{id}", to: api)
stack.schedule("Nightly", .rate(.hours(24)), to: worker)
stack.output("ApiURL", api.url)
try stack.main()
