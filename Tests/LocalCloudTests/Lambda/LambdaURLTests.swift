import Foundation
import HTTPTransport
import JSONValue
import SigV4
import TestSupport
import Testing

@testable import LocalCloud

/// Function URLs of the Lambda service before real processes.
@Suite("Lambda: Function URLs", .enabled(if: Python.has("json")))
struct LambdaURLTests {
    private let python: [UInt8]

    init() async throws { python = try await TestCode.python() }

    /// A function `f` with an alias `live`, a public URL on it, and its address.
    private func withURL(
        _ behaviour: String, _ settings: JSON.Object = [:], environment: [String: String] = [:],
        _ body: (LambdaSandbox, _ url: String) async throws -> Void
    ) async throws {
        try await LambdaSandbox.run { cloud in
            try await cloud.create(
                "f", python, environment: environment.merging(["BEHAVIOUR": behaviour, "API_BEHAVIOUR": behaviour]) { $1 }, publish: true)
            try await cloud.call("CreateAlias", ["FunctionName": "f", "Name": "live", "FunctionVersion": "1"])
            var input: JSON.Object = ["FunctionName": "f", "Qualifier": "live", "AuthType": "NONE"]
            for (name, value) in settings { input[name] = value }
            let made = try await cloud.call("CreateFunctionUrlConfig", .object(input))
            let target = ["FunctionName": "f", "Qualifier": "live", "Principal": "*"] as JSON.Object
            var statement = target
            statement["StatementId"] = "url"
            statement["Action"] = "lambda:InvokeFunctionUrl"
            statement["FunctionUrlAuthType"] = "NONE"
            try await cloud.call("AddPermission", .object(statement))
            statement = target
            statement["StatementId"] = "invoke"
            statement["Action"] = "lambda:InvokeFunction"
            statement["InvokedViaFunctionUrl"] = true
            try await cloud.call("AddPermission", .object(statement))
            try await body(cloud, made["FunctionUrl"]?.string ?? "")
        }
    }

    @Test("a request reaches the alias's version and counts as its invocation")
    func request() async throws {
        try await withURL("echo") { cloud, url in
            let response = try await HTTPClient.shared.get(url + "a?b=c")
            #expect(response.status == 200)
            let event = try response.json()
            #expect(event["rawPath"] == "/a")
            #expect(event["requestContext"]?["accountId"] == "anonymous")
            #expect(event["requestContext"]?["requestId"]?.string == response.headers["x-amzn-RequestId"])
            // What AWS adds, besides what tells of TLS.
            let port = try #require(url.split(separator: ":").last?.dropLast())
            #expect(event["headers"]?["x-forwarded-port"]?.string == String(port))
            #expect(event["headers"]?["x-forwarded-proto"] == "http")
            #expect(event["headers"]?["x-forwarded-for"] == "127.0.0.1")
            let trace = try #require(event["headers"]?["x-amzn-trace-id"]?.string)
            #expect(trace.wholeMatch(of: /Root=1-[0-9a-f]{8}-[0-9a-f]{24}/) != nil)
            #expect(response.headers["X-Amzn-Trace-Id"] == trace)
            #expect(event["headers"]?["connection"] == nil)
            let given = "Root=1-5759e988-bd862e3fe1be46a994272793"
            let followed = try await HTTPClient.shared.get(url, headers: ["X-Amzn-Trace-Id": given + ";Sampled=1"])
            #expect(try followed.json()["headers"]?["x-amzn-trace-id"]?.string == given)
            let dimensions = ["FunctionName": "f", "Resource": "f:live", "ExecutedVersion": "1"]
            #expect(cloud.metrics.values("Invocations", dimensions) == [1, 1])
            // One that was sent to another name is nobody's.
            #expect(try await HTTPClient.shared.get(url, headers: ["Host": "evil.example"]).status == 403)
        }
    }

