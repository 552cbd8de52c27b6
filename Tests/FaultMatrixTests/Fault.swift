import TestSupport

/// One row of the matrix: what goes wrong, and what CodeDeploy has to get.
struct Fault: Sendable, CustomStringConvertible {
    /// What happens, in words.
    let name: String
    /// What `FaultyHook` does.
    let hook: String
    /// The one verdict; `nil` where nobody can be told, or somebody else tells.
    let verdict: String?
    /// What stands in the error that Lambda gets; `nil` where it gets a response.
    var error: String?
    var event = Fault.event
    /// What CodeDeploy's endpoint does with the first requests, before it works.
    var endpoint: [Endpoint] = []
    /// Seconds that the invocation may take.
    var timeout = 60
    /// Whether the clock starts at the hook's own mark; else at the first request, or when the time has run out to the margin.
    var start = Start.mark
    var environment: [String: String] = [:]

    enum Start: Sendable { case mark, request, deadline }

    enum Endpoint: Sendable, Equatable {
        /// Nobody listens for a while.
        case refused
        /// Closed before the request was read.
        case resetEarly
        /// Read and carried out, then closed.
        case resetLate
        /// Read, and nothing more.
        case silent
        /// Carried out, but the answer comes a byte at a time.
        case drip
        /// Carried out, but half of the answer is missing.
        case half
        /// Somebody else answers: not in HTTP, or with a page of HTML.
        case garbage, page
        case status(Int)
        case throttled
        /// Whose clock is a day ahead.
        case skewed
        case expired
        case denied
        /// Certificates, and names: look-ups fail, or one never returns.
        case badCertificate, unresolved, unanswered
        /// Over TLS, with as many authorities to read as the system knows.
        case fullStore
    }

    /// Seconds in which the time runs out: the margin may be half of it.
    private static let shortTimeout = max(3, Trial.margin * 2 / 1000)

    static let event = #"{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"exec-1"}"#

    var description: String { name }

    /// Whether the hook's process is given a library of its own.
    var preloads: Bool { endpoint == [.unresolved] || endpoint == [.unanswered] }

    /// Whether it takes a C compiler, OpenSSL's command and Python to bring about.
    var needsTools: Bool { ![.badCertificate, .unresolved, .unanswered, .fullStore].allSatisfy { !endpoint.contains($0) } }

    private static func transport(_ name: String, _ endpoint: [Endpoint]) -> Fault {
        Fault(name: name, hook: "succeeds", verdict: "Succeeded", endpoint: endpoint)
    }

    private static func death(_ name: String, _ hook: String, _ error: String) -> Fault {
        Fault(name: name, hook: hook, verdict: "Failed", error: error)
    }

    /// A process that can't speak for itself any more, without having ended.
    private static func stuck(_ name: String, _ hook: String, verdict: String = "Failed") -> Fault {
        Fault(name: name, hook: hook, verdict: verdict, error: "it was stuck", timeout: Fault.shortTimeout, start: .deadline)
    }

