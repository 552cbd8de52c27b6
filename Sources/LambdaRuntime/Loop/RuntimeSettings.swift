import HTTPTransport
import Surroundings

/// What the environment says about how to run.
final class RuntimeSettings: Sendable {
    /// Host and port of the Runtime API.
    let api: String
    let environment: Environment
    let logging: LogSettings
    /// Takes each line of the log.
    let writeLog: @Sendable (String) -> Void
    /// How many invocations may run side by side; more than one only on Lambda Managed Instances.
    let maximumConcurrency: Int

    convenience init(_ environment: Environment) throws(RuntimeFailure) {
        guard let api = environment["AWS_LAMBDA_RUNTIME_API"] else { throw .notInLambda }
        guard api.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && !Self.forbiddenInHost.contains($0) }) else { throw .badAddress(api) }
        self.init(api: api, environment: environment)
    }

    init(api: String, environment: Environment, writeLog: @escaping @Sendable (String) -> Void = StandardError.write) {
        self.writeLog = writeLog
        self.api = api
        self.environment = environment
        var logging = LogSettings(environment)
        maximumConcurrency = Self.maximumConcurrency(environment, &logging.warnings)
        self.logging = logging
    }

    /// One at a time where the variable means nothing: the function does its work all the same.
    private static func maximumConcurrency(_ environment: Environment, _ warnings: inout [String]) -> Int {
        guard let text = environment["AWS_LAMBDA_MAX_CONCURRENCY"] else { return 1 }
        if let number = Int(text), (1...1000).contains(number) { return number }
        warnings.append("AWS_LAMBDA_MAX_CONCURRENCY is no whole number from 1 to 1000 and counts as 1: set it to one, or unset it.")
        return 1
    }

    func url(_ path: String) -> String { "http://\(api)/2018-06-01/runtime/\(path)" }

    private static let forbiddenInHost = Array("/?#@\\".utf8)
}