    @Test("a public URL needs both statements in the policy of its alias", arguments: ["url", "invoke"])
    func permissions(missing: String) async throws {
        try await withURL("echo") { cloud, url in
            try await cloud.call("RemovePermission", ["FunctionName": "f", "Qualifier": "live", "StatementId": .string(missing)])
            let response = try await HTTPClient.shared.get(url)
            #expect(response.status == 403)
            #expect(response.headers["x-amzn-ErrorType"] == "AccessDeniedException")
            #expect(cloud.log.messages.contains { $0.contains("aws lambda add-permission --function-name f --qualifier live") })
            #expect(cloud.lambda.fleet.count() == 0)
        }
    }

    @Test("with AWS_IAM a request needs a signature, which is verified where the cloud handed the credentials out")
    func signatures() async throws {
        try await withURL("echo", ["AuthType": "AWS_IAM"]) { cloud, url in
            #expect(try await HTTPClient.shared.get(url).status == 403)
            let known = cloud.context.credentials.issue(forClient: .role(arn: LambdaSandbox.role, session: "s"))
            func get(_ credentials: Credentials, service: String = "lambda") async throws -> HTTPResponse {
                let signer = Signer(service: service, region: Cloud.region, credentials: credentials)
                let signed = try signer.sign(method: "GET", url: url, at: .now)
                var headers = HTTPHeaders()
                for header in signed where header.name.lowercased() != "host" { headers.add(name: header.name, value: header.value) }
                return try await HTTPClient.shared.get(url, headers: headers)
            }
            let response = try await get(known)
            #expect(response.status == 200)
            let signer = try response.json()["requestContext"]?["authorizer"]?["iam"]
            #expect(signer?["accessKey"]?.string == known.accessKeyID)
            #expect(signer?["userArn"] == "arn:aws:sts::123456789012:assumed-role/functions/s")
            let forged = Credentials(
                accessKeyID: known.accessKeyID, secretAccessKey: String(repeating: "x", count: 40), sessionToken: known.sessionToken)
            #expect(try await get(forged).status == 403)
            #expect(try await get(known, service: "s3").status == 403)
            // As everywhere: credentials that the cloud doesn't know are taken for the account's.
            let own = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x", sessionToken: nil)
            #expect(try await get(own).status == 200)
        }
    }

    @Test("a streamed response comes while the function still runs")
    func streaming() async throws {
        try await withURL("drip", ["InvokeMode": "RESPONSE_STREAM"]) { cloud, url in
            let folder = try TemporaryFolder()
            let body = Array(JSON.object(["file": .string(folder.path + "/go")]).description.utf8)
            let request = HTTPRequest(.post, url, headers: ["Content-Type": "application/json"], body: body)
            let response = try await HTTPClient.shared.stream(request)
            #expect(response.status == 201)
            #expect(response.headers["X-Drip"] == "1")
            var text = ""
            for try await piece in response.body {
                text += String(decoding: piece, as: UTF8.self)
                // The function waits for this, so that what was read until now can't have come at the end.
                if text == "first" { _ = FileManager.default.createFile(atPath: folder.path + "/go", contents: nil) }
            }
            #expect(text == "first second")
        }
    }

