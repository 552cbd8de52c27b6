/// A rollout of a function, with its hooks found.
final class Rollout {
    enum Hook {
        case function(Function)
        case arn(String)

        /// As CodeDeploy calls it.
        var name: String {
            switch self {
            case .function(let function): function.physicalName
            case .arn(let arn): arn
            }
        }
    }

    let settings: RolloutSettings
    let before: Hook?
    let after: Hook?
    let location: SourceLocation

    init(_ settings: RolloutSettings, before: Hook?, after: Hook?, location: SourceLocation) {
        self.settings = settings
        self.before = before
        self.after = after
        self.location = location
    }

    var hooks: [Hook] { [before, after].compactMap { $0 } }

    var schedule: RolloutSchedule {
        RolloutSchedule(shift: settings.shift, hasHookBefore: before != nil, hasHookAfter: after != nil)
    }
}
