import Foundation
import TestSupport

/// What botocore knows of the things that the client knows too.
struct BotocoreFacts: Decodable {
    struct Endpoint: Decodable {
        let service: String
        let region: String
        let fips: Bool
        let dual: Bool
        let url: String
    }

    struct Operation: Decodable {
        let method: String
        let uri: String
        let input: [String]
        let output: [String]
        let enums: [String: [String]]
        let errors: [String]
    }

    let endpoints: [Endpoint]
    let throttling: [String]
    let transient: [String]
    let metadata: [String: String]
    let putLifecycleEventHookExecutionStatus: Operation

    static func load() async throws -> BotocoreFacts {
        let script = Python.packageRoot.appending(path: "Tests/AWSClientTests/Support/botocore_facts.py").path
        return try JSONDecoder().decode(Self.self, from: await Python.output(of: [script]))
    }
}
