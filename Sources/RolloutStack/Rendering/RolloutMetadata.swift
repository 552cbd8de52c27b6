/// What the template's metadata says of one rollout: all that a deploy, a watcher or a colleague needs to know.
struct RolloutMetadata {
    let function: Function
    let alias: String
    let rollout: Rollout
    let alarms: [RenderedAlarm]
    let liveVersionParameter: String
    let versionID: String

    /// - Parameter places: Where the deploy puts a parameter's value.
    func value(_ places: (String) -> [String]) -> TemplateValue {
        let settings = rollout.settings
        var object: TemplateObject = [
            "functionName": .string(function.physicalName),
            "application": .string(function.stack.applicationName),
            "deploymentGroup": .string(function.deploymentGroup),
            "alias": .string(alias),
            "latestAlias": .string(Function.latestAlias),
            "versionResource": .string(versionID),
        ]
        if function.stack.deployments == .startedByDeploy { object["liveVersion"] = .strings(places(liveVersionParameter)) }
        object["shift"] = shift
        var hooks = TemplateObject()
        hooks["beforeTraffic"] = rollout.before.map { .string($0.name) }
        hooks["afterTraffic"] = rollout.after.map { .string($0.name) }
        object["hooks"] = .object(hooks)
        object["alarms"] = .strings(alarms.map(\.pattern))
        object["rollback"] = .strings(Set(settings.rollbackEvents.map(\.rawValue)).sorted())
        object["onConflict"] = .string(settings.onConflict.rawValue)
        object["wait"] = wait
        object["schedule"] = .string(rollout.schedule.description)
        return .object(object)
    }

    private var shift: TemplateValue {
        var object = TemplateObject()
        switch rollout.settings.shift {
        case .allAtOnce: object["type"] = "all-at-once"
        case .canary: object["type"] = "canary"
        case .linear: object["type"] = "linear"
        case .configuration: object["type"] = "configuration"
        }
        object["configuration"] = .string(
            rollout.settings.shift.predefinedName ?? function.stack.physicalName(rollout.settings.shift.label, limit: 100))
        object["steps"] = .array(
            rollout.schedule.steps.map { ["minute": .int($0.time.wholeMinutes ?? 0), "percentage": .int($0.percentage)] })
        return .object(object)
    }

    private var wait: TemplateValue {
        switch rollout.settings.wait {
        // What is one step is over at once, by whichever name.
        case .automatic: ["until": rollout.schedule.steps.count == 1 ? "end" : "started"]
        case .untilEnd: ["until": "end"]
        case .no: ["until": "started"]
        case .atMost(let duration): ["until": "end", "seconds": .int(duration.wholeSeconds ?? 0)]
        }
    }
}
