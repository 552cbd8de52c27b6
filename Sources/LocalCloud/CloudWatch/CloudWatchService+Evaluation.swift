internal import Foundation
internal import JSONValue
internal import Synchronization

extension CloudWatchService {
    /// Looks at the alarms for as long as the cloud runs: each minute, or each ten seconds where there are periods shorter than that. Time
    /// does not jump for its sake.
    static func watch(_ service: CloudWatchService?, _ worker: CloudClock.Worker) async {
        guard let service else { return }
        let clock = service.context.clock
        while !Task.isCancelled {
            let interval = service.interval
            // Far away, as long as there is no alarm.
            let next = interval.map { MetricStore.floor(service.moment, $0) + $0 }
            let deadline = next.map { clock.moment(of: Date(timeIntervalSince1970: Double($0))) } ?? clock.now + .seconds(1_000_000_000)
            do {
                // A ring is for a new alarm, which may have a shorter period.
                if try await worker.sleep(until: deadline, unless: service.alarmsChanged, drives: false) == .rung { continue }
            } catch {
                return
            }
            service.evaluate(at: service.moment)
        }
    }

    /// The present second. A wait that ends a breath too early counts as punctual.
    private var moment: Int { Int(saturating: (now + 0.001).rounded(.down)) }

    private var interval: Int? {
        alarms.all.compactMap { Self.definition($0.row)?.interval }.min()
    }

    private static func definition(_ alarm: Alarm) -> MetricAlarm? {
        alarm.kind == .metric ? try? MetricAlarm(CloudWatchInput(alarm.configuration)) : nil
    }

    /// Looks at every alarm whose turn it is.
    func evaluate(at moment: Int) {
        for (name, alarm) in alarms.all {
            guard let definition = Self.definition(alarm) else { continue }
            // Looked at late, as on a busy machine: the period that is over counts.
            let moment = MetricStore.floor(moment, definition.interval)
            guard let verdict = definition.evaluate(store, at: moment), verdict.state != alarm.state else { continue }
            control.withLock { _ in
                // Not if it was put anew meanwhile, or its state set: the verdict is on what it was.
                guard let now = alarms[name], now.configured == alarm.configured, now.state == alarm.state else { return }
                transition(name, to: verdict.state, reason: verdict.reason, data: verdict.data.description)
            }
        }
        control.withLock { _ in settleComposites() }
    }

    /// Brings composite alarms in line with those that they look at.
    func settleComposites() {
        let composites = alarms.all.compactMap { entry in Self.rule(entry.row).map { (name: entry.key, rule: $0) } }
        // No cycles: with each round at least one more level is right.
        for _ in composites {
            var hasChanged = false
            for (name, rule) in composites {
                guard let alarm = alarms[name] else { continue }
                let state: Alarm.State = rule.holds { alarms[$0]?.state } ? .alarm : .ok
                guard state != alarm.state else { continue }
                hasChanged = true
                let (reason, data) = compositeReason(alarm, rule, state)
                transition(name, to: state, reason: reason, data: data.description)
            }
            guard hasChanged else { return }
        }
    }

    private func compositeReason(_ alarm: Alarm, _ rule: AlarmRule, _ state: Alarm.State) -> (String, JSON) {
        let children = rule.alarms.compactMap { alarms[$0] }.sorted { $0.transitioned > $1.transitioned }
        let triggering = children.prefix(10).map { child -> JSON in
            [
                "arn": .string(child.arn),
                "state": ["value": .string(child.state.rawValue), "timestamp": .string(CloudWatchTime.text(child.transitioned))],
            ]
        }
        let reason =
            children.first.map { "\($0.arn) transitioned to \($0.state.rawValue) at \(CloudWatchTime.text($0.transitioned))" }
            ?? "The alarm rule evaluates to \(state == .alarm ? "TRUE" : "FALSE")"
        return (reason, ["triggeringAlarms": .array(Array(triggering))])
    }

    /// Puts an alarm into a state; where that is another than before, all that follows from it.
    func transition(_ name: String, to state: Alarm.State, reason: String, data: String?) {
        let now = now
        let alarms = alarms.modify(name) { alarm -> (old: Alarm, new: Alarm)? in
            guard let old = alarm else { return nil }
            var new = old
            new.state = state
            new.reason = String(reason.prefix(1023))
            new.reasonData = data.map { $0.count <= 4000 ? $0 : "{}" }
            new.updated = now
            if old.state != state { new.transitioned = now }
            alarm = new
            return (old, new)
        }
        guard let (old, new) = alarms, old.state != new.state else { return }
        record(
            name, new.kind, .stateUpdate, "Alarm updated from \(old.state.rawValue) to \(new.state.rawValue)",
            ["version": "1.0", "oldState": Self.state(old), "newState": Self.state(new)])
        tell(AlarmChange(alarm: name, old: old.state, new: new.state))
        act(on: AlarmTransition(old: old, new: new))
    }

    private static func state(_ alarm: Alarm) -> JSON {
        var state: JSON.Object = ["stateValue": .string(alarm.state.rawValue), "stateReason": .string(alarm.reason)]
        if let data = alarm.reasonData, let json = try? JSON(parsing: data) { state["stateReasonData"] = json }
        return .object(state)
    }

    // MARK: Actions

    private func act(on transition: AlarmTransition) {
        let actions = transition.new.actions(on: transition.new.state)
        guard transition.new.actionsEnabled, !actions.isEmpty else { return }
        let alarm = transition.new
        if let suppressor = alarm.configuration["ActionsSuppressor"]?.string, alarms[Self.alarmName(suppressor)]?.state == .alarm {
            record(alarm.name, alarm.kind, .action, "Actions were suppressed by \(suppressor)", ["version": "1.0"])
            return
        }
        context.clock.start(in: context.tasks) { [self] _ in
            for action in actions { await carryOut(action, transition) }
        }
    }

    private func carryOut(_ action: String, _ transition: AlarmTransition) async {
        let alarm = transition.new
        let failure: String?
        do throws(AWSError) {
            switch action.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).dropFirst(2).first {
            case "sns":
                _ = try await context.service("sns").call(
                    "Publish",
                    [
                        "TopicArn": .string(action), "Subject": .string(transition.subject),
                        "Message": .string(transition.message.description),
                    ],
                    .service("cloudwatch"))
            case "lambda":
                let payload = JSON.string(String(Data(transition.event.serialized()).base64EncodedString()))
                _ = try await context.service("lambda").call(
                    "Invoke", ["FunctionName": .string(action), "InvocationType": "Event", "Payload": payload],
                    .service("lambda.alarms.cloudwatch", source: alarm.arn))
            default: throw AWSError("ValidationError", "the local cloud carries out actions of SNS topics and Lambda functions only")
            }
            failure = nil
        } catch {
            failure = error.message
        }
        let summary = failure == nil ? "Successfully executed action \(action)" : "Failed to execute action \(action)"
        var data: JSON.Object = [
            "actionState": .string(failure == nil ? "Succeeded" : "Failed"),
            "stateUpdateTimestamp": .integer(Int(saturating: alarm.updated * 1000)),
            "notificationResource": .string(action),
        ]
        if let failure { data["error"] = .string(failure) }
        record(alarm.name, alarm.kind, .action, summary, .object(data))
    }
}
