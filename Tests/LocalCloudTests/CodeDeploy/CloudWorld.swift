import Foundation
import JSONValue
import Synchronization
import Testing

@testable import LocalCloud

/// CodeDeploy with fakes around it, in a time that jumps.
final class CloudWorld: Sendable {
    /// What outlives a run of the cloud.
    struct Surroundings: Sendable {
        let lambda = FakeLambda()
        let watch = FakeCloudWatch()
        let sns = FakeSNS()
        let s3 = FakeS3()
        let authorizer = FakeAuthorizer()

        func enter(_ world: CloudWorld?) {
            lambda.enter(world)
            watch.world.withLock { $0 = world }
            sns.world.withLock { $0 = world }
        }
    }

    typealias Checkpoint = @Sendable (_ operation: String, CloudWorld) async throws -> Void

    static let birth = Date(timeIntervalSince1970: 1_800_000_000)

    let around: Surroundings
    let context: CloudContext
    let codeDeploy: CodeDeploy
    /// The test's own.
    private let worker: CloudClock.Worker
    /// Is called whenever Lambda is about to do something, and when it has done it.
    let checkpoint: Checkpoint

    var lambda: FakeLambda { around.lambda }
    var clock: CloudClock { context.clock }
    /// Since the birth of the first cloud.
    var seconds: Int { Int(clock.date.timeIntervalSince(Self.birth)) }

    private init(
        _ around: Surroundings, _ context: CloudContext, _ worker: CloudClock.Worker,
        _ checkpoint: @escaping Checkpoint
    ) throws {
        self.around = around
        self.context = context
        self.worker = worker
        self.checkpoint = checkpoint
        codeDeploy = try CodeDeploy(context)
        context.add(around.lambda, as: ServiceName.lambda)
        context.add(around.watch, as: ServiceName.cloudWatch)
        context.add(around.sns, as: ServiceName.sns)
        context.add(around.s3, as: ServiceName.s3)
        context.use(around.authorizer)
        context.add(codeDeploy, as: ServiceName.codeDeploy)
        around.enter(self)
    }

    /// - Parameters:
    ///   - folder: Where rows are kept; `nil` for nowhere.
    ///   - start: When the cloud's time begins.
    static func run<Result>(
        _ around: Surroundings = Surroundings(), folder: URL? = nil, start: Date = birth,
        checkpoint: @escaping Checkpoint = { _, _ in }, log: @escaping @Sendable (LogLine) -> Void = { _ in },
        _ body: (CloudWorld) async throws -> Result
    ) async throws -> Result {
        let storage = try Storage(folder: folder)
        defer { storage.close() }
        return try await TaskScope.run { tasks in
            let context = try CloudContext(
                clock: CloudClock(speed: .max, start: start, jumpsOnly: true), storage: storage, tasks: tasks, log: log)
            // Time waits for the test too.
            return try await context.clock.work { worker in
                let world = try CloudWorld(around, context, worker, checkpoint)
                defer { around.enter(nil) }
                world.codeDeploy.resume()
                return try await body(world)
            }
        }
    }

    func passing(_ operation: String) async throws(AWSError) {
        do { try await checkpoint(operation, self) } catch { throw AWSError("ServiceException", "\(error)") }
    }

    // MARK: Calls

    @discardableResult
    func call(_ operation: String, _ input: JSON = [:]) async throws(AWSError) -> JSON {
        try await codeDeploy.call(operation, input, AWSCall(.account))
    }

    /// The code of the error that an operation ends with; `nil` when it doesn't.
    func code(_ operation: String, _ input: JSON = [:]) async -> String? {
        do throws(AWSError) {
            try await call(operation, input)
            return nil
        } catch {
            return error.code
        }
    }

    func report(_ execution: CodeDeploy.HookExecution, _ status: String) async throws(AWSError) {
        try await call(
            "PutLifecycleEventHookExecutionStatus",
            [
                "deploymentId": .string(execution.deploymentID), "lifecycleEventHookExecutionId": .string(execution.id),
                "status": .string(status),
            ])
    }

    /// The application `shop` with the group `live`.
    func makeGroup(
        _ name: String = "live", config: String = "CodeDeployDefault.LambdaCanary10Percent5Minutes", more: JSON.Object = [:]
    ) async throws {
        if await code("GetApplication", ["applicationName": "shop"]) != nil {
            try await call("CreateApplication", ["applicationName": "shop", "computePlatform": "Lambda"])
        }
        var input: JSON.Object = [
            "applicationName": "shop", "deploymentGroupName": .string(name), "deploymentConfigName": .string(config),
            "serviceRoleArn": "arn:aws:iam::123456789012:role/deployer",
        ]
        for (key, value) in more { input[key] = value }
        try await call("CreateDeploymentGroup", .object(input))
    }

    /// The input of a deployment.
    static func deployment(
        from current: String = "1", to target: String = "2", function: String = "shop", hooks: [String: String] = [:],
        group: String = "live",
        more: JSON.Object = [:]
    ) -> JSON {
        let spec: JSON = [
            "version": 0.0,
            "Resources": [
                [
                    "Function": [
                        "Type": "AWS::Lambda::Function",
                        "Properties": [
                            "Name": .string(function), "Alias": "live", "CurrentVersion": .string(current),
                            "TargetVersion": .string(target),
                        ],
                    ]
                ]
            ],
            "Hooks": .array(hooks.sorted { $0.key > $1.key }.map { .object([$0.key: .string($0.value)]) }),
        ]
        var input: JSON.Object = [
            "applicationName": "shop", "deploymentGroupName": .string(group),
            "revision": ["revisionType": "AppSpecContent", "appSpecContent": ["content": .string(spec.description)]],
        ]
        for (key, value) in more { input[key] = value }
        return .object(input)
    }

    static let bothHooks = ["BeforeAllowTraffic": "before", "AfterAllowTraffic": "after"]

    func deploy(_ input: JSON = CloudWorld.deployment()) async throws -> String {
        try #require(try await call("CreateDeployment", input)["deploymentId"]?.string)
    }

    func info(_ id: String) async throws -> JSON {
        try #require(try await call("GetDeployment", ["deploymentId": .string(id)])["deploymentInfo"])
    }

    /// The status of each lifecycle event, in their order.
    func events(_ id: String) throws -> [String] {
        try #require(codeDeploy.records.deployments[id]).events.map(\.status.rawValue)
    }

    func event(_ id: String, _ name: CodeDeploy.LifecycleEvent.Name) throws -> CodeDeploy.LifecycleEvent {
        try #require(codeDeploy.records.deployments[id]).event(name)
    }

    // MARK: Waiting

    /// Lets time go by until a deployment is over and everybody has been told; what it is then.
    @discardableResult
    func finished(_ id: String) async throws -> JSON {
        try await until { codeDeploy.records.deployments[id]?.isSettled == true }
        return try await info(id)
    }

    /// Lets time go by until something is so: three days at most.
    func until(_ isSo: () throws -> Bool) async throws {
        let end = clock.now + .seconds(72 * 3600)
        while try !isSo() {
            try #require(clock.now < end, "it never happened")
            try await pass(.seconds(5))
        }
    }

    /// Waits for something that is not a matter of time.
    func idle(_ body: () async -> Void) async { await worker.idle(body) }

    /// Lets time go by.
    func pass(_ duration: Duration) async throws { try await worker.sleep(for: duration) }
}
