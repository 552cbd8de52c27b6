import HTTPTransport
import Testing

@testable import AWSClient

@Suite("A call that fails")
struct RetryTests {
    static let done = FakeService.respond(200, #"{"lifecycleEventHookExecutionId":"hook-1"}"#)

    @Test(
        "is tried again on throttling, server errors, connection loss and timeouts",
        arguments: [
            FakeService.error("ThrottlingException"), FakeService.error("LimitExceededException"), FakeService.respond(429, ""),
            FakeService.error("InternalFailure", status: 500), FakeService.respond(502, "<html>Bad Gateway</html>"),
            FakeService.respond(503, ""),
            FakeService.respond(504, ""), FakeService.error("RequestTimeout"), FakeService.fail(.connect),
            FakeService.fail(.connectionLost),
            FakeService.fail(.resolve), FakeService.fail(.tls), FakeService.fail(.timeout), FakeService.fail(.connectTimeout),
        ])
    func retried(answer: @escaping FakeService.Answer) async throws {
        let service = FakeService(answer, answer, Self.done)
        #expect(try await service.codeDeploy().report() == "hook-1")
        #expect(service.requests.count == 3 && service.clock.sleeps.count == 2)
    }

    @Test(
        "is not tried again when that would be in vain",
        arguments: [
            FakeService.error("DeploymentDoesNotExistException"), FakeService.error("AccessDeniedException", status: 403),
            FakeService.respond(404, ""),
            FakeService.respond(301, ""), FakeService.fail(.invalidRequest), FakeService.fail(.tooLarge), FakeService.fail(.cancelled),
            FakeService.fail(.protocolError), FakeService.respond(200, "no JSON"),
        ])
    func notRetried(answer: @escaping FakeService.Answer) async throws {
        let service = FakeService(answer)
        let codeDeploy = try service.codeDeploy()
        await #expect(throws: AWSError.self) { try await codeDeploy.report() }
        #expect(service.requests.count == 1 && service.clock.sleeps.isEmpty)
    }

    @Test(
        "is tried again by an insistent client, too, where something else than the service has answered",
        arguments: [
            FakeService.fail(.protocolError), FakeService.fail(.tooLarge), FakeService.fail(.other), FakeService.respond(200, "<html>"),
        ])
    func insistent(answer: @escaping FakeService.Answer) async throws {
        let service = FakeService(answer, answer, Self.done)
        var configuration = try service.configuration()
        configuration.retryMode = .insistent(firstAttempt: .seconds(1))
        #expect(try await CodeDeploy(configuration).report() == "hook-1")
        #expect(service.requests.count == 3)
    }

    @Test("ends in the last error after the attempts that are allowed", arguments: [1, 2, 5])
    func attempts(count: Int) async throws {
        let service = FakeService(FakeService.error("ThrottlingException", "Rate exceeded"))
        var configuration = try service.configuration()
        configuration.maximumAttempts = count
        let codeDeploy = try CodeDeploy(configuration)
        let error = await #expect(throws: AWSError.self) { try await codeDeploy.report() }
        guard case .service(let failure) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.code == "ThrottlingException" && failure.message == "Rate exceeded" && failure.status == 400)
        #expect(service.requests.count == count)
    }

    @Test("waits up to twice as long each time, 20 seconds at most, and longer from the start when throttled")
    func backoff() async throws {
        for (answer, first) in [(FakeService.error("Throttling"), Duration.seconds(1)), (FakeService.respond(500, ""), .milliseconds(50))] {
            for random in [0, 0.5, 1] {
                let service = FakeService(answer)
                var configuration = try service.configuration(random: random)
                configuration.maximumAttempts = 16
                let codeDeploy = try CodeDeploy(configuration)
                await #expect(throws: AWSError.self) { try await codeDeploy.report() }
                let bounds = (0..<15).map { min(first * (1 << min($0, 10)), .seconds(20)) }
                #expect(service.clock.sleeps == bounds.map { $0 * random })
            }
        }
    }

    @Test(
        "waits as long as the service asks, but not more than 5 seconds longer than it would have",
        arguments: [
            (["Retry-After": "2"], .seconds(2)), (["Retry-After": "3600"], .milliseconds(5050)), (["Retry-After": "-1"], .milliseconds(50)),
            (["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"], .milliseconds(50)),
            (["Retry-After": "99999999999999999999"], .milliseconds(50)),
            (["x-amz-retry-after": "1500"], .milliseconds(1500)), (["Retry-After": "0"], .milliseconds(50)),
        ] as [(HTTPHeaders, Duration)])
    func retryAfter(headers: HTTPHeaders, wait: Duration) async throws {
        let service = FakeService(FakeService.respond(503, "", headers), Self.done)
        try await service.codeDeploy().report()
        #expect(service.clock.sleeps == [wait])
    }

    @Test("is not tried again once the retries of the client have used the quota up, until calls succeed again")
    func quota() async throws {
        let service = FakeService(FakeService.respond(500, ""))
        var configuration = try service.configuration()
        configuration.maximumAttempts = 1000
        let codeDeploy = try CodeDeploy(configuration)
        await #expect(throws: AWSError.self) { try await codeDeploy.report() }
        #expect(service.requests.count == 101)  // 500 tokens, 5 a retry
        await #expect(throws: AWSError.self) { try await codeDeploy.report() }
        #expect(service.requests.count == 102)
    }

