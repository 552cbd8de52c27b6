import JSONValue
import Synchronization

@testable import LocalCloud

/// Alarms whose states a test sets.
final class FakeCloudWatch: AWSService {
    let states = Mutex<[String: String]>([:])
    let polls = Mutex(0)
    let failure = Mutex<AWSError?>(nil)
    let world = Mutex<CloudWorld?>(nil)

    /// An alarm that goes off so many seconds after the birth of the first cloud.
    var alarmAfter: (alarm: String, seconds: Int)? {
        get { scheduled.withLock { $0 } }
        set { scheduled.withLock { $0 = newValue } }
    }
    private let scheduled = Mutex<(alarm: String, seconds: Int)?>(nil)

    func set(_ alarm: String, _ state: String?) { states.withLock { $0[alarm] = state } }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        guard operation == "DescribeAlarms" else { throw AWSError("UnknownOperationException", operation) }
        polls.withLock { $0 += 1 }
        try await world.withLock { $0 }?.passing(operation)
        if let failure = failure.withLock({ $0 }) { throw failure }
        if let (alarm, seconds) = alarmAfter, world.withLock({ $0 })?.seconds ?? 0 >= seconds { set(alarm, "ALARM") }
        let names = (input["AlarmNames"]?.array ?? []).compactMap(\.string)
        let alarms = states.withLock { states in
            names.compactMap { name in states[name].map { ["AlarmName": .string(name), "StateValue": .string($0)] as JSON } }
        }
        return ["MetricAlarms": .array(alarms), "CompositeAlarms": []]
    }
}

/// A topic that keeps what is published.
final class FakeSNS: AWSService {
    let messages = Mutex<[JSON]>([])
    let subjects = Mutex<[String]>([])
    let world = Mutex<CloudWorld?>(nil)

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        guard operation == "Publish", input["TopicArn"]?.string == "arn:aws:sns:us-east-1:123456789012:news",
            let message = input["Message"]?.string.flatMap({ try? JSON(parsing: $0) })
        else { throw AWSError("NotFoundException", "Topic does not exist") }
        let world = world.withLock { $0 }
        try await world?.passing(operation)
        messages.withLock { $0.append(message) }
        subjects.withLock { $0.append(input["Subject"]?.string ?? "") }
        try await world?.passing(operation)
        return ["MessageId": "1"]
    }
}

/// A bucket with objects that a test puts there.
final class FakeS3: AWSService {
    let objects = Mutex<[String: String]>([:])

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        guard operation == "GetObject", let text = objects.withLock({ $0[input["Key"]?.string ?? ""] }) else {
            throw AWSError("NoSuchKey", "The specified key does not exist.")
        }
        return ["Body": .string(Base64.encode(Array(text.utf8))), "ETag": "\"abc\""]
    }
}

/// Denies what a test lists, to the role of the deployment groups.
final class FakeAuthorizer: Authorizer {
    let denied = Mutex<Set<String>>([])
    /// What services asked for in a role.
    let asked = Mutex<Set<String>>([])

    func checkTrust(in role: String, of service: String) {}

    func authorize(
        _ call: AWSCall, _ action: String, on resource: String, keys: [String: [String]], isGranted: Bool
    ) throws(AWSError) {
        guard case .service(_, .some) = call.caller else { return }
        asked.withLock { _ = $0.insert("\(action) \(resource)") }
        guard denied.withLock({ !$0.contains(action) }) else {
            throw AWSError("AccessDeniedException", "Not authorized to perform: \(action) on resource: \(resource)")
        }
    }
}
