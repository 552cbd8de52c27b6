// swift-tools-version: 6.2

import PackageDescription

// In a package of your own the dependency is
//     .package(url: "https://github.com/swift-lambda-rollout/swift-lambda-rollout", branch: "main", traits: [])
let rollout = "swift-lambda-rollout"

let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: rollout, path: "..", traits: [])],
    targets: [
        .executableTarget(name: "Api", dependencies: [.product(name: "LambdaRuntime", package: rollout)]),
        .executableTarget(
            name: "BeforeTraffic",
            dependencies: [.product(name: "LambdaRollout", package: rollout), .product(name: "LinkedResources", package: rollout)]),
        .executableTarget(
            name: "AfterTraffic",
            dependencies: [.product(name: "LambdaRollout", package: rollout), .product(name: "LinkedResources", package: rollout)]),
        .executableTarget(
            name: "BothPhases",
            dependencies: [.product(name: "LambdaRollout", package: rollout), .product(name: "LinkedResources", package: rollout)]),
        .executableTarget(name: "ManualApproval", dependencies: [.product(name: "LambdaRollout", package: rollout)]),
        .executableTarget(name: "Worker", dependencies: [.product(name: "LambdaRuntime", package: rollout)]),
        // Infrastructure as Swift values: `swift run SmallStack`, `swift run Stack --pretty`.
        .executableTarget(name: "SmallStack", dependencies: [.product(name: "RolloutStack", package: rollout)], path: "Stack/Small"),
        .executableTarget(name: "Stack", dependencies: [.product(name: "RolloutStack", package: rollout)], path: "Stack/Shop"),
    ],
    swiftLanguageModes: [.v6]
)
