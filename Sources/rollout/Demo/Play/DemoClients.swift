import AWSClient
import Foundation
import HTTPTransport
import JSONValue
import LocalCloud

/// The calls that the demo makes, over HTTP as any client's.
struct DemoClients: Sendable {
    private let codeDeploy: ServiceClient
    private let lambda: ServiceClient
    private let cloudWatch: ServiceClient
    private let iam: ServiceClient

    init(_ cloud: Cloud) throws(AWSError) {
        let environment: AWSEnvironment = ["AWS_ENDPOINT_URL": cloud.endpoint, "AWS_MAX_ATTEMPTS": "1"]
        let configuration = try AWSConfiguration(environment: environment, region: Cloud.region, credentials: cloud.credentials)
        codeDeploy = try ServiceClient(
            AWSService(id: "CodeDeploy", endpointPrefix: "codedeploy", targetPrefix: "CodeDeploy_20141006"), configuration)
        lambda = try ServiceClient(AWSService(id: "Lambda", endpointPrefix: "lambda"), configuration)
        cloudWatch = try ServiceClient(
            AWSService(id: "CloudWatch", endpointPrefix: "monitoring", targetPrefix: "GraniteServiceVersion20100801"), configuration)
        iam = try ServiceClient(AWSService(id: "IAM", endpointPrefix: "iam"), configuration)
    }

    @discardableResult
    func codeDeploy(_ operation: String, _ input: JSON.Object) async throws(AWSError) -> JSON {
        try await codeDeploy.call(operation, input)
    }

    @discardableResult
    func cloudWatch(_ operation: String, _ input: JSON.Object) async throws(AWSError) -> JSON {
        try await cloudWatch.call(operation, input)
    }

    /// A call of Lambda: its operations are paths below a date.
    @discardableResult
    func lambda(
        _ operation: String, _ method: HTTPMethod, _ path: [String], qualifier: String? = nil, _ input: JSON? = nil
    ) async throws(AWSError) -> JSON {
        let query = qualifier.map { [(name: "Qualifier", value: $0)] } ?? []
        let response = try await lambda.call(operation, method, path, query: query, body: input?.serialized())
        return try lambda.json(response, operation)
    }

    /// Sends a request's event to an alias. Returns which version answered, and whether it could.
    func invoke(_ function: String, _ alias: String, _ event: JSON) async throws(AWSError) -> (version: String, succeeded: Bool) {
        let response = try await lambda.call(
            "Invoke", .post, ["2015-03-31", "functions", function, "invocations"], query: [(name: "Qualifier", value: alias)],
            body: event.serialized())
        let hasFailed = response.headers["X-Amz-Function-Error"] != nil
        let status = hasFailed ? nil : (try? response.json())?["statusCode"]?.int
        return (response.headers["X-Amz-Executed-Version"] ?? "", status.map { $0 < 500 } ?? false)
    }

    /// A call of IAM, which speaks the Query protocol.
    func iam(_ action: String, _ parameters: [(String, String)]) async throws(AWSError) {
        let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        let form = ([("Action", action), ("Version", "2010-05-08")] + parameters).map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")"
        }.joined(separator: "&")
        _ = try await iam.call(
            action, .post, [], headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"], body: Array(form.utf8))
    }
}
