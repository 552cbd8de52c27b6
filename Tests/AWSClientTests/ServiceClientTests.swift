import HTTPTransport
import JSONValue
import SigV4
import Testing

@testable import AWSClient

@Suite("A service client")
struct ServiceClientTests {
    /// Lets through only what is signed rightly, as AWS does, by a clock of its own.
    static func verifying(at date: SigningDate = FakeService.date, _ answer: @escaping FakeService.Answer) -> FakeService.Answer {
        { (request) throws(HTTPError) in
            let verifier = SignatureVerifier { $0 == FakeService.credentials.accessKeyID ? FakeService.credentials : nil }
            let host = request.url.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            do throws(VerificationError) {
                let identity = try verifier.verify(
                    method: request.method.rawValue, url: request.url, headers: [("Host", host)] + Array(request.headers),
                    body: request.body ?? [], at: date)
                guard identity.region == "eu-central-1" else { return HTTPResponse(status: 403) }
            } catch {
                let body = JSON.object(["__type": "InvalidSignatureException", "message": .string(error.description)])
                return HTTPResponse(status: 400, headers: ["Date": "Sun, 30 Aug 2015 12:36:00 GMT"], body: body.serialized())
            }
            return try answer(request)
        }
    }

    @Test("calls an operation of AWS JSON 1.1 as the protocol wants it, signed")
    func json() async throws {
        let service = FakeService(Self.verifying(FakeService.respond(200, #"{"applications":["shop"],"nextToken":null}"#)))
        let output = try await service.codeDeploy().client.call("ListApplications", ["nextToken": "é\"\n"])
        #expect(output["applications"]?[0]?.string == "shop")
        let request = try #require(service.requests.first)
        #expect(request.method == .post && request.url == "https://codedeploy.eu-central-1.amazonaws.com/")
        #expect(request.headers["X-Amz-Target"] == "CodeDeploy_20141006.ListApplications")
        #expect(request.headers["Content-Type"] == "application/x-amz-json-1.1")
        #expect(request.headers["X-Amz-Security-Token"] == "hidden-token")
        #expect(try JSON(parsing: request.body ?? []) == ["nextToken": "é\"\n"])
        #expect(request.timeout == .seconds(30) && request.maximumRedirects == 0)
    }

    @Test("takes an empty body for an empty output, and anything but JSON for an error that says so")
    func outputs() async throws {
        let service = FakeService(FakeService.respond(200, ""), FakeService.respond(200, "<html>"))
        let codeDeploy = try service.codeDeploy()
        #expect(try await codeDeploy.client.call("ListApplications") == [:])
        let error = await #expect(throws: AWSError.self) { try await codeDeploy.client.call("ListApplications") }
        guard case .invalidResponse(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("CodeDeploy ListApplications") && text.contains("200"))
    }

    @Test("calls an operation of REST-JSON with its path, query and headers encoded, signed")
    func rest() async throws {
        let service = FakeService(Self.verifying(FakeService.respond(202, #"{"ok":true}"#)))
        var configuration = try service.configuration()
        configuration.endpointURL = "https://lambda.test/base%20path/"
        let client = try ServiceClient(AWSService(id: "Lambda", endpointPrefix: "lambda"), configuration)
        let response = try await client.call(
            "Invoke", .post, ["2015-03-31", "functions", "arn:aws:lambda:eu-central-1:1:function:f/é ..", "invocations"],
            query: [("Qualifier", "a b&c=d"), ("Empty", "")], headers: ["X-Amz-Invocation-Type": "Event"], body: Array("{}".utf8))
        #expect(response.status == 202)
        #expect(try client.json(response, "Invoke") == ["ok": true])
        let request = try #require(service.requests.first)
        #expect(
            request.url
                == "https://lambda.test/base%20path/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A1%3Afunction%3Af%2F%C3%A9%20../invocations?Qualifier=a%20b%26c%3Dd&Empty="
        )
        #expect(request.headers["Content-Type"] == "application/json" && request.headers["X-Amz-Invocation-Type"] == "Event")
        _ = try await client.call("ListFunctions", .get, ["2015-03-31", "functions"])
        #expect(service.requests.last?.headers["Content-Type"] == nil && service.requests.last?.body == nil)
    }

    @Test("sends nothing for a name that would change the path", arguments: ["", ".", ".."])
    func hostilePath(segment: String) async throws {
        let service = FakeService(FakeService.respond(200))
        let client = try ServiceClient(AWSService(id: "Lambda", endpointPrefix: "lambda"), service.configuration())
        let error = await #expect(throws: AWSError.self) { try await client.call("GetFunction", .get, ["functions", segment]) }
        guard case .invalidRequest(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("Lambda GetFunction") && service.requests.isEmpty)
    }

    @Test(
        "sets its clock by the service's when that says that a signature is expired or not yet current, and remembers",
        arguments: [
            -86_400, -301, 301, 86_400, 400_000_000,
        ] as [Int64])
    func clockSkew(seconds: Int64) async throws {
        let service = FakeService(Self.verifying(FakeService.respond(200)))
        let codeDeploy = try CodeDeploy(service.configuration(now: { FakeService.date.advanced(bySeconds: seconds) }))
        try await codeDeploy.report()
        #expect(service.requests.count == 2 && service.clock.sleeps.isEmpty)
        #expect(service.requests.last?.headers["X-Amz-Date"] == FakeService.date.stamp)
        try await codeDeploy.report()
        #expect(service.requests.count == 3)
    }

    @Test(
        "sets its clock for other codes of the same meaning too",
        arguments: ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"])
    func skewCodes(code: String) async throws {
        let service = FakeService(
            FakeService.error(code, status: 403, ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"]), FakeService.respond(200))
        try await service.codeDeploy().report()
        #expect(service.requests.map { $0.headers["X-Amz-Date"] } == ["20150830T123600Z", "20150830T133600Z"])
    }

    @Test("sets its clock once a call, and not at all without a date or for a signature that is wrong in itself")
    func hopelessSkew() async throws {
        let date: HTTPHeaders = ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"]
        for (answer, count) in [
            (FakeService.error("RequestTimeTooSkewed", status: 403, date), 2), (FakeService.error("RequestTimeTooSkewed", status: 403), 1),
            (FakeService.error("RequestTimeTooSkewed", status: 403, ["Date": "yesterday"]), 1),
            (FakeService.error("RequestTimeTooSkewed", status: 403, ["Date": "Sun, 30 Aug 2015 12:36:00 GMT"]), 1),
            (FakeService.error("SignatureDoesNotMatch", "check your key", status: 403, date), 1),
        ] {
            let service = FakeService(answer)
            let codeDeploy = try service.codeDeploy()
            await #expect(throws: AWSError.self) { try await codeDeploy.report() }
            #expect(service.requests.count == count)
        }
    }
}
