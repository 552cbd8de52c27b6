import Foundation
import HTTPTransport
import SigV4
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

@Suite("Credentials")
struct CredentialsTests {
    static let uri = "http://127.0.0.1:9001/credentials?id=1"
    static let answer =
        #"{"AccessKeyId":"AKIDNEW","SecretAccessKey":"hidden-new","Token":"hidden-token","Expiration":"2015-08-30T13:36:00Z"}"#

    /// Gives numbered credentials out, and counts.
    final class Numbered: CredentialsProvider {
        let count = Mutex(0)
        let lifetime: Int64?
        let failsFrom: Int

        init(lifetime: Int64?, failsFrom: Int = .max) {
            self.lifetime = lifetime
            self.failsFrom = failsFrom
        }

        nonisolated(nonsending) func credentials(before deadline: Deadline?) async throws(AWSError) -> Credentials {
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number >= failsFrom { throw .credentials("none left") }
            return Credentials(
                accessKeyID: "AKID\(number)", secretAccessKey: "hidden",
                expiration: lifetime.map { FakeService.date.advanced(bySeconds: $0) })
        }
    }

    func credentials(_ environment: AWSEnvironment, _ service: FakeService = FakeService(FakeService.respond(500))) async throws
        -> Credentials
    {
        let configuration = try AWSConfiguration(
            environment: environment, region: "eu-central-1", transport: service.configuration().transport, clock: service.clock,
            random: { 1 }, now: { FakeService.date })
        return try await configuration.credentials.credentials(before: nil)
    }

    func error(_ environment: AWSEnvironment, _ service: FakeService = FakeService(FakeService.respond(500))) async -> String {
        let error = await #expect(throws: AWSError.self) { _ = try await credentials(environment, service) }
        let text = error.map { "\($0)" } ?? ""
        #expect(!text.contains("hidden"))
        guard case .credentials = error else {
            Issue.record("\(text)")
            return ""
        }
        return text
    }

