import CZlib
import Foundation
import HTTPTransport
import JSONValue
import SigV4
import TestSupport
import Testing

@testable import LocalCloud

@Suite("the gateway")
struct GatewayTests {
    private func signed(
        _ cloud: Cloud, _ method: HTTPMethod = .post, _ path: String = "/", service: String, _ headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        credentials: Credentials? = nil
    ) throws -> HTTPRequest {
        var request = HTTPRequest(method, cloud.endpoint + path, headers: headers, body: body)
        let signer = Signer(service: service, region: Cloud.region, credentials: credentials ?? cloud.credentials)
        let fields = try signer.sign(
            method: method.rawValue, url: request.url, headers: request.headers.map { ($0.name, $0.value) }, body: body, at: .now)
        for (name, value) in fields { request.headers[name] = value }
        return request
    }

    private let form: HTTPHeaders = ["Content-Type": "application/x-www-form-urlencoded"]

    @Test("an error comes in the form of the service's protocol")
    func errors() async throws {
        try await Cloud.run { cloud in
            let wrong = Credentials(
                accessKeyID: cloud.credentials.accessKeyID, secretAccessKey: "wrong", sessionToken: cloud.credentials.sessionToken)
            let target: HTTPHeaders = [
                "X-Amz-Target": "CodeDeploy_20141006.ListApplications", "Content-Type": "application/x-amz-json-1.1",
            ]
            let json = try await HTTPClient.shared.send(signed(cloud, service: "codedeploy", target, credentials: wrong))
            #expect(json.status == 400)
            #expect(try json.json()["__type"] == "InvalidSignatureException")
            let rest = try await HTTPClient.shared.send(signed(cloud, .get, "/2015-03-31/functions", service: "lambda", credentials: wrong))
            #expect(rest.status == 403)
            #expect(rest.headers["x-amzn-ErrorType"] == "InvalidSignatureException")
            let query = try await HTTPClient.shared.send(
                signed(cloud, service: "sts", form, body: Array("Action=GetCallerIdentity&Version=2011-06-15".utf8), credentials: wrong))
            #expect(query.status == 403)
            #expect(query.text.contains("<Type>Sender</Type><Code>SignatureDoesNotMatch</Code>"))
            let cbor = try await HTTPClient.shared.send(
                signed(
                    cloud, .post, "/service/GraniteServiceVersion20100801/operation/DescribeAlarms", service: "monitoring",
                    ["smithy-protocol": "rpc-v2-cbor"], credentials: wrong))
            #expect(cbor.headers["smithy-protocol"] == "rpc-v2-cbor")
            #expect(try CBORReader.value(cbor.body)["__type"] == "InvalidSignatureException")
            #expect(cbor.headers["x-amzn-query-error"] == "InvalidSignatureException;Sender")
            let xml = try await HTTPClient.shared.send(signed(cloud, .get, "/bucket/key", service: "s3", credentials: wrong))
            #expect(xml.status == 403)
            #expect(xml.text.contains("<Error><Code>SignatureDoesNotMatch</Code>"))
            for response in [json, rest, query, cbor, xml] {
                #expect(response.headers["x-amzn-requestid"]?.count == 36)
                #expect(!response.text.contains(cloud.credentials.secretAccessKey))
            }
        }
    }

    @Test("the next run's time goes on from where jumps had led")
    func timeAfterRestart() async throws {
        let folder = try TemporaryFolder()
        let configuration = CloudConfiguration(speed: .max, data: folder.path)
        let left = try await Cloud.run(configuration) { cloud in
            try await cloud.time.work { worker in _ = try await worker.sleep(for: .seconds(5400)) }
            let topic = Array("Action=CreateTopic&Name=news&Version=2010-03-31".utf8)
            #expect(try await HTTPClient.shared.send(signed(cloud, service: "sns", form, body: topic)).isSuccess)
            return cloud.time.date
        }
        #expect(left.timeIntervalSinceNow > 5300)
        try await Cloud.run(configuration) { cloud in
            // A row is dated just before the answer to its call.
            #expect(cloud.time.date.timeIntervalSince(left) > -60)
        }
    }

