import HTTPTransport
import SigV4
import Synchronization

@testable import AWSClient

/// Stands in for the network: answers requests from a script and remembers them.
final class FakeService: Sendable {
    typealias Answer = @Sendable (HTTPRequest) throws(HTTPError) -> HTTPResponse

    static let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "hidden-secret", sessionToken: "hidden-token")
    static let environment: AWSEnvironment = [
        "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
        "AWS_SESSION_TOKEN": "hidden-token",
    ]
    static let date = SigningDate(secondsSince1970: 1_440_938_160)

    let clock: TestClock
    private let state: Mutex<(answers: [Answer], requests: [HTTPRequest])>

    /// Gives the answers in turn, and the last one for ever.
    init(clock: TestClock = TestClock(), _ answers: Answer...) {
        self.clock = clock
        state = Mutex((answers, []))
    }

    /// The requests so far.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// A configuration whose requests come here, whose waits pass at once, and whose random number is always the same.
    func configuration(
        _ environment: AWSEnvironment = FakeService.environment, credentials: (any CredentialsProvider)? = nil, random: Double = 1,
        now: @escaping @Sendable () -> SigningDate = { FakeService.date }
    ) throws(AWSError) -> AWSConfiguration {
        try AWSConfiguration(
            environment: environment, credentials: credentials,
            transport: { [self] request async throws(HTTPError) in
                let answer = state.withLock { state in
                    state.requests.append(request)
                    return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
                }
                return try answer(request)
            }, clock: clock, random: { random }, now: now)
    }

    func codeDeploy() throws(AWSError) -> CodeDeploy {
        try CodeDeploy(configuration())
    }

    static func respond(_ status: Int, _ body: String = "{}", _ headers: HTTPHeaders = [:]) -> Answer {
        { (_) throws(HTTPError) in HTTPResponse(status: status, headers: headers, body: Array(body.utf8)) }
    }

    static func error(_ code: String, _ message: String = "", status: Int = 400, _ headers: HTTPHeaders = [:]) -> Answer {
        respond(status, #"{"__type":"\#(code)","message":"\#(message)"}"#, headers)
    }

    static func fail(_ kind: HTTPError.Kind) -> Answer {
        { (request) throws(HTTPError) in throw HTTPError(kind: kind, url: request.url, cause: "as the script says") }
    }
}

extension CodeDeploy {
    /// The call that most tests make.
    @discardableResult
    func report(deadline: Deadline? = nil) async throws(AWSError) -> String? {
        try await putLifecycleEventHookExecutionStatus(
            deploymentId: "d-ABCDEF123", lifecycleEventHookExecutionId: "hook-1", status: .succeeded, deadline: deadline)
    }
}
