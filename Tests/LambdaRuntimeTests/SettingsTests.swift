import Surroundings
import Testing

@testable import LambdaRuntime

@Suite("Settings that mean nothing")
struct SettingsTests {
    private func settings(concurrency: String) throws -> RuntimeSettings {
        let environment = Environment(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "AWS_LAMBDA_MAX_CONCURRENCY": concurrency])
        return try RuntimeSettings(environment)
    }

    @Test("of invocations side by side leave one at a time, with a warning", arguments: ["many", "0", "1001", "-1", "1.5", " 2"])
    func concurrency(value: String) throws {
        let settings = try settings(concurrency: value)
        #expect(settings.maximumConcurrency == 1)
        #expect(settings.logging.warnings.count == 1)
        #expect(settings.logging.warnings.first?.contains("AWS_LAMBDA_MAX_CONCURRENCY") == true)
    }

    @Test("are not those that are empty", arguments: [("", 1), ("1", 1), ("1000", 1000)])
    func noWarning(value: String, number: Int) throws {
        let settings = try settings(concurrency: value)
        #expect(settings.maximumConcurrency == number && settings.logging.warnings.isEmpty)
    }
}
