internal import JSONValue

/// What a metric alarm looks at, and when it is in ALARM.
struct MetricAlarm: Sendable {
    enum Comparison: String, Sendable, CaseIterable {
        case greaterOrEqual = "GreaterThanOrEqualToThreshold", greater = "GreaterThanThreshold"
        case less = "LessThanThreshold", lessOrEqual = "LessThanOrEqualToThreshold"

        func isBreaching(_ value: Double, _ threshold: Double) -> Bool {
            switch self {
            case .greaterOrEqual: value >= threshold
            case .greater: value > threshold
            case .less: value < threshold
            case .lessOrEqual: value <= threshold
            }
        }

        /// As in "was greater than the threshold".
        var words: String {
            switch self {
            case .greaterOrEqual: "greater than or equal to"
            case .greater: "greater than"
            case .less: "less than"
            case .lessOrEqual: "less than or equal to"
            }
        }
    }

    /// What a period without data counts as.
    enum MissingData: String, Sendable, CaseIterable {
        case missing, ignore, breaching, notBreaching
    }

    enum LowSamples: String, Sendable, CaseIterable {
        case evaluate, ignore
    }

    let queries: [MetricQuery]
    /// The query whose data is compared.
    let watched: String
    /// In seconds.
    let period: Int
    let evaluationPeriods: Int
    let datapointsToAlarm: Int
    let threshold: Double
    let comparison: Comparison
    let missingData: MissingData
    let lowSamples: LowSamples

    /// How many seconds lie between two looks at it.
    var interval: Int { period < 60 ? 10 : 60 }

    /// Reads what PutMetricAlarm says.
    init(_ input: CloudWatchInput) throws(AWSError) {
        for member in ["ThresholdMetricId", "EvaluationCriteria", "EvaluationInterval"] where input[member] != nil {
            throw AWSError("InvalidParameterValue", "The local cloud plays no anomaly detection and no PromQL: remove \(member).")
        }
        guard let evaluationPeriods = try input.integer("EvaluationPeriods", in: 1...1440) else {
            throw input.missing("EvaluationPeriods")
        }
        guard let comparison = try input.choice("ComparisonOperator", Comparison.self) else { throw input.missing("ComparisonOperator") }
        guard let threshold = try input.number("Threshold") else { throw input.missing("Threshold") }
        self.evaluationPeriods = evaluationPeriods
        self.comparison = comparison
        self.threshold = threshold
        datapointsToAlarm = try input.integer("DatapointsToAlarm", in: 1...1440) ?? evaluationPeriods
        guard datapointsToAlarm <= evaluationPeriods else {
            throw AWSError("ValidationError", "DatapointsToAlarm must not be greater than EvaluationPeriods.")
        }
        missingData = try input.choice("TreatMissingData") ?? .missing
        lowSamples = try input.choice("EvaluateLowSampleCountPercentile") ?? .evaluate
        if let list = try input.list("Metrics", count: 1...20) {
            (queries, watched, period) = try Self.metrics(list, input)
        } else {
            (queries, watched, period) = try Self.metric(input)
        }
        if period < 60, ![10, 20, 30].contains(period) {
            throw AWSError("ValidationError", "Period must be 10, 20, 30 or a multiple of 60.")
        }
        // Seven days for periods of an hour and more, else one.
        let (range, limit) = (period.multipliedReportingOverflow(by: evaluationPeriods), period >= 3600 ? 7 * 86400 : 86400)
        guard !range.overflow, range.partialValue <= limit else {
            throw AWSError(
                "ValidationError", "Metrics cannot be checked across more than \(limit / 86400) day(s): EvaluationPeriods * Period.")
        }
    }

    private static func metrics(_ list: [JSON], _ input: CloudWatchInput) throws(AWSError) -> ([MetricQuery], String, Int) {
        for member in ["MetricName", "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic"]
        where input[member] != nil {
            throw AWSError("ValidationError", "\(member) must not be specified together with Metrics.")
        }
        let queries = try MetricQuery.parse(list, path: "Metrics")
        let returning = queries.filter(\.returnsData)
        guard returning.count == 1, let watched = returning.first else {
            throw AWSError("ValidationError", "Exactly one element of the metrics list should return data.")
        }
        let periods = Set(queries.compactMap(\.stat?.period))
        guard periods.count == 1, let period = periods.first else {
            throw AWSError("ValidationError", "The metrics list must have at least one metric, and all of them the same period.")
        }
        return (queries, watched.id, period)
    }

    private static func metric(_ input: CloudWatchInput) throws(AWSError) -> ([MetricQuery], String, Int) {
        let names = (try input.text("Statistic"), try input.text("ExtendedStatistic"))
        let name: String
        switch names {
        case (let simple?, nil):
            guard Statistic(simple)?.isSimple == true else {
                throw CloudWatchInput.invalid("The value \(simple.prefix(100)) of the parameter Statistic is no statistic.")
            }
            name = simple
        case (nil, let extended?):
            guard Statistic(extended)?.isSimple == false else {
                throw CloudWatchInput.invalid("The value \(extended.prefix(100)) of the parameter ExtendedStatistic is no statistic.")
            }
            name = extended
        case (nil, nil): throw AWSError("ValidationError", "Exactly one of Statistic and ExtendedStatistic must be specified.")
        default: throw AWSError("InvalidParameterCombination", "Statistic and ExtendedStatistic must not be specified together.")
        }
        guard let period = try input.period() else { throw input.missing("Period") }
        let metric = try MetricID(input)
        guard let statistic = Statistic(name) else { throw input.missing("Statistic") }
        let stat = MetricQuery.Stat(metric: metric, statistic: statistic, statisticName: name, period: period, unit: try input.unit())
        return ([MetricQuery(id: "m1", stat: stat)], "m1", period)
    }
}

extension MetricQuery {
    /// A metric by itself.
    init(id: String, stat: Stat) {
        self.id = id
        source = .stat(stat)
        label = nil
        returnsData = true
    }
}
