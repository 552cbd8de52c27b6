/// A [statistic](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html), as alarms and queries name it.
enum Statistic: Sendable, Hashable {
    case sampleCount, average, sum, minimum, maximum
    /// `p99`.
    case percentile(Double)
    /// `tm90`, `TM(10%:90%)`, `IQM`, `wm98`, `tc99`, `ts80`: something of the values between two percentiles.
    case trimmed(Trimmed, from: Double, to: Double)
    /// `TM(100:200)`, `PR(:300)`: something of the values between two values.
    case bounded(Trimmed, from: Double, to: Double)

    /// What is told of the values that are left.
    enum Trimmed: String, Sendable {
        case mean = "TM", winsorizedMean = "WM", count = "TC", sum = "TS", rank = "PR"
    }

    /// - Returns: `nil` for a text that names no statistic.
    init?(_ text: String) {
        guard text.utf8.count <= 100 else { return nil }
        switch text {
        case "SampleCount": self = .sampleCount
        case "Average": self = .average
        case "Sum": self = .sum
        case "Minimum": self = .minimum
        case "Maximum": self = .maximum
        case "IQM": self = .trimmed(.mean, from: 25, to: 75)
        default:
            guard let statistic = Self.percentile(text) ?? Self.short(text) ?? Self.long(text) else { return nil }
            self = statistic
        }
    }

    /// One of the five that `Statistic` takes; others go into `ExtendedStatistic`.
    var isSimple: Bool {
        switch self {
        case .sampleCount, .average, .sum, .minimum, .maximum: true
        default: false
        }
    }

    private static func percent(_ text: Substring) -> Double? {
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"), let value = Double(text),
            (0...100).contains(value)
        else { return nil }
        return value
    }

    private static func percentile(_ text: String) -> Self? {
        guard text.hasPrefix("p"), let percent = percent(text.dropFirst()) else { return nil }
        return .percentile(percent)
    }

    private static func short(_ text: String) -> Self? {
        guard let kind = Trimmed(rawValue: text.prefix(2).uppercased()), kind != .rank, text.prefix(2) == text.prefix(2).lowercased(),
            let percent = percent(text.dropFirst(2))
        else { return nil }
        return .trimmed(kind, from: 0, to: percent)
    }

    private static func long(_ text: String) -> Self? {
        guard let kind = Trimmed(rawValue: String(text.prefix(2))), text.dropFirst(2).first == "(", text.last == ")" else { return nil }
        let bounds = text.dropFirst(3).dropLast().split(separator: ":", omittingEmptySubsequences: false)
        guard bounds.count == 2, bounds.contains(where: { !$0.isEmpty }) else { return nil }
        let isPercent = bounds.contains { $0.hasSuffix("%") }
        guard isPercent else {
            guard let low = bounds[0].isEmpty ? -.infinity : Double(bounds[0]),
                let high = bounds[1].isEmpty ? .infinity : Double(bounds[1]),
                low < high
            else { return nil }
            return .bounded(kind, from: low, to: high)
        }
        guard kind != .rank, bounds.allSatisfy({ $0.isEmpty || $0.hasSuffix("%") }),
            let low = bounds[0].isEmpty ? 0 : percent(bounds[0].dropLast()),
            let high = bounds[1].isEmpty ? 100 : percent(bounds[1].dropLast()), low < high
        else { return nil }
        return .trimmed(kind, from: low, to: high)
    }

    /// The statistic of some values; `nil` when there are none, or when it can't be told of them.
    func value(of aggregate: Aggregate) -> Double? {
        guard aggregate.count > 0 else { return nil }
        switch self {
        case .sampleCount: return aggregate.count
        case .average: return aggregate.average
        case .sum: return aggregate.sum
        case .minimum: return aggregate.minimum
        case .maximum: return aggregate.maximum
        default: break
        }
        guard aggregate.hasDistribution else { return nil }
        let distribution = aggregate.distribution
        switch self {
        case .percentile(let percent):
            // Bins may reach beyond the values.
            return distribution.percentile(percent).map { min(max($0, aggregate.minimum), aggregate.maximum) }
        case .trimmed(let kind, let low, let high):
            let bounds = (distribution.percentile(low) ?? aggregate.minimum, distribution.percentile(high) ?? aggregate.maximum)
            let below = aggregate.count * low / 100
            return kind.value(distribution.part(from: low, to: high), total: aggregate.count, below: below, bounds)
        case .bounded(let kind, let low, let high):
            let below = distribution.part(above: -.infinity, upTo: low).count
            let bounds = (max(low, aggregate.minimum), min(high, aggregate.maximum))
            return kind.value(distribution.part(above: low, upTo: high), total: aggregate.count, below: below, bounds)
        default: return nil
        }
    }

    /// Whether there are too few values for the percentile to mean much: see
    /// [low data samples](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html).
    func hasFewSamples(_ aggregate: Aggregate) -> Bool {
        guard case .percentile(let percent) = self else { return false }
        let tail = percent >= 50 ? 1 - percent / 100 : percent / 100
        return tail > 0 && aggregate.count < 10 / tail
    }
}

extension Statistic.Trimmed {
    /// - Parameters:
    ///   - below: How many of the values were cut off at the lower end.
    ///   - bounds: What the values that were cut off count as in a winsorized mean.
    fileprivate func value(
        _ part: (count: Double, sum: Double), total: Double, below: Double, _ bounds: (lower: Double, upper: Double)
    ) -> Double? {
        switch self {
        case .count: part.count
        case .sum: part.sum
        case .rank: part.count / total * 100
        case .mean: part.count > 0 ? part.sum / part.count : nil
        case .winsorizedMean:
            (part.sum + below * bounds.lower + max(total - below - part.count, 0) * bounds.upper) / total
        }
    }
}
