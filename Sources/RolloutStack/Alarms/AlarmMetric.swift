/// A metric that an alarm looks at.
public struct AlarmMetric: Sendable, Hashable {
    let namespace: String
    let name: String
    let statistic: String
    /// `nil`: those of the version.
    let dimensions: TemplateObject?

    init(namespace: String, name: String, statistic: String, dimensions: TemplateObject?) {
        self.namespace = namespace
        self.name = name
        self.statistic = statistic
        self.dimensions = dimensions
    }

    /// A metric of Lambda for the new version: `Errors`, `Invocations`, `Duration`, `Throttles`, …
    public static func lambda(_ name: String, statistic: String = "Sum") -> AlarmMetric {
        AlarmMetric(namespace: "AWS/Lambda", name: name, statistic: statistic, dimensions: nil)
    }

    /// Any metric.
    /// - Parameter dimensions: Texts, and ``version`` for the number of the new version.
    public static func metric(
        _ namespace: String, _ name: String, statistic: String = "Sum", dimensions: TemplateObject = [:]
    ) -> AlarmMetric {
        AlarmMetric(namespace: namespace, name: name, statistic: statistic, dimensions: dimensions)
    }

    /// In a dimension: the number of the new version.
    public static let version: TemplateValue = ["Rollout::Version": true]
}
