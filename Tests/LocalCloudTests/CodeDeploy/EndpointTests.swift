import HTTPTransport
import JSONValue
import SigV4
import Testing

import LocalCloud

/// CodeDeploy's endpoint over HTTP, with requests that are signed as the SDKs sign them.
@Suite("CodeDeploy's endpoint")
struct CodeDeployTests {
    private func call(
        _ cloud: Cloud, _ input: JSON, operation: String = "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus",
        region: String = Cloud.region, service: String = "codedeploy", credentials: Credentials? = nil,
        tamper: (inout HTTPRequest) -> Void = { _ in }
    ) async throws -> HTTPResponse {
        let body = input.serialized()
        var request = HTTPRequest(.post, cloud.endpoint + "/", body: body)
        request.headers["X-Amz-Target"] = operation
        request.headers["Content-Type"] = "application/x-amz-json-1.1"
        let signer = Signer(service: service, region: region, credentials: credentials ?? cloud.credentials)
        let signed = try signer.sign(
            method: "POST", url: request.url, headers: request.headers.map { ($0.name, $0.value) }, body: body, at: .now)
        for (name, value) in signed { request.headers[name] = value }
        tamper(&request)
        return try await HTTPClient.shared.send(request)
    }

    private func hook(in cloud: Cloud) throws -> CodeDeploy.HookExecution {
        let execution = CodeDeploy.HookExecution()
        try cloud.codeDeploy.start(.init(), for: execution)
        return execution
    }

    private func input(_ execution: CodeDeploy.HookExecution, _ status: String) -> JSON {
        [
            "deploymentId": .string(execution.deploymentID), "lifecycleEventHookExecutionId": .string(execution.id),
            "status": .string(status),
        ]
    }

    @Test("a verdict is taken once, and then stands", arguments: ["Succeeded", "Failed"])
    func verdict(status: String) async throws {
        try await Cloud.run { cloud in
            let execution = try hook(in: cloud)
            #expect(cloud.codeDeploy.verdict(of: execution) == nil)
            let first = try await call(cloud, input(execution, status))
            #expect(first.status == 200)
            #expect(first.headers["Content-Type"] == "application/x-amz-json-1.1")
            #expect(try first.json() == ["lifecycleEventHookExecutionId": .string(execution.id)])
            #expect(cloud.codeDeploy.verdict(of: execution)?.rawValue == status)

            let second = try await call(cloud, input(execution, "Failed"))
            #expect(second.status == 400)
            #expect(try second.json()["__type"] == "LifecycleEventAlreadyCompletedException")
            #expect(cloud.codeDeploy.verdict(of: execution)?.rawValue == status)
        }
    }

