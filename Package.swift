// swift-tools-version: 6.2

import PackageDescription

// The house in floors, each importing only floors below it; ARCHITECTURE.md tells what each room is for.
// Floors 0 to 3 ship inside a Lambda and depend on swift-log alone. Floors 4 and 5 are the developer's tools: their packages sit
// behind the trait `Tools`, so whoever only writes hooks depends with `traits: []` and fetches one package.
//
// ROLLOUT_CORE=1 leaves floors 4 and 5 out of the manifest: the sanitizer runs then build one dependency instead of twenty-four.
let coreOnly = Context.environment["ROLLOUT_CORE"] == "1"

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies, exclude: exclude, swiftSettings: settings)
}

func tool(_ product: String, _ package: String) -> Target.Dependency {
    .product(name: product, package: package, condition: .when(traits: ["Tools"]))
}

let libraries = ["JSONValue", "HTTPTransport", "SigV4", "AWSClient", "LinkedResources", "LambdaRuntime", "LambdaRollout", "RolloutStack"]

let package = Package(
    name: "swift-lambda-rollout",
    platforms: [.macOS(.v15)],
    products: libraries.map { .library(name: $0, targets: [$0]) } + [.plugin(name: "LambdaPackager", targets: ["LambdaPackager"])],
    traits: [
        .trait(name: "Tools", description: "The `rollout` command and the local cloud, with the packages they need"),
        .default(enabledTraits: ["Tools"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0")
    ],
    targets: [
        // Floor 0
        .systemLibrary(
            name: "CLibcurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev", "pkg-config"]), .yum(["libcurl-devel"]), .brew(["curl"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev", "pkg-config"]), .yum(["openssl-devel"]), .brew(["openssl@3"])]),
        .target(name: "CStaticGlibc"),
        .target(name: "CSupervisor"),
        // Floor 1
        room("Surroundings"),
        room("JSONValue"),
        room("HTTPTransport", ["CLibcurl", "CStaticGlibc", "JSONValue", "Surroundings"]),
        room("SigV4", ["COpenSSL"]),
        // Floor 2
        room("AWSClient", ["HTTPTransport", "JSONValue", "SigV4", "Surroundings"]),
        room("LinkedResources", ["COpenSSL", "JSONValue", "Surroundings"]),
        room("LambdaRuntime", ["HTTPTransport", "JSONValue", "Surroundings", .product(name: "Logging", package: "swift-log")]),
        // Floor 3
        room(
            "LambdaRollout",
            [
                "AWSClient", "CSupervisor", "HTTPTransport", "JSONValue", "LambdaRuntime", "Surroundings",
                .product(name: "Logging", package: "swift-log"),
            ]),
        room("RolloutStack", exclude: ["README.md"]),
        // For every package of hooks, whatever its traits
        .plugin(
            name: "LambdaPackager",
            capability: .command(
                intent: .custom(
                    verb: "lambda-package", description: "Make a zip of executable products that runs on Lambda's provided.al2023"),
                permissions: [.writeToPackageDirectory(reason: "it builds and zips in .build/lambda, or where --output says")])),
        // Tests of floors 1 to 3
        .target(name: "TestSupport", path: "Tests/TestSupport", exclude: ["http_peer.py"], swiftSettings: settings),
        .executableTarget(name: "EchoFunction", dependencies: ["LambdaRuntime"], path: "Tests/EchoFunction", swiftSettings: settings),
        .executableTarget(name: "FaultyHook", dependencies: ["LambdaRollout"], path: "Tests/FaultyHook", swiftSettings: settings),
        tests("Surroundings", ["TestSupport"]),
        tests("JSONValue", ["TestSupport"]),
        tests("HTTPTransport", ["JSONValue", "Surroundings", "TestSupport"]),
        tests("SigV4", ["TestSupport"], exclude: ["Support"]),
        tests("AWSClient", ["HTTPTransport", "JSONValue", "SigV4", "TestSupport"], exclude: ["Support"]),
        tests("LinkedResources", ["JSONValue", "COpenSSL"]),
        tests(
            "LambdaRuntime",
            ["EchoFunction", "HTTPTransport", "JSONValue", "Surroundings", "TestSupport", .product(name: "Logging", package: "swift-log")]),
        tests(
            "LambdaRollout",
            [
                "AWSClient", "CSupervisor", "HTTPTransport", "JSONValue", "LambdaRuntime", "LinkedResources", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Support"]),
        tests("RolloutStack", ["COpenSSL", "JSONValue", "LinkedResources", "TestSupport"], exclude: ["Counterparts", "Golden"]),
        .testTarget(
            name: "FaultMatrixTests", dependencies: ["FaultyHook", "JSONValue", "TestSupport"], exclude: ["Peers"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

if !coreOnly {
    package.products += [
        .library(name: "LambdaPackage", targets: ["LambdaPackage"]),
        .library(name: "LocalCloud", targets: ["LocalCloud"]),
        .executable(name: "rollout", targets: ["rollout"]),
    ]
    package.dependencies += [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        // What Hummingbird and swift-subprocess are built on, for the few of their types that LocalCloud names itself.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.26.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    ]
    package.targets += [
        // Floor 4
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev", "pkg-config"]), .yum(["zlib-devel"]), .brew(["zlib"])]),
        room("Processes", [tool("Subprocess", "swift-subprocess"), tool("SystemPackage", "swift-system")]),
        .executableTarget(name: "HookLauncher", path: "bootstrap"),
        room(
            "LocalCloud",
            [
                "COpenSSL", "CZlib", "HTTPTransport", "JSONValue", "LambdaPackage", "LambdaRollout", "Processes", "SigV4",
                "Surroundings",
                tool("Hummingbird", "hummingbird"),
                tool("HTTPTypes", "swift-http-types"), tool("NIOCore", "swift-nio"), tool("NIOHTTPTypes", "swift-nio-extras"),
                tool("ServiceLifecycle", "swift-service-lifecycle"), .product(name: "Logging", package: "swift-log"),
            ], exclude: ["CHOICES.md"]),
        .target(
            name: "LambdaPackage",
            dependencies: [
                "COpenSSL", "CZlib", "HTTPTransport", "JSONValue", "Processes", tool("Subprocess", "swift-subprocess"),
                tool("SystemPackage", "swift-system"),
            ],
            // The launcher is a link to the source in `bootstrap`.
            resources: [.embedInCode("C/hypot.c"), .embedInCode("C/launcher.c")], swiftSettings: settings),
        // Floor 5
        .executableTarget(
            name: "rollout",
            dependencies: [
                "AWSClient", "HTTPTransport", "LambdaPackage", "LambdaRollout", "LocalCloud", "JSONValue",
                tool("ArgumentParser", "swift-argument-parser"),
            ],
            swiftSettings: settings),
        tests("LambdaPackage", ["HookLauncher", "JSONValue", "TestSupport"]),
        tests(
            "LocalCloud", ["CZlib", "EchoFunction", "HTTPTransport", "JSONValue", "LambdaPackage", "Processes", "SigV4", "TestSupport"],
            exclude: ["Lambda/lambda_with_boto3.py"]),
        .testTarget(
            name: "Integration",
            dependencies: ["HTTPTransport", "HookLauncher", "JSONValue", "LocalCloud", "SigV4", "TestSupport", "rollout"],
            exclude: ["Support"], swiftSettings: settings),
    ]
}
