extension LambdaService {
    /// Takes an invocation as [Lambda's metrics](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html).
    func record(_ invocation: Invocation, _ target: InvocationTarget, _ running: (function: Int, total: Int)) {
        let isError = if case .failure = invocation.result { 1.0 } else { 0.0 }
        for dimensions in Self.dimensions(target) {
            record("Invocations", dimensions, 1)
            record("Errors", dimensions, isError)
            record("Throttles", dimensions, 0)
            record("Duration", dimensions, invocation.duration / .milliseconds(1), unit: "Milliseconds")
            let count = dimensions.isEmpty ? running.total : running.function
            // By function and in all; the count of a version or an alias is not kept.
            if dimensions.count < 2 { record("ConcurrentExecutions", dimensions, Double(count)) }
        }
    }

    /// Takes an invocation that was refused.
    func recordThrottle(_ target: InvocationTarget) {
        for dimensions in Self.dimensions(target) { record("Throttles", dimensions, 1) }
    }

    private func record(_ name: String, _ dimensions: [String: String], _ value: Double, unit: String = "Count") {
        context.record(MetricDatum(namespace: "AWS/Lambda", name: name, dimensions: dimensions, value: value, unit: unit))
    }

    /// The combinations of [dimensions](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html) that an invocation counts
    /// in: all functions, the function, the version or alias that was called, and for an alias the version that answered.
    private static func dimensions(_ target: InvocationTarget) -> [[String: String]] {
        let function = target.version.function
        var all: [[String: String]] = [[:], ["FunctionName": function]]
        guard target.identifier.qualifier != nil else { return all }
        let resource = target.identifier.resource
        all.append(["FunctionName": function, "Resource": resource])
        if target.isAlias { all.append(["FunctionName": function, "Resource": resource, "ExecutedVersion": target.version.version]) }
        return all
    }
}