    @Test("a function that dies amid its response cuts the connection off")
    func dyingStream() async throws {
        try await withURL("drip", ["InvokeMode": "RESPONSE_STREAM"], environment: ["DIES": "1"]) { cloud, url in
            let folder = try TemporaryFolder()
            let body = Array(JSON.object(["file": .string(folder.path + "/go")]).description.utf8)
            let request = HTTPRequest(.post, url, headers: ["Content-Type": "application/json"], body: body)
            let response = try await HTTPClient.shared.stream(request)
            #expect(response.status == 201)
            await #expect(throws: HTTPError.self) {
                // It dies when what it has sent is here.
                for try await _ in response.body { _ = FileManager.default.createFile(atPath: folder.path + "/go", contents: nil) }
            }
            while cloud.metrics.values("Errors", ["FunctionName": "f"]).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            #expect(cloud.metrics.values("Errors", ["FunctionName": "f"]) == [1])
        }
    }

    @Test(
        "in RESPONSE_STREAM an answer that isn't streamed is taken as a buffered one, and an error is a 502",
        arguments: [("api", 200), ("throw", 502), ("exit3", 502)])
    func bufferedAnswer(behaviour: String, status: Int) async throws {
        try await withURL(behaviour, ["InvokeMode": "RESPONSE_STREAM"]) { _, url in
            let response = try await HTTPClient.shared.get(url)
            #expect(response.status == status)
            #expect(response.text == (status == 200 ? "version 1" : "Internal Server Error"))
        }
    }

    @Test("its CORS rules answer preflights and win over the function's headers")
    func cors() async throws {
        let rules: JSON = [
            "AllowOrigins": ["https://shop.example"], "AllowMethods": ["PUT"], "AllowHeaders": ["x-a"], "ExposeHeaders": ["x-b"],
            "MaxAge": 60, "AllowCredentials": true,
        ]
        try await withURL("api", ["Cors": rules]) { cloud, url in
            func preflight(_ origin: String, _ method: String, _ headers: String) async throws -> HTTPResponse {
                try await HTTPClient.shared.send(
                    HTTPRequest(
                        .options, url,
                        headers: [
                            "Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers,
                        ]))
            }
            let allowed = try await preflight("https://shop.example", "PUT", "X-A")
            #expect(allowed.status == 200)
            #expect(allowed.headers["Access-Control-Allow-Origin"] == "https://shop.example")
            #expect(allowed.headers["Access-Control-Allow-Methods"] == "PUT")
            #expect(allowed.headers["Access-Control-Allow-Headers"] == "x-a")
            #expect(allowed.headers["Access-Control-Max-Age"] == "60")
            #expect(allowed.headers["Access-Control-Allow-Credentials"] == "true")
            for (origin, method, headers) in [
                ("https://evil.example", "PUT", "x-a"), ("https://shop.example", "DELETE", "x-a"), ("https://shop.example", "PUT", "x-c"),
            ] {
                #expect(try await preflight(origin, method, headers).headers["Access-Control-Allow-Origin"] == nil)
            }
            #expect(cloud.lambda.fleet.count() == 0)
            let response = try await HTTPClient.shared.get(url, headers: ["Origin": "https://shop.example"])
            #expect(response.headers["Access-Control-Expose-Headers"] == "x-b")
            #expect(
                try await HTTPClient.shared.get(url, headers: ["Origin": "https://evil.example"]).headers["Access-Control-Allow-Origin"]
                    == nil)
        }
    }

    @Test("a throttled request is a 429")
    func throttled() async throws {
        try await withURL("echo") { cloud, url in
            try await cloud.call("PutFunctionConcurrency", ["FunctionName": "f", "ReservedConcurrentExecutions": 0])
            #expect(try await HTTPClient.shared.get(url).status == 429)
        }
    }

    @Test("a URL belongs to one alias, can be changed, and its port closes with it")
    func lifecycle() async throws {
        try await withURL("api") { cloud, url in
            let name = ["FunctionName": "f", "Qualifier": "live"] as JSON
            #expect(
                await cloud.error("CreateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "live", "AuthType": "NONE"])
                    == "ResourceConflictException")
            #expect(
                await cloud.error("CreateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "1", "AuthType": "NONE"])
                    == "ValidationException")
            #expect(
                await cloud.error("CreateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "x", "AuthType": "NONE"])
                    == "ResourceNotFoundException")
            #expect(await cloud.error("CreateFunctionUrlConfig", ["FunctionName": "f", "AuthType": "MAYBE"]) == "ValidationException")
            let updated = try await cloud.call(
                "UpdateFunctionUrlConfig", ["FunctionName": "f", "Qualifier": "live", "InvokeMode": "RESPONSE_STREAM"])
            #expect(updated["InvokeMode"] == "RESPONSE_STREAM")
            #expect(updated["FunctionUrl"]?.string == url)
            #expect(try await HTTPClient.shared.get(url).text == "version 1")
            #expect(try await cloud.call("ListFunctionUrlConfigs", ["FunctionName": "f"])["FunctionUrlConfigs"]?.array?.count == 1)
            try await cloud.call("DeleteFunctionUrlConfig", name)
            #expect(await cloud.error("GetFunctionUrlConfig", name) == "ResourceNotFoundException")
            await #expect(throws: HTTPError.self) {
                for _ in 0..<1000 {
                    #expect(try await HTTPClient.shared.get(url).status == 403)
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
    }
}