    @Test("without a signature there is no answer, but S3's and SNS's links")
    func unsigned() async throws {
        try await Cloud.run { cloud in
            func send(_ request: HTTPRequest) async throws -> HTTPResponse { try await HTTPClient.shared.send(request) }
            let functions = try await send(HTTPRequest(.get, cloud.endpoint + "/2015-03-31/functions"))
            #expect(functions.status == 403)
            #expect(functions.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException")
            let identity = try await send(
                HTTPRequest(.post, cloud.endpoint, headers: form, body: Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)))
            #expect(identity.text.contains("<Code>MissingAuthenticationToken</Code>"))
            let topics = try await send(HTTPRequest(.get, cloud.endpoint + "/?Action=ListTopics&Version=2010-03-31"))
            #expect(topics.status == 403)
            let confirmation = try await send(
                HTTPRequest(.get, cloud.endpoint + "/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:x&Token=t"))
            #expect(confirmation.text.contains("<Code>NotFound</Code>"))
            #expect(try await send(HTTPRequest(.put, cloud.endpoint + "/bucket")).status == 200)
            #expect(try await send(HTTPRequest(.put, cloud.endpoint + "/bucket/a", body: [1, 2])).status == 200)
            #expect(try await send(HTTPRequest(.get, cloud.endpoint + "/bucket/a")).body == [1, 2])
        }
    }

    @Test("a bucket may be in the host's name, and a body in S3's chunks with a checksum behind them")
    func virtualHost() async throws {
        try await Cloud.run { cloud in
            let port = cloud.endpoint.split(separator: ":").last.map(String.init) ?? ""
            func send(_ method: HTTPMethod, _ path: String, host: String, _ headers: HTTPHeaders = [:], body: [UInt8]? = nil) async throws
                -> HTTPResponse
            {
                var request = HTTPRequest(method, cloud.endpoint + path, headers: headers, body: body)
                request.headers["Host"] = "\(host):\(port)"
                return try await HTTPClient.shared.send(request)
            }
            #expect(try await send(.put, "/", host: "code.localhost").status == 200)
            let chunks = "b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n"
            let headers: HTTPHeaders = [
                "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "Content-Encoding": "aws-chunked",
                "x-amz-decoded-content-length": "11",
            ]
            #expect(try await send(.put, "/a/b", host: "code.s3.localhost", headers, body: Array(chunks.utf8)).status == 200)
            let read = try await send(.get, "/code/a/b", host: "localhost")
            #expect(read.text == "hello world")
            #expect(read.headers["Content-Encoding"] == nil)
            let wrong = chunks.replacing("hello", with: "jello")
            #expect(
                try await send(.put, "/a/b", host: "code.s3.localhost", headers, body: Array(wrong.utf8)).text.contains("BadDigest")
                    == true)
            #expect(try await send(.get, "/", host: "code.evil.example").status == 403)
        }
    }

    @Test("a compressed body is read; one that isn't what it says, or would be too large, is refused")
    func compressed() async throws {
        try await Cloud.run { cloud in
            func put(_ body: [UInt8]) async throws -> HTTPResponse {
                let headers: HTTPHeaders = [
                    "X-Amz-Target": "GraniteServiceVersion20100801.PutMetricData", "Content-Type": "application/x-amz-json-1.0",
                    "Content-Encoding": "gzip",
                ]
                return try await HTTPClient.shared.send(signed(cloud, service: "monitoring", headers, body: body))
            }
            let input = Array(#"{"Namespace":"N","MetricData":[{"MetricName":"m","Value":1}]}"#.utf8)
            let status1 = try await put(Self.gzip(input)).status
            #expect(status1 == 200)
            let status2 = try await put(input).status
            #expect(status2 == 400)
            let status3 = try await put(Self.gzip(input).dropLast(9)).status
            #expect(status3 == 400)
            let bomb = Self.gzip([UInt8](repeating: 0x20, count: Gateway.largestInflatedRequest + 1))
            #expect(bomb.count < Gateway.largestRequest)
            let status4 = try await put(bomb).status
            #expect(status4 == 400)
        }
    }

    @Test("bodies are bounded, by what they are for")
    func sizes() async throws {
        try await Cloud.run { cloud in
            func post(_ path: String, _ size: Int) async throws -> HTTPResponse {
                try await HTTPClient.shared.send(signed(cloud, .post, path, service: "lambda", body: [UInt8](repeating: 0x20, count: size)))
            }
            let invocation = "/2015-03-31/functions/missing/invocations"
            let largest = try await post(invocation, Function.largestEvent)
            #expect(largest.status < 500 && largest.status != 413)
            let large = try await post(invocation, Function.largestEvent + 1)
            #expect(large.status == 413)
            #expect(large.headers["x-amzn-ErrorType"] == "RequestTooLargeException")
            #expect(try await post("/2015-03-31/functions/missing/aliases", Gateway.largestRequest + 1).status == 413)
            // Spaces are no JSON.
            #expect(try await post("/2015-03-31/functions", 8 * 1024 * 1024).status == 400)
        }
    }

    @Test("what can't be kept is not answered as done")
    func storageFailure() async throws {
        let folder = try TemporaryFolder()
        try await Cloud.run(CloudConfiguration(data: folder.path)) { cloud in
            try FileManager.default.removeItem(at: folder.url.appending(path: "sns-topics"))
            let body = Array("Action=CreateTopic&Name=t&Version=2010-03-31".utf8)
            let response = try await HTTPClient.shared.send(signed(cloud, service: "sns", form, body: body))
            #expect(response.status == 500)
            #expect(response.text.contains("<Code>InternalFailure</Code>"))
            #expect(response.text.contains("sns-topics"))
        }
    }

    @Test("credentials are the same in the next run, whoever has them; a role's that nobody knows are refused")
    func credentials() async throws {
        let home = try TemporaryFolder()
        let configuration = CloudConfiguration(data: home.url.appending(path: "data").path)
        let identity = Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)
        let (account, role) = try await Cloud.run(configuration) { cloud in
            let assume = "Action=AssumeRole&RoleArn=arn:aws:iam::123456789012:role/any&RoleSessionName=me&Version=2011-06-15"
            let answer = try await HTTPClient.shared.send(signed(cloud, service: "sts", form, body: Array(assume.utf8))).text
            func member(_ name: String) throws -> String {
                String(try #require(answer.firstMatch(of: try Regex("<\(name)>([^<]+)<", as: (Substring, Substring).self))?.output.1))
            }
            let role = Credentials(
                accessKeyID: try member("AccessKeyId"), secretAccessKey: try member("SecretAccessKey"),
                sessionToken: try member("SessionToken"))
            return (cloud.credentials, role)
        }
        try await Cloud.run(configuration) { cloud in
            #expect(cloud.credentials == account)
            let who = try await HTTPClient.shared.send(signed(cloud, service: "sts", form, body: identity, credentials: role))
            #expect(who.text.contains("assumed-role/any/me"))
            let forged = Credentials(
                accessKeyID: role.accessKeyID, secretAccessKey: "another", sessionToken: role.sessionToken)
            #expect(
                try await HTTPClient.shared.send(signed(cloud, service: "sts", form, body: identity, credentials: forged)).status == 403)
            let former = Credentials(accessKeyID: "ASIAROLEXXXXXXXXXXXX", secretAccessKey: "s", sessionToken: "t")
            let refusal = try await HTTPClient.shared.send(signed(cloud, service: "sts", form, body: identity, credentials: former))
            #expect(refusal.status == 403 && refusal.text.contains("InvalidClientTokenId"))
        }
    }

    @Test("a call whose change can't be kept fails, and those that change nothing go on")
    func unkept() async throws {
        let home = try TemporaryFolder()
        let data = home.url.appending(path: "data")
        try await Cloud.run(CloudConfiguration(data: data.path)) { cloud in
            func answer(_ text: String) async throws -> HTTPResponse {
                try await HTTPClient.shared.send(signed(cloud, service: "sns", form, body: Array((text + "&Version=2010-03-31").utf8)))
            }
            #expect(try await answer("Action=CreateTopic&Name=kept").status == 200)
            try FileManager.default.removeItem(at: data.appending(path: "sns-topics"))
            let lost = try await answer("Action=CreateTopic&Name=lost")
            #expect(lost.status == 500 && lost.text.contains("InternalFailure") && lost.text.contains("No such file or directory"))
            #expect(try await answer("Action=ListTopics").status == 200)
            #expect(try await answer("Action=DeleteTopic&TopicArn=arn:aws:sns:us-east-1:123456789012:kept").status == 200)
        }
    }

    @Test("a service that isn't played, and an operation that isn't known, are named")
    func unknown() async throws {
        try await Cloud.run { cloud in
            let queue = try await HTTPClient.shared.send(
                signed(
                    cloud, service: "sqs", ["X-Amz-Target": "AmazonSQS.ListQueues", "Content-Type": "application/x-amz-json-1.0"],
                    body: Array("{}".utf8)))
            #expect(try queue.json()["message"]?.string?.contains("sqs") == true)
            let machines = try await HTTPClient.shared.send(
                signed(cloud, service: "ec2", form, body: Array("Action=DescribeVpcs&Version=2016-11-15".utf8)))
            #expect(machines.text.contains("does not play the service ec2"))
            let traces = try await HTTPClient.shared.send(signed(cloud, service: "xray", body: Array("{}".utf8)))
            #expect(try traces.json()["Message"]?.string?.contains("does not play the service xray") == true)
            let tables = try await HTTPClient.shared.send(
                signed(cloud, .post, "/service/Tables/operation/List", service: "dynamodb", ["smithy-protocol": "rpc-v2-cbor"]))
            #expect(tables.headers["smithy-protocol"] == "rpc-v2-cbor" && tables.status == 404)
            let nothing = try await HTTPClient.shared.send(
                signed(cloud, service: "iam", form, body: Array("Action=CreateUser&Version=2010-05-08".utf8)))
            #expect(nothing.text.contains("<Code>InvalidAction</Code>"))
            let route = try await HTTPClient.shared.send(signed(cloud, .get, "/2099-01-01/nothing", service: "lambda"))
            #expect(route.status == 404)
        }
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard
            deflateInit2_(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return [] }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + 1024)
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                deflate(&stream, Z_FINISH)
                return output.count - Int(stream.avail_out)
            }
        }
        return Array(output[..<count])
    }
}
