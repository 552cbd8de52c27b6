internal import Foundation
internal import JSONValue
internal import Synchronization

/// The values of metrics on disk, one line of JSON for a bucket each time it has changed: the last line about a bucket counts. What is
/// recorded is written within a second (of real time), and when the cloud ends.
final class MetricJournal: Sendable {
    /// A bucket, as it was when the line was written.
    struct Line: Codable, Sendable {
        let metric: MetricID
        let unit: String
        let isFine: Bool
        /// When the metric was last told something, in seconds since 1970.
        let at: Int
        /// When the bucket starts, in seconds since 1970.
        let start: Int
        let values: Aggregate

        /// Whether it can be reckoned with: a file may have been changed by anybody.
        fileprivate var isSound: Bool {
            // The years 1970 to 9999.
            let times = 0...253_402_300_799
            return times.contains(at) && times.contains(start) && values.distribution.values.count == values.distribution.counts.count
        }
    }

    private struct State {
        /// Bytes in the file, and those that it had when it was last written whole.
        var size = 0
        var wholeSize = 0
        /// Whether the last line may be cut off, so that nothing can be added after it.
        var isTorn = false
    }

    /// So much may be added to a file before it is written anew.
    private static let growth = 16 * 1024 * 1024

    private let file: URL
    private let storage: Storage
    private let state = Mutex(State())

    /// - Returns: `nil` where nothing is kept.
    init?(_ storage: Storage) {
        guard storage.isKept else { return nil }
        self.storage = storage
        file = storage.folder.appending(path: "cloudwatch-metrics.jsonl")
    }

    /// What was kept, in the order in which it was written.
    ///
    /// - Throws: When a line can't be read; not for the last one, which may have been cut off when the cloud was killed.
    func read() throws(Storage.Failure) -> [Line] {
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        var lines: [Line] = []
        do {
            let data = try Data(contentsOf: file)
            let texts = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            state.withLock { $0 = State(size: data.count, wholeSize: data.count, isTorn: texts.last?.isEmpty == false) }
            for text in texts.dropLast() {
                let line = try JSON.decode(Line.self, from: Array(text))
                guard line.isSound else { throw Storage.Failure(description: "its numbers can't be") }
                lines.append(line)
            }
        } catch {
            throw Storage.Failure(
                description: "\(file.path) can't be read (line \(lines.count + 1)): \(error). Move it away to go on without it.")
        }
        return lines
    }

    /// Writes what has changed in a store since the last time.
    func write(_ store: MetricStore) {
        let mustRewrite = state.withLock { $0.isTorn || $0.size > $0.wholeSize * 2 + Self.growth }
        let changes = store.takeChanges(whole: mustRewrite)
        guard !changes.lines.isEmpty || changes.isWhole else { return }
        // Aggregates hold nothing that JSON can't.
        let bytes = changes.lines.flatMap { line in ((try? JSON.encode(line)) ?? []) + [UInt8(ascii: "\n")] }
        state.withLock { state in
            if changes.isWhole {
                // What could not be written is written, whole, the next time.
                let isWritten = storage.attempt(file) { () throws(Storage.Failure) in try PrivateFile.replace(file, with: bytes) }
                state = State(size: bytes.count, wholeSize: bytes.count, isTorn: !isWritten)
            } else {
                state.isTorn = !storage.attempt(file) { () throws(Storage.Failure) in try PrivateFile.append(bytes, to: file) }
                state.size += bytes.count
            }
        }
    }
}

extension MetricStore {
    /// Takes up what was kept.
    ///
    /// - Returns: The last moment at which a metric was told something, in seconds since 1970; `nil` where none was.
    func restore(_ lines: [MetricJournal.Line]) -> Int? {
        guard let latest = lines.lazy.map(\.at).max() else { return nil }
        var last: [SeriesKey: [Int: MetricJournal.Line]] = [:]
        for line in lines { last[SeriesKey(metric: line.metric, unit: line.unit), default: [:]][line.start] = line }
        for (_, buckets) in last {
            for (start, line) in buckets.sorted(by: { $0.key < $1.key }) where start >= latest - limits.retention {
                add(line.metric, unit: line.unit, at: start, now: line.at, isFine: line.isFine) { $0 = line.values }
            }
        }
        state.withLock { state in
            for key in state.series.keys { state.series[key]?.changed = [] }
        }
        return latest
    }

    /// The buckets that have changed since the last time, or all of them where the journal has to be written anew.
    func takeChanges(whole: Bool) -> (lines: [MetricJournal.Line], isWhole: Bool) {
        state.withLock { state in
            let isWhole = whole || state.series.values.contains(where: \.isCoarsened)
            var lines: [MetricJournal.Line] = []
            for (key, series) in state.series where isWhole || !series.changed.isEmpty {
                for bucket in series.buckets where isWhole || series.changed.contains(bucket.start) {
                    lines.append(
                        MetricJournal.Line(
                            metric: key.metric, unit: key.unit, isFine: series.isFine, at: series.lastUpdate, start: bucket.start,
                            values: bucket.aggregate))
                }
                state.series[key]?.changed = []
                state.series[key]?.isCoarsened = false
            }
            return (lines, isWhole)
        }
    }
}
