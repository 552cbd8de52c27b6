internal import Foundation

/// How often which value came: exact up to a number of distinct values; beyond it, near values are taken together, so that its size stays
/// bounded and a percentile is off by a few percent of itself at most.
struct Distribution: Sendable, Equatable, Codable {
    /// The most distinct values that are kept apart.
    static let limit = 256

    private(set) var values: [Double] = []
    private(set) var counts: [Double] = []
    /// The width of the bins, relative to the value; `nil` while values are exact.
    private var width: Double?

    var total: Double { counts.reduce(0, +) }

    mutating func add(_ value: Double, count: Double) {
        insert(rounded(value), count)
        if values.count > Self.limit { coarsen() }
    }

    mutating func add(_ other: Distribution) {
        for (value, count) in zip(other.values, other.counts) { add(value, count: count) }
    }

    private mutating func insert(_ value: Double, _ count: Double) {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        if low < values.count, values[low] == value {
            counts[low] += count
        } else {
            values.insert(value, at: low)
            counts.insert(count, at: low)
        }
    }

    private mutating func coarsen() {
        while values.count > Self.limit {
            width = (width ?? 0.005) * 2
            let old = zip(values, counts)
            values = []
            counts = []
            for (value, count) in old { insert(rounded(value), count) }
        }
    }

    /// The middle of the value's bin.
    private func rounded(_ value: Double) -> Double {
        guard let width, value != 0 else { return value }
        let logarithm = log(1 + width)
        let middle = exp((log(abs(value)) / logarithm).rounded() * logarithm)
        return middle.isFinite && middle > 0 ? (value < 0 ? -middle : middle) : value
    }

    /// The value below which so many percent of the values are; `nil` when there are none.
    func percentile(_ percent: Double) -> Double? {
        let total = total
        guard total > 0, let last = values.last else { return nil }
        let rank = max(percent / 100 * total, .leastNonzeroMagnitude)
        var seen = 0.0
        for (value, count) in zip(values, counts) {
            seen += count
            if seen >= rank - total * 1e-12 { return value }
        }
        return last
    }

    /// What lies between two percentiles: how many values, and their sum.
    func part(from low: Double, to high: Double) -> (count: Double, sum: Double) {
        let total = total
        let bounds = (low / 100 * total, high / 100 * total)
        var seen = 0.0
        var part = (count: 0.0, sum: 0.0)
        for (value, count) in zip(values, counts) {
            let inside = min(seen + count, bounds.1) - max(seen, bounds.0)
            seen += count
            guard inside > 0 else { continue }
            part.count += inside
            part.sum += inside * value
        }
        return part
    }

    /// What lies between two values, the upper included.
    func part(above low: Double, upTo high: Double) -> (count: Double, sum: Double) {
        var part = (count: 0.0, sum: 0.0)
        for (value, count) in zip(values, counts) where value > low && value <= high {
            part.count += count
            part.sum += value * count
        }
        return part
    }
}
