import HTTPTransport
import Testing

@testable import AWSClient

@Suite("A configuration")
struct ConfigurationTests {
    static let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hidden"]

    func endpoint(_ variables: [String: String], of service: AWSService = CodeDeploy.service) throws(AWSError) -> String {
        try AWSConfiguration(environment: AWSEnvironment(variables)).endpoint(of: service).url
    }

    func configurationError(_ body: () throws(AWSError) -> Void) -> String? {
        do {
            try body()
        } catch .configuration(let text) {
            return text
        } catch {
            Issue.record("\(error)")
        }
        return nil
    }

    @Test("takes the region from AWS_REGION, else from AWS_DEFAULT_REGION, an empty one counting as none")
    func region() throws {
        #expect(try AWSConfiguration(environment: ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"]).region == "eu-west-1")
        #expect(try AWSConfiguration(environment: ["AWS_REGION": "", "AWS_DEFAULT_REGION": "us-east-1"]).region == "us-east-1")
        #expect(try AWSConfiguration(environment: ["AWS_REGION": "eu-west-1"], region: "cn-north-1").region == "cn-north-1")
        let text = configurationError { () throws(AWSError) in _ = try AWSConfiguration(environment: [:]) }
        #expect(text?.contains("set AWS_REGION") == true)
    }

    @Test(
        "refuses a region that could change the host",
        arguments: [
            "x/../", "evil.com/", "a.b", "a@b", "a:1", "a b", "EU-WEST-1", "-a", "a-", "eu-west-1\n", "é", "a#", "a?",
            String(repeating: "a", count: 64),
        ])
    func hostileRegion(region: String) {
        let text = configurationError { () throws(AWSError) in _ = try AWSConfiguration(environment: ["AWS_REGION": region]) }
        #expect(text?.contains("AWS_REGION") == true)
        #expect(configurationError { () throws(AWSError) in _ = try AWSConfiguration(environment: [:], region: region) } != nil)
    }

    @Test("chooses the service's variable before the general one, and neither when told to ignore them")
    func endpointVariables() throws {
        let variables = [
            "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://localhost:4566/",
            "AWS_ENDPOINT_URL_CODEDEPLOY": "https://Deploy.test/base/",
        ]
        #expect(try endpoint(variables) == "https://deploy.test/base")
        let logs = AWSService(id: "CloudWatch Logs", endpointPrefix: "logs")
        #expect(try endpoint(variables, of: logs) == "http://localhost:4566")
        #expect(
            try endpoint(variables.merging(["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": "http://[::1]:80"]) { $1 }, of: logs) == "http://[::1]")
        let ignoring = variables.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"]) { $1 }
        #expect(try endpoint(ignoring) == "https://codedeploy.eu-west-1.amazonaws.com")
        var configuration = try AWSConfiguration(environment: AWSEnvironment(ignoring))
        configuration.endpointURL = "http://127.0.0.1:9"
        #expect(try configuration.endpoint(of: CodeDeploy.service).url == "http://127.0.0.1:9")
    }

    @Test(
        "refuses an endpoint that is none, and names the variable but not the value",
        arguments: [
            "localhost:4566", "ftp://h/", "http://", "http://user:hidden@h", "http://h/?hidden", "http://h/#hidden", "http://h/a b",
            "http://h/\r\nX: hidden",
            "http://h:port/", "/hidden", "http://h/hidden\"", "http://h\\hidden/",
        ])
    func invalidEndpoint(url: String) {
        let text = configurationError { () throws(AWSError) in _ = try endpoint(["AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": url]) }
        #expect(text?.contains("AWS_ENDPOINT_URL") == true && text?.contains("hidden") == false)
    }

    @Test(
        "refuses a chosen endpoint together with FIPS or dual-stack, as botocore's rules do",
        arguments: [
            "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
        ])
    func contradiction(variable: String) {
        let text = configurationError { () throws(AWSError) in
            _ = try endpoint(["AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://h", variable: "true"])
        }
        #expect(text?.contains(variable) == true && text?.contains("AWS_ENDPOINT_URL") == true)
    }

    @Test(
        "takes a switch that is neither true nor false for false, with a warning that does not show it",
        arguments: [
            "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        ])
    func switches(variable: String) throws {
        for value in ["1", "yes", "hidden", " true", "false", "False", ""] {
            let configuration = try AWSConfiguration(environment: ["AWS_REGION": "eu-west-1", variable: value])
            #expect(try configuration.endpoint(of: CodeDeploy.service).url == "https://codedeploy.eu-west-1.amazonaws.com")
            let isMeant = ["false", ""].contains(value.lowercased())
            #expect(configuration.warnings.count == (isMeant ? 0 : 1))
            #expect(configuration.warnings.allSatisfy { $0.contains(variable) && !$0.contains("hidden") })
        }
    }

    @Test("takes the number of attempts from AWS_MAX_ATTEMPTS, and three where that is none, with a warning")
    func attempts() throws {
        for (value, number) in [("", 3), ("7", 7)] {
            let configuration = try AWSConfiguration(environment: ["AWS_REGION": "r", "AWS_MAX_ATTEMPTS": value])
            #expect(configuration.maximumAttempts == number && configuration.warnings.isEmpty)
        }
        for value in ["0", "-1", "many", "1.5", "99999999999999999999"] {
            let configuration = try AWSConfiguration(environment: ["AWS_REGION": "r", "AWS_MAX_ATTEMPTS": value])
            #expect(configuration.maximumAttempts == 3)
            #expect(configuration.warnings.count == 1 && configuration.warnings.allSatisfy { $0.contains("AWS_MAX_ATTEMPTS") })
        }
    }

    @Test("and all that is made of it show no secret in any text")
    func redaction() async throws {
        let service = FakeService(FakeService.respond(200))
        let configuration = try service.configuration(credentials: FakeService.credentials)
        let fromEnvironment = try service.configuration()
        var dumped = "\(configuration) \(String(reflecting: fromEnvironment))"
        for configuration in [configuration, fromEnvironment] {
            let client = try CodeDeploy(configuration)
            try await client.report()
            dump(configuration, to: &dumped)
            dump(client, to: &dumped)
            dump(client.client, to: &dumped)
        }
        #expect(!dumped.contains("hidden") && dumped.contains("eu-central-1"))
    }
}
