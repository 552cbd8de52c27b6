internal import Foundation
internal import JSONValue
internal import Synchronization

/// [CloudWatch](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html): metrics of what functions really did and of
/// what clients put, and alarms over them. See `CHOICES.md` for what AWS leaves open.
final class CloudWatchService: AWSService, MetricSink {
    let context: CloudContext
    let store: MetricStore
    /// `nil` where nothing is kept.
    private let journal: MetricJournal?
    let alarms: Table<Alarm>
    let history: Table<[AlarmHistoryItem]>

    private let observers = Mutex<[@Sendable (AlarmChange) -> Void]>([])
    let alarmsChanged = CloudClock.Bell()
    /// Held by whatever looks alarms up and changes them by that.
    let control = Mutex(())

    /// Starts looking at the alarms.
    ///
    /// - Throws: When alarms or values that were kept can't be read.
    init(_ context: CloudContext, limits: MetricStore.Limits = MetricStore.Limits()) throws(Storage.Failure) {
        self.context = context
        store = MetricStore(limits: limits, isKept: context.storage.isKept)
        alarms = try Table("cloudwatch-alarms", context.storage, context.clock)
        history = try Table("cloudwatch-history", context.storage, context.clock)
        journal = MetricJournal(context.storage)
        if let journal {
            if let latest = store.restore(try journal.read()) {
                context.storage.note(Date(timeIntervalSince1970: Double(latest)))
            }
            _ = context.tasks.start { [store] in
                // Real time: what a kill loses doesn't depend on the cloud's speed.
                while (try? await Task.sleep(for: .seconds(1))) != nil { journal.write(store) }
                journal.write(store)
            }
        }
        context.clock.start(in: context.tasks) { [weak self] in await Self.watch(self, $0) }
    }

    /// The cloud's time, in seconds since 1970.
    var now: Double { context.clock.date.timeIntervalSince1970 }

    /// Has a closure called after each change of an alarm's state, by whichever task changed it.
    func onAlarmChange(_ observer: @escaping @Sendable (AlarmChange) -> Void) { observers.withLock { $0.append(observer) } }

    func tell(_ change: AlarmChange) {
        for observer in observers.withLock({ $0 }) { observer(change) }
    }

    func record(_ datum: MetricDatum) {
        let now = Int(saturating: now.rounded(.down))
        store.add(
            MetricID(namespace: datum.namespace, name: datum.name, dimensions: datum.dimensions), unit: datum.unit, at: now, now: now
        ) { $0.add(datum.value) }
    }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        for resource in Self.resources(operation, input) { try context.authorize(call, "cloudwatch:\(operation)", on: resource) }
        let input = CloudWatchInput(input)
        switch operation {
        case "PutMetricData": return try putMetricData(input)
        case "GetMetricData": return try getMetricData(input)
        case "GetMetricStatistics": return try getMetricStatistics(input)
        case "ListMetrics": return try listMetrics(input)
        case "DescribeAlarms": return try describeAlarms(input)
        case "DescribeAlarmsForMetric": return try describeAlarmsForMetric(input)
        case "DescribeAlarmHistory": return try describeAlarmHistory(input)
        case "ListTagsForResource": return try listTagsForResource(input)
        case "PutMetricAlarm", "PutCompositeAlarm", "SetAlarmState", "EnableAlarmActions", "DisableAlarmActions", "DeleteAlarms",
            "TagResource", "UntagResource":
            return try control.withLock { _ throws(AWSError) in try change(operation, input) }
        default:
            throw AWSError("UnknownOperationException", "The local CloudWatch does not know the operation \(operation.prefix(100)).")
        }
    }

    /// The operations that change alarms.
    private func change(_ operation: String, _ input: CloudWatchInput) throws(AWSError) -> JSON {
        switch operation {
        case "PutMetricAlarm": try putMetricAlarm(input)
        case "PutCompositeAlarm": try putCompositeAlarm(input)
        case "SetAlarmState": try setAlarmState(input)
        case "EnableAlarmActions": try setActions(input, enabled: true)
        case "DisableAlarmActions": try setActions(input, enabled: false)
        case "DeleteAlarms": try deleteAlarms(input)
        case "TagResource": try tagResource(input)
        default: try untagResource(input)
        }
    }

    /// What a policy's `Resource` is compared with: metrics have none. Parameters that the operation doesn't go by don't count.
    private static func resources(_ operation: String, _ input: JSON) -> [String] {
        switch operation {
        case "TagResource", "UntagResource", "ListTagsForResource": return [input["ResourceARN"]?.string ?? "*"]
        case "DeleteAlarms", "EnableAlarmActions", "DisableAlarmActions":
            let values = input["AlarmNames"]?.array ?? []
            // More are refused; so is what is no text.
            let names = values.prefix(100).compactMap(\.string)
            return names.isEmpty || names.count < values.count ? [Alarm.arn("*")] : names.map(Alarm.arn)
        case "PutMetricAlarm", "PutCompositeAlarm", "SetAlarmState", "DescribeAlarmHistory":
            return [Alarm.arn(input["AlarmName"]?.string ?? "*")]
        default: return [operation.contains("Alarm") ? Alarm.arn("*") : "*"]
        }
    }
}
