/// How the traffic goes over to the new version.
///
/// See [deployment configurations](https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations-create.html).
public enum TrafficShift: Sendable, Hashable {
    /// All of it at once.
    case allAtOnce
    /// A percentage (1 to 99) first, and the rest after a time of whole minutes (at most 2,880).
    case canary(percentage: Int = 10, duration: Duration = .minutes(10))
    /// A percentage (1 to 99) more each time, in steps of whole minutes (at most 2,880 from the first to the last).
    case linear(percentage: Int = 10, duration: Duration = .minutes(10))
    /// A deployment configuration by its name: one of CodeDeploy's own, or one that the account has.
    case configuration(String)

    /// The longest time from the first to the last shift, in minutes.
    static let longest = 2880

    /// Minutes and the percentage that the new version then has, the last one always 100. `nil` for a configuration that only the account knows.
    var steps: [(minute: Int, percentage: Int)]? {
        switch self {
        case .allAtOnce: return [(0, 100)]
        case .canary(let percentage, let duration):
            guard let minutes = duration.wholeMinutes, (1...Self.longest).contains(minutes) else { return nil }
            return [(0, percentage), (minutes, 100)]
        case .linear(let percentage, let duration):
            guard let minutes = duration.wholeMinutes, (1...99).contains(percentage), (1...Self.longest).contains(minutes) else {
                return nil
            }
            let count = (100 + percentage - 1) / percentage
            return (0..<count).map { ($0 * minutes, min(100, ($0 + 1) * percentage)) }
        case .configuration(let name): return Self.predefined[name]?.steps
        }
    }

    /// What is wrong with it.
    var problem: String? {
        switch self {
        case .allAtOnce: return nil
        case .configuration(let name):
            if Self.predefined[name] != nil { return nil }
            if name.hasPrefix("CodeDeployDefault.") {
                return
                    "CodeDeploy has no configuration \"\(name)\" for Lambda. It has \(Self.predefined.keys.sorted().joined(separator: ", "))"
            }
            return (1...100).contains(name.utf8.count)
                ? nil : "the name of a deployment configuration has 1 to 100 characters, this one \(name.utf8.count)"
        case .canary(let percentage, let duration), .linear(let percentage, let duration):
            guard (1...99).contains(percentage) else {
                return "a shift takes 1 to 99 percent at a time, not \(percentage). For everything at once use .allAtOnce"
            }
            guard let minutes = duration.wholeMinutes, minutes >= 1 else {
                return "a shift goes by whole minutes, at least one; this duration is \(duration)"
            }
            guard minutes <= Self.longest, let last = steps?.last?.minute, last <= Self.longest else {
                return
                    "this shift would take longer than 2,880 minutes (48 hours) from the first to the last step, which CodeDeploy doesn't allow. Take a larger percentage or shorter steps"
            }
            return nil
        }
    }

    /// CodeDeploy's own configurations for Lambda.
    static let predefined: [String: TrafficShift] = {
        var all: [String: TrafficShift] = ["CodeDeployDefault.LambdaAllAtOnce": .allAtOnce]
        for minutes in [5, 10, 15, 30] {
            all["CodeDeployDefault.LambdaCanary10Percent\(minutes)Minutes"] = .canary(percentage: 10, duration: .minutes(minutes))
        }
        for minutes in [1, 2, 3, 10] {
            let unit = minutes == 1 ? "Minute" : "Minutes"
            all["CodeDeployDefault.LambdaLinear10PercentEvery\(minutes)\(unit)"] = .linear(percentage: 10, duration: .minutes(minutes))
        }
        return all
    }()

    /// The name of the configuration of CodeDeploy's that is the same.
    var predefinedName: String? {
        if case .configuration(let name) = self { return name }
        return Self.predefined.first { $0.value == self }?.key
    }

    /// What a configuration of our own is called after the stack's name: its values, since none of them can be changed.
    var label: String {
        switch self {
        case .allAtOnce: "all-at-once"
        case .canary(let percentage, let duration): "canary-\(percentage)pct-\(duration.wholeMinutes ?? 0)min"
        case .linear(let percentage, let duration): "linear-\(percentage)pct-every-\(duration.wholeMinutes ?? 0)min"
        case .configuration(let name): name
        }
    }

    /// CodeDeploy's `TrafficRoutingConfig`.
    var routing: TemplateValue {
        switch self {
        case .canary(let percentage, let duration):
            [
                "Type": "TimeBasedCanary",
                "TimeBasedCanary": ["CanaryPercentage": .int(percentage), "CanaryInterval": .int(duration.wholeMinutes ?? 0)],
            ]
        case .linear(let percentage, let duration):
            [
                "Type": "TimeBasedLinear",
                "TimeBasedLinear": ["LinearPercentage": .int(percentage), "LinearInterval": .int(duration.wholeMinutes ?? 0)],
            ]
        case .allAtOnce, .configuration: ["Type": "AllAtOnce"]
        }
    }
}
