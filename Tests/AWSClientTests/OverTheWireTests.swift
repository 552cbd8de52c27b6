import HTTPTransport
import SigV4
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

@Suite("Over HTTP, a call")
struct OverTheWireTests {
    @Test("survives a reset connection, an answer that breaks off and a 503, and arrives signed for the host that was sent")
    func faults() async throws {
        let count = Mutex(0)
        let verified = Mutex<String?>(nil)
        let server = try ScriptedServer { request in
            let number = count.withLock { count in
                count += 1
                return count
            }
            switch number {
            case 1: return .reset
            case 2: return .rawThenClose(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".utf8))
            case 3: return .respond(503, headers: [("Retry-After", "1")])
            default:
                let verifier = SignatureVerifier { _ in FakeService.credentials }
                do throws(VerificationError) {
                    let headers = request.headers.map { (name: $0.key, value: $0.value) }
                    let identity = try verifier.verify(
                        method: request.method, url: request.path, headers: headers, body: request.body, at: .now)
                    verified.withLock { $0 = identity.service }
                    return .respond(200, #"{"lifecycleEventHookExecutionId":"hook-1"}"#)
                } catch {
                    return .respond(403, error.description)
                }
            }
        }
        defer { server.stop() }
        let clock = TestClock()
        var configuration = try AWSConfiguration(
            environment: ["AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL": "http://LOCALHOST:\(server.port)/"],
            credentials: FakeService.credentials,
            transport: { request async throws(HTTPError) in
                var request = request
                request.usesProxy = false
                return try await HTTPClient.shared.send(request)
            }, clock: clock, random: { 1 })
        configuration.maximumAttempts = 4
        #expect(try await CodeDeploy(configuration).report() == "hook-1")
        #expect(verified.withLock { $0 } == "codedeploy")
        #expect(clock.sleeps == [.milliseconds(50), .milliseconds(100), .seconds(1)])
    }

    @Test("to a server that never answers ends at the deadline", .timeLimit(.minutes(1)))
    func silence() async throws {
        let server = try ScriptedServer { _ in .hold }
        defer { server.stop() }
        var configuration = try AWSConfiguration(
            environment: ["AWS_REGION": "eu-central-1"], credentials: FakeService.credentials,
            transport: { request async throws(HTTPError) in
                var request = request
                request.usesProxy = false
                return try await HTTPClient.shared.send(request)
            })
        configuration.endpointURL = server.url
        let codeDeploy = try CodeDeploy(configuration)
        // Without the deadline each attempt would wait for 30 s, and the test for its limit.
        let error = await #expect(throws: AWSError.self) { try await codeDeploy.report(deadline: .after(.seconds(2))) }
        guard case .deadlineExceeded(.transport(let last)?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(last.kind == .timeout || last.kind == .connectTimeout)
    }
}