    @Test("pays 10 tokens for a retry after a timeout and gets the last payment back on success, or one token without any retry")
    func quotaAccounts() {
        let quota = RetryQuota()
        #expect(RetryReason.timeout.cost == 10 && RetryReason.transient.cost == 5 && RetryReason.throttling.cost == 5)
        for _ in 0..<50 { #expect(quota.take(10)) }
        #expect(!quota.take(1))
        quota.giveBack(4)
        #expect(!quota.take(5) && quota.take(4))
        quota.giveBack(.max / 2)
        #expect(quota.take(RetryQuota.capacity) && !quota.take(1))
    }

    @Test("refills the quota by what its last retry cost when it succeeds in the end")
    func refill() async throws {
        let down = FakeService.respond(500, "")
        let service = FakeService(down, down, Self.done, down)
        var configuration = try service.configuration()
        configuration.maximumAttempts = 1000
        let codeDeploy = try CodeDeploy(configuration)
        try await codeDeploy.report()  // two retries paid, one given back: 495
        await #expect(throws: AWSError.self) { try await codeDeploy.report() }
        #expect(service.requests.count == 3 + 1 + 99)
    }

    // MARK: Deadlines

    /// A service that lets each request wait for as long as that may take.
    static func hanging(_ clock: TestClock) -> FakeService {
        let answer: FakeService.Answer = { (request) throws(HTTPError) in
            clock.advance(by: request.timeout ?? .seconds(3600))
            throw HTTPError(kind: .timeout, url: request.url, cause: "it hangs")
        }
        return FakeService(clock: clock, answer)
    }

    @Test("takes exactly until the deadline while the service hangs, and keeps time for the last try", arguments: [0.05, 0.3, 3, 9, 40])
    func deadline(seconds: Double) async throws {
        let service = Self.hanging(TestClock())
        let codeDeploy = try service.codeDeploy()
        let error = await #expect(throws: AWSError.self) {
            try await codeDeploy.report(deadline: .after(.seconds(seconds), on: service.clock))
        }
        #expect(service.clock.now.offset == .seconds(seconds))
        guard case .deadlineExceeded(.transport(let last)?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(last.kind == .timeout)
        let timeouts = service.requests.map { $0.timeout ?? .seconds(3600) }
        #expect((2...3).contains(timeouts.count))
        let reserve = min(Duration.seconds(seconds) / 3, .seconds(2))
        #expect(timeouts[0] == min(.seconds(seconds) - reserve, .seconds(30)))
        for (request, timeout) in zip(service.requests, timeouts) {
            #expect(timeout > .zero && request.connectTimeout <= timeout && request.connectTimeout <= .seconds(10))
        }
    }

    @Test("shortens the wait before the last try so that the try itself still has time")
    func shortenedWait() async throws {
        let service = FakeService(FakeService.error("ThrottlingException", status: 400, ["Retry-After": "30"]), Self.done)
        #expect(try await service.codeDeploy().report(deadline: .after(.seconds(3), on: service.clock)) == "hook-1")
        #expect(service.clock.sleeps == [.seconds(2)])
        #expect(service.requests.map(\.timeout) == [.seconds(2), .seconds(1)])
    }

    @Test("sends nothing when the deadline is over before it begins, and says so")
    func overAlready() async throws {
        let service = FakeService(Self.done)
        let codeDeploy = try service.codeDeploy()
        for deadline in [Deadline.after(.zero, on: service.clock), .after(.seconds(-5), on: service.clock)] {
            let error = await #expect(throws: AWSError.self) { try await codeDeploy.report(deadline: deadline) }
            guard case .deadlineExceeded(nil) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(service.requests.isEmpty)
    }

    @Test("gives the service's own error, not the deadline's, when that came in time and a retry would be in vain")
    func truthfulError() async throws {
        let clock = TestClock()
        let answer: FakeService.Answer = { (_) throws(HTTPError) in
            clock.advance(by: .seconds(5))
            return HTTPResponse(status: 400, body: Array(#"{"__type":"LifecycleEventAlreadyCompletedException"}"#.utf8))
        }
        let service = FakeService(clock: clock, answer)
        let codeDeploy = try service.codeDeploy()
        let error = await #expect(throws: AWSError.self) { try await codeDeploy.report(deadline: .after(.seconds(5), on: clock)) }
        #expect(error.flatMap(CodeDeploy.ErrorCode.init) == .lifecycleEventAlreadyCompleted)
    }

    @Test("is limited to the attempt's time where there is no deadline")
    func attemptTimeout() async throws {
        let service = Self.hanging(TestClock())
        var configuration = try service.configuration()
        configuration.attemptTimeout = .seconds(4)
        let codeDeploy = try CodeDeploy(configuration)
        await #expect(throws: AWSError.self) { try await codeDeploy.report() }
        #expect(service.requests.map(\.timeout) == [.seconds(4), .seconds(4), .seconds(4)])
    }

    @Test("stops waiting when its task is cancelled")
    func cancellation() async throws {
        let service = FakeService(FakeService.respond(503, ""))
        let codeDeploy = try service.codeDeploy()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await #expect(throws: AWSError.self) { try await codeDeploy.report() }
        }
        guard case .cancelled = await task.value else {
            Issue.record("not cancelled")
            return
        }
        #expect(service.requests.count == 1)
    }

    @Test("of a deadline on the real clock counts down")
    func realClock() {
        let deadline = Deadline.after(.seconds(60))
        #expect(deadline.remaining > .seconds(50) && deadline.remaining <= .seconds(60))
        #expect(deadline.earlier(by: .seconds(55)).remaining <= .seconds(5))
        #expect(Deadline(ContinuousClock.now, on: ContinuousClock()).remaining <= .zero)
    }
}
