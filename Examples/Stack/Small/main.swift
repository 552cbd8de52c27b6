import RolloutStack

let stack = Stack("shop")
let api = stack.function("Api", code: .product("Api"), url: true,
    rollout: .canary(percentage: 10, duration: .minutes(10), beforeTraffic: .product("BeforeTraffic")))
try stack.main()
