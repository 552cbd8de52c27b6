/// An alarm that stops a rollout: one of those below, which watch the new version alone and begin afresh with each, or one that exists.
///
/// Missing data counts as no breach. Rates and latencies ask for a minimum of samples, so that one failure among three requests is none.
public struct RolloutAlarm: Sendable {
    indirect enum Kind: Sendable {
        case metric(AlarmMetric, minimumSamples: Int?)
        case expression(String, [String: AlarmMetric])
        case composite(AlarmRule)
        case named(String, isComposite: Bool)
    }

    /// What it is called between the function's name and the version's number.
    let label: String
    let kind: Kind
    var threshold = 0.0
    var period = Duration.minutes(1)
    var periods = 1
    /// Whether it watches a version, or by design all of the service.
    var watchesVersion = true

    /// The share of invocations that fail.
    /// - Parameters:
    ///   - share: 0.01 for one in a hundred.
    ///   - minimumSamples: Fewer invocations in a period are no breach.
    ///   - period: Whole minutes.
    ///   - periods: So many periods in a row.
    public static func errorRate(above share: Double, minimumSamples: Int = 10, period: Duration = .minutes(1), periods: Int = 1)
        -> RolloutAlarm
    {
        RolloutAlarm(
            label: "errorRate",
            kind: .expression(
                "IF(invocations >= \(minimumSamples), errors / invocations, 0)",
                ["errors": .lambda("Errors"), "invocations": .lambda("Invocations")]),
            threshold: share, period: period, periods: periods)
    }

    /// Invocations that fail.
    public static func errors(above count: Int = 0, period: Duration = .minutes(1), periods: Int = 1) -> RolloutAlarm {
        RolloutAlarm(
            label: "errors", kind: .metric(.lambda("Errors"), minimumSamples: nil), threshold: Double(count), period: period,
            periods: periods)
    }

    /// Invocations that Lambda turned away.
    public static func throttles(above count: Int = 0, period: Duration = .minutes(1), periods: Int = 1) -> RolloutAlarm {
        RolloutAlarm(
            label: "throttles", kind: .metric(.lambda("Throttles"), minimumSamples: nil), threshold: Double(count), period: period,
            periods: periods)
    }

    /// The time that half of the invocations take at most.
    public static func latency(p50: Duration, minimumSamples: Int = 10, period: Duration = .minutes(1), periods: Int = 1) -> RolloutAlarm {
        latency("p50", p50, minimumSamples, period, periods)
    }

    /// The time that nine in ten invocations take at most.
    public static func latency(p90: Duration, minimumSamples: Int = 10, period: Duration = .minutes(1), periods: Int = 1) -> RolloutAlarm {
        latency("p90", p90, minimumSamples, period, periods)
    }

    /// The time that ninety-nine in a hundred invocations take at most.
    public static func latency(p99: Duration, minimumSamples: Int = 10, period: Duration = .minutes(1), periods: Int = 1) -> RolloutAlarm {
        latency("p99", p99, minimumSamples, period, periods)
    }

    private static func latency(
        _ percentile: String, _ limit: Duration, _ minimumSamples: Int, _ period: Duration, _ periods: Int
    ) -> RolloutAlarm {
        RolloutAlarm(
            label: "latency-\(percentile)", kind: .metric(.lambda("Duration", statistic: percentile), minimumSamples: minimumSamples),
            threshold: Double(limit.wholeMilliseconds), period: period, periods: periods)
    }

    /// Any metric.
    /// - Parameters:
    ///   - namespace: As `Shop` or `AWS/Lambda`. The metrics of Lambda have the version's dimensions unless you give others.
    ///   - name: The metric's name.
    ///   - statistic: As `Sum`, `Average`, `p99`.
    ///   - threshold: A breach is above it.
    ///   - dimensions: Texts, and ``AlarmMetric/version`` for the number of the new version.
    ///   - label: What the alarm is called; the metric's name unless given.
    public static func metric(
        _ namespace: String, _ name: String, statistic: String = "Sum", above threshold: Double, dimensions: TemplateObject? = nil,
        period: Duration = .minutes(1), periods: Int = 1, label: String? = nil
    ) -> RolloutAlarm {
        RolloutAlarm(
            label: label ?? name,
            kind: .metric(AlarmMetric(namespace: namespace, name: name, statistic: statistic, dimensions: dimensions), minimumSamples: nil),
            threshold: threshold, period: period, periods: periods)
    }

    /// An expression of CloudWatch's metric math.
    /// - Parameters:
    ///   - expression: As `errors / requests`.
    ///   - metrics: What its names stand for.
    ///   - label: What the alarm is called.
    public static func expression(
        _ expression: String, metrics: [String: AlarmMetric], above threshold: Double, label: String, period: Duration = .minutes(1),
        periods: Int = 1
    ) -> RolloutAlarm {
        RolloutAlarm(label: label, kind: .expression(expression, metrics), threshold: threshold, period: period, periods: periods)
    }

    /// Several alarms put together: `.composite("Broken", .all([.alarm(.errors()), .alarm(.throttles())]))`.
    public static func composite(_ label: String, _ rule: AlarmRule) -> RolloutAlarm {
        RolloutAlarm(label: label, kind: .composite(rule))
    }

    /// An alarm that exists, by its name.
    /// - Parameter isComposite: Whether it is a composite one: CloudWatch shows these only to roles that may see all alarms.
    public static func named(_ name: String, isComposite: Bool = false) -> RolloutAlarm {
        RolloutAlarm(label: name, kind: .named(name, isComposite: isComposite), watchesVersion: false)
    }

    /// The same alarm, which may watch more than the version: for metrics of the business that don't know versions.
    public func ofTheWholeService() -> RolloutAlarm {
        var alarm = self
        alarm.watchesVersion = false
        return alarm
    }
}
