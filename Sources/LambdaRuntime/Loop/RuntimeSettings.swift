import HTTPTransport

/// What the environment says about how to run.
final class RuntimeSettings: Sendable {
    /// Host and port of the Runtime API.
    let api: String
    let environment: ProcessEnvironment.Lookup
    let logging: LogSettings
    /// How many invocations may run side by side; more than one only on Lambda Managed Instances.
    let maximumConcurrency: Int

    convenience init(environment: @escaping ProcessEnvironment.Lookup) throws(RuntimeFailure) {
        guard let api = environment("AWS_LAMBDA_RUNTIME_API"), !api.isEmpty else { throw .notInLambda }
        guard api.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && !Self.forbiddenInHost.contains($0) }) else { throw .badAddress(api) }
        let concurrency = environment("AWS_LAMBDA_MAX_CONCURRENCY") ?? "1"
        guard let number = Int(concurrency), (1...1000).contains(number) else { throw .badConcurrency(concurrency) }
        self.init(api: api, environment: environment, maximumConcurrency: number)
    }

    init(api: String, environment: @escaping ProcessEnvironment.Lookup, maximumConcurrency: Int = 1) {
        self.api = api
        self.environment = environment
        self.maximumConcurrency = maximumConcurrency
        logging = LogSettings(environment: environment)
    }

    func url(_ path: String) -> String { "http://\(api)/2018-06-01/runtime/\(path)" }

    private static let forbiddenInHost = Array("/?#@\\".utf8)
}
