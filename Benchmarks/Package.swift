// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-lambda-rollout", path: "..", traits: [])],
    targets: [
        .executableTarget(name: "HelloHook", dependencies: [.product(name: "LambdaRuntime", package: "swift-lambda-rollout")]),
        // Its source is the README's first Swift block, which Benchmarks/run puts there.
        .executableTarget(
            name: "ReadmeHook",
            dependencies: [
                .product(name: "LambdaRollout", package: "swift-lambda-rollout"),
                .product(name: "LinkedResources", package: "swift-lambda-rollout"),
            ]),
        .executableTarget(
            name: "GuardedHook",
            dependencies: [
                .product(name: "LambdaRollout", package: "swift-lambda-rollout"),
                .product(name: "JSONValue", package: "swift-lambda-rollout"),
            ]),
        .executableTarget(name: "LargeStack", dependencies: [.product(name: "RolloutStack", package: "swift-lambda-rollout")]),
    ],
    swiftLanguageModes: [.v6]
)