    @Test("a hook's event has the real form")
    func event() async throws {
        try await Cloud.run { cloud in
            let execution = try hook(in: cloud)
            #expect(execution.deploymentID.wholeMatch(of: /d-[A-Z0-9]{9}/) != nil)
            #expect(execution.id.hasPrefix("eyJlbmNyeXB0ZWREYXRhIjoi"))
            let event = try JSON(parsing: execution.event)
            #expect(
                event == [
                    "DeploymentId": .string(execution.deploymentID), "LifecycleEventHookExecutionId": .string(execution.id),
                ])
            #expect(try hook(in: cloud) != execution)
        }
    }

    @Test("input that the service refuses is refused with the model's error")
    func inputErrors() async throws {
        try await Cloud.run { cloud in
            let execution = try hook(in: cloud)
            let other = try hook(in: cloud)
            var cases: [(JSON, String)] = ["Pending", "InProgress", "Skipped", "Unknown", "succeeded", ""].map {
                (input(execution, $0), "InvalidLifecycleEventHookExecutionStatusException")
            }
            let id = JSON.string(execution.id)
            let deployment = JSON.string(execution.deploymentID)
            cases += [
                (["deploymentId": deployment, "lifecycleEventHookExecutionId": id], "InvalidLifecycleEventHookExecutionStatusException"),
                (["deploymentId": deployment, "status": "Failed"], "InvalidLifecycleEventHookExecutionIdException"),
                (
                    input(.init(deploymentID: execution.deploymentID, id: other.id), "Failed"),
                    "InvalidLifecycleEventHookExecutionIdException"
                ),
                (["lifecycleEventHookExecutionId": id, "status": "Failed"], "DeploymentIdRequiredException"),
                (["deploymentId": "", "lifecycleEventHookExecutionId": id, "status": "Failed"], "DeploymentIdRequiredException"),
                (input(.init(deploymentID: "d-ABCDEF1", id: execution.id), "Failed"), "InvalidDeploymentIdException"),
                (input(.init(deploymentID: "deployment!", id: execution.id), "Failed"), "InvalidDeploymentIdException"),
                (input(.init(deploymentID: "d-AAAAAAAA0", id: execution.id), "Failed"), "DeploymentDoesNotExistException"),
                ([:], "DeploymentIdRequiredException"), ([], "SerializationException"),
            ]
            for (input, code) in cases {
                let response = try await call(cloud, input)
                #expect(response.status == 400)
                #expect(try response.json()["__type"]?.string == code, "\(input)")
                #expect(response.headers["x-amzn-ErrorType"] == code)
            }
            #expect(cloud.codeDeploy.verdict(of: execution) == nil)
        }
    }

    @Test("a request that is signed with the credentials handed out, and wrongly, is refused")
    func signatures() async throws {
        try await Cloud.run { cloud in
            let execution = try hook(in: cloud)
            let input = input(execution, "Succeeded")
            func expect(_ code: String, _ response: HTTPResponse, _ comment: Comment) throws {
                #expect(response.status == 400, comment)
                #expect(try response.json()["__type"]?.string == code, comment)
            }
            try expect("MissingAuthenticationTokenException", await call(cloud, input) { $0.headers["Authorization"] = nil }, "unsigned")
            try expect("InvalidSignatureException", await call(cloud, input) { $0.body?[0] = 0x20 }, "another body")
            let tokenless = Credentials(
                accessKeyID: cloud.credentials.accessKeyID, secretAccessKey: cloud.credentials.secretAccessKey)
            try expect("UnrecognizedClientException", await call(cloud, input, credentials: tokenless), "no token")
            try expect("IncompleteSignatureException", await call(cloud, input) { $0.headers["Authorization"] = "Basic YTpi" }, "Basic")
            #expect(cloud.codeDeploy.verdict(of: execution) == nil)
        }
    }

    @Test("whoever signs with other credentials is taken for the account")
    func strangers() async throws {
        try await Cloud.run { cloud in
            let execution = try hook(in: cloud)
            let stranger = Credentials(accessKeyID: "AKIASTRANGER", secretAccessKey: "secret")
            let response = try await call(cloud, input(execution, "Succeeded"), region: "eu-west-1", credentials: stranger)
            #expect(response.status == 200)
            #expect(cloud.codeDeploy.verdict(of: execution) == .succeeded)
        }
    }

    @Test("a web page from elsewhere can't have anything done, whatever it signs")
    func foreignPage() async throws {
        try await Cloud.run { cloud in
            let execution = try hook(in: cloud)
            for (name, value) in [("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")] {
                let response = try await call(cloud, input(execution, "Succeeded")) { $0.headers[name] = value }
                #expect(response.status == 403)
            }
            #expect(cloud.codeDeploy.verdict(of: execution) == nil)
            let local = try await call(cloud, input(execution, "Succeeded")) { $0.headers["Origin"] = "http://localhost:3000" }
            #expect(local.status == 200)
        }
    }

    @Test("what the endpoint doesn't know, it refuses in the protocol's shape")
    func unknown() async throws {
        try await Cloud.run { cloud in
            func code(_ response: HTTPResponse) throws -> String? { try response.json()["__type"]?.string }
            let other = try await call(cloud, [:], operation: "CodeDeploy_20141006.ContinueDeployment")
            #expect(try code(other) == "UnsupportedActionForDeploymentTypeException")
            #expect(try code(await call(cloud, [:], operation: "CodeDeploy_20141006.Deploy")) == "UnknownOperationException")
            #expect(try code(await call(cloud, [:], operation: "Logs_20140328.PutLogEvents")) == "UnknownOperationException")
            #expect(try code(await call(cloud, [:], service: "sqs")) == "UnknownOperationException")
            let large: JSON = .string(String(repeating: "x", count: 1024 * 1024))
            #expect(try await call(cloud, large).status == 413)
            #expect(try await HTTPClient.shared.get(cloud.endpoint + "/", headers: ["Host": "evil.example"]).status == 403)
        }
    }

    @Test("two clouds hand out different credentials, and their texts give nothing away")
    func credentials() async throws {
        try await Cloud.run { one in
            try await Cloud.run { two in
                #expect(one.credentials != two.credentials)
                #expect(one.endpoint != two.endpoint)
                #expect(!"\(one.credentials)".contains(one.credentials.secretAccessKey))
            }
        }
    }
}