    static let all: [Fault] = [
        Fault(name: "none: it reports Succeeded", hook: "succeeds", verdict: "Succeeded"),
        Fault(name: "returns without having reported", hook: "silent", verdict: "Failed"),
        Fault(name: "throws", hook: "throws", verdict: "Failed", error: "the smoke test failed"),
        Fault(name: "reports the same twice", hook: "twice", verdict: "Succeeded"),
        Fault(
            name: "reports something else later", hook: "contradiction", verdict: "Succeeded", error: "the first verdict stands"),
        Fault(
            name: "time runs out, awaiting", hook: "await", verdict: "Failed", error: "before its time was over",
            timeout: Fault.shortTimeout,
            start: .deadline),
        Fault(name: "time runs out, busy", hook: "busy", verdict: "Failed", timeout: Fault.shortTimeout, start: .deadline),
        Fault(
            name: "time runs out, every thread busy", hook: "busyEverywhere", verdict: "Failed", timeout: Fault.shortTimeout,
            start: .deadline),
        Fault(
            name: "time runs out, busy, report over TLS", hook: "busy", verdict: "Failed", endpoint: [.fullStore],
            timeout: Fault.shortTimeout,
            start: .deadline),
        .death("runs off an array", "trap", "SIG"),
        .death("fatalError", "fatalError", "SIG"),
        .death("divides by zero", "divide", "SIG"),
        .death("divides by zero in C", "divideInC", "SIGFPE"),
        .death("overflows the stack", "overflow", "SIGSEGV"),
        .death("overflows the stack of another thread", "crashElsewhere", "SIGSEGV"),
        .death("abort", "abort", "SIGABRT"),
        .death("segmentation fault", "segfault", "SIGSEGV"),
        .death("calls exit(0)", "exit", "exit(0)"),
        .death("is killed (out of memory)", "kill", "SIGKILL"),
        Fault(name: "crashes after its report", hook: "crashAfterReport", verdict: "Succeeded", error: "SIG"),
        Fault(
            name: "crashes while its report is on the way", hook: "crashWhileReporting", verdict: "Succeeded", error: "SIG",
            endpoint: [.silent]),
        .death("SIGTERM", "SIGTERM", "CancellationError"),
        .death("SIGINT", "SIGINT", "CancellationError"),
        .death("SIGTERM, which it ignores", "ignoresSignals", "told to end"),
        .death("SIGTERM, which it blocks", "blocksSignals", "told to end"),
        .stuck("stops (SIGSTOP)", "stops"),
        .stuck("becomes another program (exec)", "becomesAnother"),
        .stuck("uses up all file descriptors, busy", "exhaustsDescriptorsAndHangs"),
        .stuck("uses up all file descriptors, then reports", "exhaustsDescriptors", verdict: "Succeeded"),
        Fault(name: "changes and clears its environment", hook: "clearsEnvironment", verdict: "Succeeded"),
        Fault(name: "writes to a broken pipe (SIGPIPE)", hook: "breaksPipe", verdict: "Succeeded"),
        // Whether such a process still answers Lambda depends on who gets the descriptors next.
        Fault(
            name: "closes all file descriptors", hook: "closesEverything", verdict: "Failed", timeout: Fault.shortTimeout,
            start: .deadline),
        Fault(
            name: "a broken event with both ids", hook: "succeeds", verdict: "Failed", error: "not JSON",
            event: #"{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"exec-1","#, start: .request),
        Fault(name: "an event without ids", hook: "succeeds", verdict: nil, error: "Missing DeploymentId", event: "{}"),
        Fault(name: "leaves the verdict to somebody else", hook: "deferred", verdict: nil),
        .transport("endpoint refuses connections", [.refused]),
        .transport("reset before the request was read", [.resetEarly, .resetEarly]),
        .transport("reset after the request was read", [.resetLate]),
        .transport("black hole", [.silent]),
        .transport("slow drip", [.drip]),
        .transport("half an answer", [.half]),
        .transport("an answer that is not HTTP", [.garbage]),
        .transport("an answer that is a page of HTML", [.page, .page]),
        .transport("500 three times", [.status(500), .status(503), .status(500)]),
        .transport("throttled ten times", Array(repeating: .throttled, count: 10)),
        .transport("the clock is wrong by a day", [.skewed]),
        Fault(
            name: "an expired token", hook: "succeeds", verdict: "Succeeded", endpoint: [.expired],
            environment: ["CREDENTIALS": "container"]),
        Fault(
            name: "settings that mean nothing", hook: "succeeds", verdict: "Succeeded",
            environment: [
                "AWS_MAX_ATTEMPTS": "0", "AWS_USE_FIPS_ENDPOINT": "yes", "AWS_USE_DUALSTACK_ENDPOINT": "on",
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "1", "AWS_CREDENTIAL_EXPIRATION": "soon", "AWS_DEFAULT_REGION": "?",
                "AWS_ENDPOINT_URL": "?", "AWS_LAMBDA_MAX_CONCURRENCY": "many", "AWS_LAMBDA_LOG_LEVEL": "loud",
                "AWS_LAMBDA_LOG_FORMAT": "prose", "ROLLOUT_PHASE": "?", "ROLLOUT_SUPERVISOR": "?",
            ]),
        .transport("the name does not resolve, three times", [.unresolved]),
        .transport("the name server does not answer", [.unanswered]),
        Fault(
            name: "the name server does not answer a request that it cancels", hook: "cancelsRequest", verdict: "Succeeded",
            endpoint: [.unanswered]),
        .transport("a bad certificate, twice", [.badCertificate]),
    ]
}
