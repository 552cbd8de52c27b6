internal import SigV4
internal import Synchronization

/// What the services of one cloud share.
final class CloudContext: Sendable {
    let clock: CloudClock
    let storage: Storage
    /// Tasks that end with the cloud.
    let tasks: TaskScope
    let log: @Sendable (LogLine) -> Void
    let credentials: CredentialStore
    /// Where the AWS API is; empty where there is none, as in tests of a service by itself.
    let endpoint: String

    private let services = Mutex<[String: any AWSService]>([:])
    private let authorizer = Mutex<(any Authorizer)?>(nil)
    private let metrics = Mutex<(any MetricSink)?>(nil)

    init(
        clock: CloudClock, storage: Storage, tasks: TaskScope, endpoint: String = "",
        log: @escaping @Sendable (LogLine) -> Void = { _ in }
    ) throws(Storage.Failure) {
        self.clock = clock
        self.storage = storage
        self.tasks = tasks
        credentials = try CredentialStore(storage, clock)
        self.endpoint = endpoint
        self.log = log
    }

    func add(_ service: any AWSService, as name: String) { services.withLock { $0[name] = service } }
    func use(_ authorizer: any Authorizer) { self.authorizer.withLock { $0 = authorizer } }
    func use(_ sink: any MetricSink) { metrics.withLock { $0 = sink } }

    /// The service with this signing name: `lambda`, `codedeploy`, `monitoring` (CloudWatch), `sns`, `iam`, `sts`, `s3`.
    func service(_ name: String) throws(AWSError) -> any AWSService {
        guard let service = services.withLock({ $0[name] }) else {
            throw AWSError("UnknownOperationException", "The local cloud does not play the service \(name).")
        }
        return service
    }

    /// Checks that the caller may do this; see ``Authorizer``.
    func authorize(
        _ call: AWSCall, _ action: String, on resource: String, keys: [String: [String]] = [:], isGranted: Bool = false
    ) throws(AWSError) {
        try authorizer.withLock { $0 }?.authorize(call, action, on: resource, keys: keys, isGranted: isGranted)
    }

    /// Checks that the caller may give a role to a service (`iam:PassRole`), as whatever has a role made must be allowed to. See
    /// [PassRole](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).
    func authorizePassing(of role: String, to service: String, _ call: AWSCall) throws(AWSError) {
        try authorize(call, "iam:PassRole", on: role, keys: ["iam:passedtoservice": ["\(service).amazonaws.com"]])
    }

    /// Checks that a service may take a role on; see ``Authorizer``.
    func checkTrust(in role: String, of service: String) throws(AWSError) {
        try authorizer.withLock { $0 }?.checkTrust(in: role, of: service)
    }

    /// Writes a line of a service's into the log.
    func log(_ message: String, from service: String) {
        log(LogLine(function: service, version: "", origin: .service, date: clock.date, message: message))
    }

    /// Takes a data point; see ``MetricSink``.
    func record(_ datum: MetricDatum) { metrics.withLock { $0 }?.record(datum) }
}

/// Says whether a caller may do something. IAM does, from the policies of the roles that were made in it.
protocol Authorizer: Sendable {
    /// - Parameters:
    ///   - action: Such as `lambda:InvokeFunction`.
    ///   - resource: The ARN of what it is done to.
    ///   - keys: What conditions can ask about besides what every request has. The names in lower case.
    ///   - isGranted: Whether the policy of the resource gives the caller the permission, so that the role's own need not.
    /// - Throws: `AccessDeniedException` in AWS's words, with the statement to add.
    func authorize(
        _ call: AWSCall, _ action: String, on resource: String, keys: [String: [String]], isGranted: Bool
    ) throws(AWSError)

    /// - Parameters:
    ///   - role: The ARN of the role.
    ///   - service: Such as `lambda`.
    /// - Throws: `NoSuchEntity` when the role was deleted, `AccessDeniedException` when its trust policy doesn't let the service take it on.
    func checkTrust(in role: String, of service: String) throws(AWSError)
}

/// Takes what functions do as metrics. CloudWatch does.
protocol MetricSink: Sendable {
    func record(_ datum: MetricDatum)
}

/// One value of a metric, at the cloud's present time.
struct MetricDatum: Sendable {
    /// Such as `AWS/Lambda`.
    let namespace: String
    /// Such as `Errors`.
    let name: String
    /// Names and values, such as `FunctionName`.
    let dimensions: [String: String]
    let value: Double
    /// One of [CloudWatch's units](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html), such as `Count`.
    let unit: String
}
