internal import Synchronization

/// The values of all metrics, in memory (``MetricJournal`` keeps them): a bucket for each minute (for each second, where a metric is of high
/// resolution, for three hours), for fifteen days. Its size is bounded: beyond ``Limits/series`` the metric that was silent longest is forgotten, and beyond
/// ``Limits/values`` the older half of everything.
final class MetricStore: Sendable {
    /// How much it holds.
    struct Limits: Sendable {
        /// Metrics, each with one unit.
        var series = 20_000
        /// Distinct values in all buckets.
        var values = 2_000_000
        /// Seconds for which buckets are kept.
        var retention = 15 * 86400
        /// Seconds after which buckets of a second become ones of a minute.
        var fineRetention = 3 * 3600
    }

    /// What came within the seconds from `start` to `start + resolution`.
    struct Bucket: Sendable {
        /// In seconds since 1970.
        let start: Int
        var aggregate: Aggregate
    }

    struct SeriesKey: Hashable {
        let metric: MetricID
        let unit: String
    }

    struct Series {
        /// In order of their start.
        var buckets: [Bucket] = []
        var isFine = false
        var lastUpdate = 0
        /// The starts of the buckets that the journal doesn't have as they are.
        var changed: Set<Int> = []
        /// Whether buckets became one, so that the journal has them twice.
        var isCoarsened = false
    }

    struct State {
        var series: [SeriesKey: Series] = [:]
        /// The units in which a metric has come.
        var units: [MetricID: Set<String>] = [:]
        var values = 0
    }

    let limits: Limits
    let state = Mutex(State())
    /// Whether a journal asks for what has changed.
    private let isKept: Bool

    init(limits: Limits = Limits(), isKept: Bool = false) {
        self.limits = limits
        self.isKept = isKept
    }

    /// Takes values.
    ///
    /// - Parameters:
    ///   - time: When they were measured, in seconds since 1970.
    ///   - now: The present, by which old values are forgotten.
    ///   - isFine: Whether the metric is of high resolution (`StorageResolution` 1).
    func add(_ metric: MetricID, unit: String, at time: Int, now: Int, isFine: Bool = false, _ change: (inout Aggregate) -> Void) {
        state.withLock { state in
            let key = SeriesKey(metric: metric, unit: unit)
            if state.series[key] == nil {
                makeRoom(&state)
                state.units[metric, default: []].insert(unit)
            }
            let start = isFine ? time : Self.floor(time, 60)
            let added = state.series[key, default: Series()].add(start, isFine: isFine, now: now, limits, change)
            state.values += added
            if isKept { state.series[key]?.changed.insert(start) }
            if state.values > limits.values { forgetOlderHalf(&state) }
        }
    }

    /// The metric's values in windows that follow each other from `start`: those that have any, in their order.
    ///
    /// - Parameters:
    ///   - unit: `nil` for all units together.
    ///   - start: In seconds since 1970.
    ///   - end: Windows that begin before it are told.
    ///   - period: The length of a window in seconds.
    func windows(_ metric: MetricID, unit: String?, from start: Int, to end: Int, period: Int) -> [Bucket] {
        guard period > 0, start < end else { return [] }
        let series = state.withLock { state in
            let units = unit.map { [$0] } ?? Array(state.units[metric] ?? [])
            return units.sorted().compactMap { state.series[SeriesKey(metric: metric, unit: $0)]?.buckets }
        }
        var windows: [Int: Aggregate] = [:]
        for buckets in series {
            for bucket in buckets[Self.first(buckets, from: start)...] {
                let index = (bucket.start - start) / period
                guard start + index * period < end else { break }
                windows[index, default: Aggregate()].add(bucket.aggregate)
            }
        }
        return windows.sorted { $0.key < $1.key }.map { Bucket(start: start + $0.key * period, aggregate: $0.value) }
    }

    /// How many distinct values ``windows(_:unit:from:to:period:)`` would go through.
    func size(_ metric: MetricID, unit: String?, from start: Int, to end: Int) -> Int {
        state.withLock { state in
            (unit.map { [$0] } ?? Array(state.units[metric] ?? [])).reduce(0) { sum, unit in
                guard let buckets = state.series[SeriesKey(metric: metric, unit: unit)]?.buckets else { return sum }
                return buckets[Self.first(buckets, from: start)...].prefix { $0.start < end }.reduce(sum) { $0 + $1.size }
            }
        }
    }

