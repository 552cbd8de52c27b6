import Foundation
import HTTPTransport
import JSONValue
import SigV4
import TestSupport
import Testing

@testable import AWSClient

// Skipped where Python cannot import moto's server: `.build/venv/bin/pip install 'moto[server,codedeploy]' boto3`.
@Suite("moto's CodeDeploy with authentication on", .enabled(if: Python.has("moto.server"), "Python cannot import moto.server"))
struct MotoTests {
    struct Peer: Decodable {
        let port: Int
        let accessKeyId: String
        let secretAccessKey: String
    }

    @Test("accepts what we sign, and refuses it with one byte changed, with another secret, by a stranger, or without a permission")
    func authentication() async throws {
        let script = Python.packageRoot.appending(path: "Tests/AWSClientTests/Support/moto_peer.py").path
        let process = try ChildProcess(Python.process([script]))
        defer { process.stop() }
        let peer = try JSONDecoder().decode(Peer.self, from: Data(try #require(await process.firstLine()).utf8))
        let credentials = Credentials(accessKeyID: peer.accessKeyId, secretAccessKey: peer.secretAccessKey)

        func client(
            _ credentials: Credentials, changing change: @escaping @Sendable (inout HTTPRequest) -> Void = { _ in }
        ) throws(AWSError) -> ServiceClient {
            let environment: AWSEnvironment = [
                "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL_CODEDEPLOY": "http://127.0.0.1:\(peer.port)",
            ]
            return try CodeDeploy(
                AWSConfiguration(
                    environment: environment, credentials: credentials,
                    transport: { request async throws(HTTPError) in
                        var request = request
                        change(&request)
                        request.usesProxy = false
                        return try await HTTPClient.shared.send(request)
                    })
            ).client
        }
        func refusal(_ client: ServiceClient, _ operation: String = "ListApplications") async -> String? {
            let error = await #expect(throws: AWSError.self) { try await client.call(operation, ["applicationName": "shop"]) }
            guard case .service(let failure) = error else {
                Issue.record("\(String(describing: error))")
                return nil
            }
            #expect(failure.status == 403 && failure.service == "CodeDeploy" && failure.operation == operation && !failure.message.isEmpty)
            #expect(!"\(failure)".contains(peer.secretAccessKey))
            return failure.code
        }

        #expect(try await client(credentials).call("ListApplications") == ["applications": []])
        // Twice, by the key and the connection that are there already.
        let twice = try client(credentials)
        for _ in 0..<2 { #expect(try await twice.call("ListApplications", ["nextToken": "é \u{1F642}"]) == ["applications": []]) }

        let changes: [@Sendable (inout HTTPRequest) -> Void] = [
            { $0.headers["Authorization"] = $0.headers["Authorization"].map { $0.dropLast() + ($0.hasSuffix("0") ? "1" : "0") } },
            { $0.headers["X-Amz-Target"] = "CodeDeploy_20141006.ListApplicationz" },
            { $0.headers["Content-Type"] = "application/x-amz-json-1.0" },
            { $0.body = $0.body.map { $0.map { $0 == UInt8(ascii: "s") ? UInt8(ascii: "S") : $0 } } },
            { $0.headers["X-Amz-Date"] = "20150830T123600Z" },
            { $0.url += "?a=b" },
        ]
        for (index, change) in changes.enumerated() {
            #expect(await refusal(try client(credentials, changing: change)) == "SignatureDoesNotMatch", "change \(index)")
        }
        let wrong = Credentials(accessKeyID: peer.accessKeyId, secretAccessKey: String(peer.secretAccessKey.reversed()))
        #expect(await refusal(try client(wrong)) == "SignatureDoesNotMatch")
        let stranger = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: peer.secretAccessKey)
        #expect(await refusal(try client(stranger)) == "InvalidClientTokenId")
        #expect(await refusal(try client(credentials), "CreateApplication") == "AccessDenied")
    }
}
