import Foundation
import JSONValue
import Synchronization
import TestSupport

@testable import LambdaPackage
@testable import LocalCloud

/// A Lambda service of its own, with whatever functions a test puts into it.
struct LambdaSandbox: Sendable {
    let context: CloudContext
    let lambda: LambdaService
    let metrics: Metrics
    let log: Log

    /// The metrics that functions were measured by.
    final class Metrics: MetricSink {
        private let data = Mutex<[MetricDatum]>([])

        func record(_ datum: MetricDatum) { data.withLock { $0.append(datum) } }

        /// The values of a metric with exactly these dimensions.
        func values(_ name: String, _ dimensions: [String: String]) -> [Double] {
            data.withLock { $0.filter { $0.name == name && $0.dimensions == dimensions }.map(\.value) }
        }
    }

    /// What was logged.
    final class Log: Sendable {
        private let lines = Mutex<[LogLine]>([])

        func add(_ line: LogLine) { lines.withLock { $0.append(line) } }
        var messages: [String] { lines.withLock { $0.map(\.message) } }
    }

    static let role = "arn:aws:iam::123456789012:role/functions"

    /// Runs a test in a sandbox.
    ///
    /// - Parameter folder: Where everything is kept for another sandbox; `nil` for nowhere.
    static func run(
        _ limits: InstanceFleet.Limits = InstanceFleet.Limits(), folder: URL? = nil, speed: CloudClock.Speed = .max,
        _ body: (LambdaSandbox) async throws -> Void
    ) async throws {
        let storage = try Storage(folder: folder)
        defer { storage.close() }
        let log = Log()
        try await TaskScope.run { tasks in
            let context = try CloudContext(clock: CloudClock(speed: speed), storage: storage, tasks: tasks) { log.add($0) }
            let metrics = Metrics()
            context.use(metrics)
            let lambda = try LambdaService(context, limits: limits)
            context.add(lambda, as: "lambda")
            await lambda.start()
            try await body(LambdaSandbox(context: context, lambda: lambda, metrics: metrics, log: log))
        }
    }

    @discardableResult
    func call(_ operation: String, _ input: JSON = [:], as caller: AWSCall = AWSCall(.account)) async throws -> JSON {
        try await lambda.call(operation, input, caller)
    }

    /// The code of the error that a call ends with; `nil` when it ends well.
    func error(_ operation: String, _ input: JSON = [:], as caller: AWSCall = AWSCall(.account)) async -> String? {
        do {
            _ = try await lambda.call(operation, input, caller)
            return nil
        } catch {
            return error.code
        }
    }

    /// Makes a function whose bootstrap is this.
    @discardableResult
    func create(
        _ name: String, _ zip: [UInt8], environment: [String: String] = [:], timeout: Int = 60, publish: Bool = false
    ) async throws -> JSON {
        try await call(
            "CreateFunction",
            [
                "FunctionName": .string(name), "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": .string(Self.role),
                "Code": ["ZipFile": .string(Data(zip).base64EncodedString())], "Timeout": .integer(timeout), "Publish": .bool(publish),
                "Environment": ["Variables": LambdaService.json(environment)],
            ])
    }

    /// Changes what the function does, and publishes it as the next version, whose number is returned.
    func publish(_ name: String, _ environment: [String: String]) async throws -> String {
        try await call(
            "UpdateFunctionConfiguration",
            ["FunctionName": .string(name), "Environment": ["Variables": LambdaService.json(environment)]])
        return try await call("PublishVersion", ["FunctionName": .string(name)])["Version"]?.string ?? ""
    }

    func invoke(
        _ function: String, _ qualifier: String? = nil, _ payload: String = "{}", type: InvocationType = .requestResponse,
        logTail: Bool = false, clientContext: String? = nil
    ) async throws -> InvokeOutput {
        try await lambda.invoke(
            function: function, qualifier: qualifier, payload: Array(payload.utf8), type: type, logTail: logTail,
            clientContext: clientContext, call: AWSCall(.account))
    }
}

extension InvokeOutput {
    /// The payload as JSON.
    func json() throws -> JSON { try JSON(parsing: payload) }
}

/// Functions for tests, as zips.
enum TestCode {
    /// One entry named `bootstrap`.
    static func zip(_ bootstrap: [UInt8]) throws -> [UInt8] {
        try ZipWriter.archive([ZipEntry(path: "bootstrap", isExecutable: true, contents: bootstrap)])
    }

    /// A custom runtime in plain Python, whose behaviour is chosen by the variable BEHAVIOUR.
    static func python() async throws -> [UInt8] { try zip(await pythonBootstrap()) }

    /// The runtime alone, not zipped.
    static func pythonBootstrap() async throws -> [UInt8] {
        // Functions run with Lambda's PATH, which need not have the Python that the tests have.
        let python = try await Python.output(of: ["-c", "import sys; print(sys.executable, end='')"])
        let script = Python.packageRoot.appending(path: "Tests/Integration/Support/bootstrap.py")
        return try Array(Data("#!".utf8) + python + Data("\n".utf8) + Data(contentsOf: script))
    }

    /// The Swift function that returns its event.
    static func echo() throws -> [UInt8] {
        let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "EchoFunction")
        return try zip(Array(Data(contentsOf: program)))
    }

}