    /// The units in which the metric has come.
    func units(_ metric: MetricID) -> [String] { state.withLock { $0.units[metric] ?? [] }.sorted() }

    /// All metrics that have values since a moment, in their order.
    func metrics(since time: Int = .min) -> [MetricID] {
        state.withLock { state in
            Set(state.series.filter { $0.value.lastUpdate >= time }.map(\.key.metric))
        }.sorted()
    }

    private func makeRoom(_ state: inout State) {
        guard state.series.count >= limits.series else { return }
        guard let oldest = state.series.min(by: { $0.value.lastUpdate < $1.value.lastUpdate })?.key else { return }
        forget(oldest, &state)
    }

    private func forget(_ key: SeriesKey, _ state: inout State) {
        state.values -= state.series.removeValue(forKey: key)?.values ?? 0
        state.units[key.metric]?.remove(key.unit)
        if state.units[key.metric]?.isEmpty == true { state.units[key.metric] = nil }
    }

    private func forgetOlderHalf(_ state: inout State) {
        let starts = state.series.values.flatMap { $0.buckets.map(\.start) }.sorted()
        guard let first = starts.first else { return }
        // All of one time: there is no older half, so everything goes.
        let cut = starts[starts.count / 2] > first ? starts[starts.count / 2] : first + 1
        for key in state.series.keys {
            let removed = state.series[key]?.forget(before: cut) ?? 0
            state.values -= removed
            if state.series[key]?.buckets.isEmpty == true { forget(key, &state) }
        }
    }

    /// The index of the first bucket that begins at a time or later.
    private static func first(_ buckets: [Bucket], from time: Int) -> Int {
        var low = 0
        var high = buckets.count
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].start < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The last multiple of a step that is not after a time.
    static func floor(_ time: Int, _ step: Int) -> Int {
        let rest = time % step
        return time - (rest < 0 ? rest + step : rest)
    }
}

extension MetricStore.Series {
    fileprivate var values: Int { buckets.reduce(0) { $0 + $1.size } }

    /// Returns by how much the number of distinct values has grown.
    fileprivate mutating func add(
        _ start: Int, isFine: Bool, now: Int, _ limits: MetricStore.Limits, _ change: (inout Aggregate) -> Void
    ) -> Int {
        lastUpdate = now
        self.isFine = self.isFine || isFine
        var growth = 0
        // Most values are of the newest bucket.
        var index = buckets.count
        while index > 0, buckets[index - 1].start > start { index -= 1 }
        if index > 0, buckets[index - 1].start == start {
            let before = buckets[index - 1].size
            change(&buckets[index - 1].aggregate)
            growth += buckets[index - 1].size - before
        } else {
            var bucket = MetricStore.Bucket(start: start, aggregate: Aggregate())
            change(&bucket.aggregate)
            buckets.insert(bucket, at: index)
            growth += bucket.size
            growth -= forget(before: now - limits.retention)
            if self.isFine { growth -= coarsen(before: MetricStore.floor(now - limits.fineRetention, 60)) }
        }
        return growth
    }

    /// Returns how many distinct values went.
    fileprivate mutating func forget(before time: Int) -> Int {
        let old = buckets.prefix { $0.start < time }
        let size = old.reduce(0) { $0 + $1.size }
        buckets.removeFirst(old.count)
        return size
    }

    /// Makes buckets of a minute from those of a second.
    private mutating func coarsen(before time: Int) -> Int {
        let old = buckets.prefix { $0.start < time }
        // Not one by one: whole stretches at a time, lest every second pay for all that was before.
        guard old.filter({ $0.start % 60 != 0 }).count >= 600 else { return 0 }
        let size = old.reduce(0) { $0 + $1.size }
        var coarse: [MetricStore.Bucket] = []
        for bucket in old {
            let start = MetricStore.floor(bucket.start, 60)
            if let last = coarse.last, last.start == start {
                coarse[coarse.count - 1].aggregate.add(bucket.aggregate)
            } else {
                coarse.append(MetricStore.Bucket(start: start, aggregate: bucket.aggregate))
            }
        }
        buckets.replaceSubrange(0..<old.count, with: coarse)
        isCoarsened = true
        return size - coarse.reduce(0) { $0 + $1.size }
    }
}

extension MetricStore.Bucket {
    /// What it counts for towards the bound.
    fileprivate var size: Int { 1 + aggregate.distribution.values.count }
}
