import Foundation
import JSONValue
import LocalCloud
import TestSupport
import Testing

/// boto3 calls every operation that the local cloud supports; what it sends and gets is compared with botocore's models.
@Suite("conformance with botocore's models", .enabled(if: Python.has("boto3"), "boto3 is not installed"))
struct ConformanceTests {
    /// A service, the protocol that its clients speak, and the source in which its operations stand.
    struct Case: CustomTestStringConvertible {
        let service: String
        var transport: String?
        let source: String

        var testDescription: String { [service, transport].compactMap { $0 }.joined(separator: " over ") }
    }

    static let cases = [
        Case(service: "codedeploy", source: "CodeDeploy/CodeDeploy.swift"),
        Case(service: "lambda", source: "Lambda/LambdaService.swift"),
        Case(service: "cloudwatch", transport: "json", source: "CloudWatch/CloudWatchService.swift"),
        Case(service: "cloudwatch", transport: "smithy-rpc-v2-cbor", source: "CloudWatch/CloudWatchService.swift"),
        Case(service: "cloudwatch", transport: "query", source: "CloudWatch/CloudWatchService.swift"),
        Case(service: "sns", source: "SNS/SNSService.swift"),
        Case(service: "iam", source: "IAM/IAMService.swift"),
        Case(service: "sts", source: "STS/STSService.swift"),
        Case(service: "s3", source: "S3/S3Service.swift"),
    ]

    @Test("every operation answers as the model says, and fails as the model says", arguments: cases)
    func conforms(_ case: Case) async throws {
        // Time that jumps: deployments take hours.
        try await Cloud.run(CloudConfiguration(speed: .max)) { cloud in
            let report = try await Self.run([`case`.service] + (`case`.transport.map { [$0] } ?? []), cloud)
            #expect(report["problems"] == [])
            func operations(_ outcome: String) -> Set<String> {
                Set((report[outcome]?[`case`.service]?.array ?? []).compactMap(\.string))
            }
            // There is no provisioned concurrency here, and only hooks have something to report: from here, both can only fail.
            let failing: Set = ["GetProvisionedConcurrencyConfig", "PutLifecycleEventHookExecutionStatus"]
            let called = operations("succeeded").union(operations("failed").intersection(failing))
            let leftOut = try Self.operations(in: `case`.source).subtracting(called)
            #expect(leftOut == [], "operations that the scenario leaves out")
        }
    }

    @Test("deployments under roles of IAM fail by the classic mistakes, and go through without them")
    func roles() async throws {
        try await Cloud.run(CloudConfiguration(speed: .max)) { cloud in
            let report = try await Self.run(["roles"], cloud)
            #expect(report["problems"] == [])
        }
    }

    private static func run(_ arguments: [String], _ cloud: Cloud) async throws -> JSON {
        let script = CloudClient.support.appending(path: "Conformance/run.py").path
        return try JSON(parsing: Array(try await Python.output(of: [script] + arguments, environment: CloudClient.environment(cloud))))
    }

    @Test("the checker finds what is wrong")
    func checkerFinds() async throws {
        let script = CloudClient.support.appending(path: "Conformance/checker_test.py").path
        let environment = ["AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"]
        let found = try JSON(parsing: Array(try await Python.output(of: [script], environment: environment)))
        for (flaw, problems) in found.object ?? [:] { #expect(problems.array?.isEmpty == (flaw == "none"), "\(flaw): \(problems)") }
        #expect(found.object?.count == 14)
    }

    /// The operations that a service's `switch` names: those that begin a case of their own.
    private static func operations(in source: String) throws -> Set<String> {
        let file = Python.packageRoot.appending(path: "Sources/LocalCloud/\(source)")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let cases = lines.compactMap { $0.prefixMatch(of: /\s+case ((?:"[A-Z]\w+"(?:, )?)+):/)?.output.1 }
            .flatMap { $0.matches(of: /\w+/).map { String($0.output) } }
        #expect(cases.count > 2)
        return Set(cases)
    }
}
