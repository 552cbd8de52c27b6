/// What is known of the values of some length of time.
struct Aggregate: Sendable, Equatable, Codable {
    private(set) var count = 0.0
    private(set) var sum = 0.0
    private(set) var minimum = Double.infinity
    private(set) var maximum = -Double.infinity
    /// Without what came as a statistic set, whose values nobody knows.
    private(set) var distribution = Distribution()
    /// Whether percentiles can be told: not when statistic sets are in it, unless all their values were the same.
    private(set) var hasDistribution = true

    var average: Double { sum / count }

    mutating func add(_ value: Double, count times: Double = 1) {
        add(count: times, sum: value * times, minimum: value, maximum: value)
        distribution.add(value, count: times)
    }

    /// Adds a [statistic set](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_StatisticSet.html).
    mutating func addSet(count: Double, sum: Double, minimum: Double, maximum: Double) {
        add(count: count, sum: sum, minimum: minimum, maximum: maximum)
        if count == 1 || minimum == maximum {
            distribution.add(minimum, count: count)
        } else {
            hasDistribution = false
        }
    }

    mutating func add(_ other: Aggregate) {
        add(count: other.count, sum: other.sum, minimum: other.minimum, maximum: other.maximum)
        distribution.add(other.distribution)
        hasDistribution = hasDistribution && other.hasDistribution
    }

    private mutating func add(count: Double, sum: Double, minimum: Double, maximum: Double) {
        self.count += count
        self.sum += sum
        self.minimum = min(self.minimum, minimum)
        self.maximum = max(self.maximum, maximum)
    }
}