    @Test("come from the environment, with session token and expiration")
    func environment() async throws {
        let found = try await credentials([
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
            "AWS_CREDENTIAL_EXPIRATION": "2030-01-01T00:00:00Z", "AWS_CONTAINER_CREDENTIALS_FULL_URI": Self.uri,
        ])
        #expect(
            found
                == Credentials(
                    accessKeyID: "AKID", secretAccessKey: "s", sessionToken: "t", expiration: SigningDate(stamp: "20300101T000000Z")))
        let plain = try await credentials([
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "", "AWS_CREDENTIAL_EXPIRATION": "soon",
        ])
        #expect(plain == Credentials(accessKeyID: "AKID", secretAccessKey: "s"))
    }

    @Test("that are missing, or there by half, are an error that says what to set")
    func missing() async {
        #expect(await error([:]).contains("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"))
        #expect(await error(["AWS_ACCESS_KEY_ID": "hidden"]).contains("AWS_SECRET_ACCESS_KEY is not"))
        #expect(await error(["AWS_SECRET_ACCESS_KEY": "hidden"]).contains("AWS_ACCESS_KEY_ID is not"))
    }

    @Test("with a character that can't stand in a header are refused", arguments: ["hidden\n", "hid den", "hidden\r\nX-Evil: 1", "hiddén"])
    func hostile(value: String) async {
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
            var variables = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hidden"]
            variables[name] = value
            #expect(await error(AWSEnvironment(variables)).contains("set them anew"))
        }
    }

    @Test("are read from the environment of the process when no other is given")
    func process() {
        #expect(AWSEnvironment.process["PATH"] == ProcessInfo.processInfo.environment["PATH"])
        #expect(AWSEnvironment.process["NO_SUCH_VARIABLE_ANYWHERE"] == nil)
    }

    // MARK: Expiry

    @Test("are kept until five minutes before they expire, and for ever without an expiration")
    func caching() async throws {
        let now = Mutex<Int64>(0)
        for (lifetime, times, fetched) in [
            (nil, [0, 1_000_000_000], 1), (3600, [0, 3299], 1), (3600, [0, 3300], 2), (3600, [0, 3300, 3301], 3), (10, [0, 1], 2),
        ] as [(Int64?, [Int64], Int)] {
            let provider = Numbered(lifetime: lifetime)
            let cache = CredentialsCache(provider) { FakeService.date.advanced(bySeconds: now.withLock { $0 }) }
            for time in times {
                now.withLock { $0 = time }
                _ = try await cache.credentials(before: nil)
            }
            #expect(provider.count.withLock { $0 } == fetched)
        }
    }

    @Test("that still hold for some minutes are used on when no new ones can be had, and no longer")
    func providerAway() async throws {
        let now = Mutex<Int64>(0)
        let cache = CredentialsCache(Numbered(lifetime: 3600, failsFrom: 2)) { FakeService.date.advanced(bySeconds: now.withLock { $0 }) }
        for time in [0, 3300, 3599] as [Int64] {
            now.withLock { $0 = time }
            #expect(try await cache.credentials(before: nil).accessKeyID == "AKID1")
        }
        now.withLock { $0 = 3600 }
        await #expect(throws: AWSError.self) { try await cache.credentials(before: nil) }
    }

    @Test("are replaced once when the service says that they are expired", arguments: ["ExpiredToken", "ExpiredTokenException"])
    func expiredToken(code: String) async throws {
        let provider = Numbered(lifetime: nil)
        let service = FakeService(FakeService.error(code, status: 400), FakeService.respond(200))
        try await CodeDeploy(service.configuration(credentials: provider)).report()
        #expect(service.requests.map { $0.headers["Authorization"]?.contains("AKID1/") } == [true, false])
        #expect(service.clock.sleeps.isEmpty)

        let stubborn = FakeService(FakeService.error(code, "too old", status: 400))
        let codeDeploy = try CodeDeploy(stubborn.configuration(credentials: provider))
        let error = await #expect(throws: AWSError.self) { try await codeDeploy.report() }
        #expect(stubborn.requests.count == 2 && error?.description.contains("too old") == true)
    }

    @Test("that cannot be replaced leave the service's own error standing")
    func expiredForGood() async throws {
        for provider in [FakeService.credentials, Numbered(lifetime: nil, failsFrom: 2)] as [any CredentialsProvider] {
            let service = FakeService(FakeService.error("ExpiredTokenException", "The security token included in the request is expired"))
            let codeDeploy = try CodeDeploy(service.configuration(credentials: provider))
            let error = await #expect(throws: AWSError.self) { try await codeDeploy.report() }
            #expect(service.requests.count == 1 && error?.description.contains("set fresh ones") == true)
        }
    }

    @Test("without a session token leave none of the earlier ones in the request")
    func tokenGone() async throws {
        final class Sequence: CredentialsProvider {
            let left = Mutex([FakeService.credentials, Credentials(accessKeyID: "AKIDUSER", secretAccessKey: "hidden")])
            nonisolated(nonsending) func credentials(before deadline: Deadline?) async throws(AWSError) -> Credentials {
                left.withLock { $0.removeFirst() }
            }
        }
        let service = FakeService(FakeService.error("ExpiredToken"), FakeService.respond(200))
        try await CodeDeploy(service.configuration(credentials: Sequence())).report()
        #expect(service.requests.map { $0.headers["X-Amz-Security-Token"] } == ["hidden-token", nil])
    }

    // MARK: The container's endpoint

    @Test("come from the container's endpoint where the environment has none itself")
    func container() async throws {
        let service = FakeService(FakeService.respond(200, Self.answer))
        let found = try await credentials(
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": Self.uri, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic hidden"], service)
        #expect(
            found
                == Credentials(
                    accessKeyID: "AKIDNEW", secretAccessKey: "hidden-new", sessionToken: "hidden-token",
                    expiration: SigningDate(stamp: "20150830T133600Z")))
        let request = try #require(service.requests.first)
        #expect(request.url == Self.uri && request.method == .get && request.headers["Authorization"] == "Basic hidden")
        #expect(!request.usesProxy && request.maximumRedirects == 0 && request.maximumResponseBytes <= 65536)
    }

    @Test("are asked for with the token that the file holds at that time")
    func tokenFile() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("token")
        let environment: AWSEnvironment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": Self.uri, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "not this",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file.path,
        ]
        #expect(await error(environment).contains("can't be read"))
        let service = FakeService(FakeService.respond(200, Self.answer))
        let provider = DefaultCredentials(
            environment: environment, transport: try service.configuration().transport, clock: service.clock, random: { 1 })
        for token in ["one", "two"] {
            try Data(token.utf8).write(to: file)
            _ = try await provider.credentials(before: nil)
            #expect(service.requests.last?.headers["Authorization"] == token)
        }
        try Data("hidden\r\nX-Evil: 1".utf8).write(to: file)
        #expect(await error(environment).contains("can't stand in a header"))
        try Data(repeating: 0x61, count: ContainerCredentials.longestToken + 1).write(to: file)
        #expect(await error(environment).contains("larger than"))
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
        #expect(await error(environment).contains("can't be read"))
        try FileManager.default.removeItem(at: file)
        // A pipe without a writer, which would hold up whoever opens it.
        try #require(mkfifo(file.path, 0o600) == 0)
        #expect(await error(environment).contains("can't be read"))
    }

    @Test(
        "are fetched over TLS or from this machine only",
        arguments: [
            ("https://anywhere.example/c", true), ("http://localhost:1/c", true), ("http://LOCALHOST/c", true),
            ("http://127.255.0.9/c", true),
            ("http://[::1]:80/c", true), ("http://[::1]", true), ("http://169.254.170.2/c", false), ("http://127.0.0.1.evil.com/c", false),
            ("http://localhost.evil.com/c", false), ("http://127.0.0.1@evil.com/c", false), ("http://evil.com#@127.0.0.1/c", false),
            ("http://127.1/c", false), ("http://[::1].evil.com/", false), ("http://[::2]/", false), ("ftp://127.0.0.1/", false),
            ("/c", false), ("c", false),
            ("http://127.0.0.1:1\\@evil.com/c", false), ("http://128.0.0.1/", false), ("http://127.0.0.256/", false),
        ])
    func containerHosts(uri: String, allowed: Bool) async throws {
        let service = FakeService(FakeService.respond(200, Self.answer))
        let environment: AWSEnvironment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": uri]
        if allowed {
            #expect(try await credentials(environment, service).accessKeyID == "AKIDNEW")
        } else {
            #expect(await error(environment, service).contains("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
            #expect(service.requests.isEmpty)
        }
    }

    @Test("are asked for again when the container's endpoint fails for a moment, and its failure is told")
    func containerFailures() async throws {
        let flaky = FakeService(FakeService.respond(503, ""), FakeService.fail(.connect), FakeService.respond(200, Self.answer))
        #expect(try await credentials(["AWS_CONTAINER_CREDENTIALS_FULL_URI": Self.uri], flaky).accessKeyID == "AKIDNEW")

        let environment: AWSEnvironment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": Self.uri, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hidden",
        ]
        let refusing = FakeService(FakeService.respond(403, #"{"code":"AccessDenied","message":"wrong token hidden"}"#))
        #expect(await error(environment, refusing).contains("AccessDenied"))
        #expect(refusing.requests.count == 1)
        #expect(await error(environment, FakeService(FakeService.fail(.connect))).contains("could not connect"))
        for body in ["", "[]", "{}", #"{"AccessKeyId":"A"}"#, "hidden", #"{"AccessKeyId":1,"SecretAccessKey":2}"#] {
            #expect(await error(environment, FakeService(FakeService.respond(200, body))).contains("without AccessKeyId"))
        }
    }

    @Test("are not waited for longer than to the call's deadline")
    func containerDeadline() async throws {
        let service = RetryTests.hanging(TestClock())
        let environment: AWSEnvironment = ["AWS_REGION": "eu-central-1", "AWS_CONTAINER_CREDENTIALS_FULL_URI": Self.uri]
        let codeDeploy = try CodeDeploy(service.configuration(environment))
        await #expect(throws: AWSError.self) { try await codeDeploy.report(deadline: .after(.seconds(3), on: service.clock)) }
        #expect(service.clock.now.offset <= .seconds(3) && service.requests.allSatisfy { $0.url == Self.uri })
    }

    @Test("that still hold for some minutes leave a call its time when no new ones come")
    func hangingRefresh() async throws {
        let clock = TestClock()
        let uri = Self.uri
        let hasHeld = Mutex(false)
        let answer: FakeService.Answer = { (request) throws(HTTPError) in
            guard request.url == uri else { return HTTPResponse(status: 200) }
            let isFirst = hasHeld.withLock { held in
                defer { held = true }
                return !held
            }
            if isFirst {
                let soon = #"{"AccessKeyId":"AKIDOLD","SecretAccessKey":"hidden","Expiration":"2015-08-30T12:38:00Z"}"#
                return HTTPResponse(status: 200, body: Array(soon.utf8))
            }
            clock.advance(by: request.timeout ?? .seconds(3600))
            throw HTTPError(kind: .timeout, url: request.url, cause: "it hangs")
        }
        let service = FakeService(clock: clock, answer)
        let codeDeploy = try CodeDeploy(
            service.configuration(["AWS_REGION": "eu-central-1", "AWS_CONTAINER_CREDENTIALS_FULL_URI": uri]))
        try await codeDeploy.report()
        try await codeDeploy.report(deadline: .after(.seconds(3), on: clock))
        #expect(clock.now.offset < .seconds(3))
        #expect(service.requests.last?.headers["Authorization"]?.contains("AKIDOLD") == true)
    }
}
