import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

@Suite("Metrics that are kept")
struct MetricJournalTests {
    private static let statistics: JSON = [
        "Namespace": "shop", "MetricName": "Errors", "StartTime": 1_799_999_000, "EndTime": 1_800_001_000, "Period": 60,
        "Statistics": ["Sum", "SampleCount", "Maximum"],
    ]

    private func points(_ play: CloudWatchPlay) async throws -> [JSON] {
        try await play.call("GetMetricStatistics", Self.statistics)["Datapoints"]?.array ?? []
    }

    @Test("are there after a restart, and go on from where they were")
    func restart() async throws {
        let home = try TemporaryFolder()
        let folder = home.url.appending(path: "data")
        try await CloudWatchPlay.run(folder: folder) { play in
            play.record(3)
            play.record(4)
        }
        for run in 1...2 {
            let points = try await CloudWatchPlay.run(folder: folder) { play in
                play.record(5)
                return try await self.points(play)
            }
            #expect(points.count == 1)
            #expect(points.first?["Sum"]?.double == Double(7 + 5 * run))
            #expect(points.first?["SampleCount"]?.double == Double(2 + run))
        }
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/cloudwatch-metrics.jsonl")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("a line that a crash has cut off is dropped, and the next ones are read again")
    func torn() async throws {
        let home = try TemporaryFolder()
        let folder = home.url.appending(path: "data")
        try await CloudWatchPlay.run(folder: folder) { $0.record(3) }
        let file = folder.appending(path: "cloudwatch-metrics.jsonl")
        let whole = try Data(contentsOf: file)
        try (whole + whole.dropLast(9)).write(to: file)
        for run in 0...1 {
            let points = try await CloudWatchPlay.run(folder: folder) { play in
                if run == 0 { play.record(1) }
                return try await self.points(play)
            }
            #expect(points.first?["Sum"]?.double == 4)
        }
    }

    @Test("a line that is none is told, with its file and number, and nothing is lost")
    func broken() async throws {
        let home = try TemporaryFolder()
        let folder = home.url.appending(path: "data")
        try await CloudWatchPlay.run(folder: folder) { $0.record(3) }
        let file = folder.appending(path: "cloudwatch-metrics.jsonl")
        let whole = try String(contentsOf: file, encoding: .utf8)
        let impossible = whole.replacing(/"at":\d+/, with: "\"at\":-9223372036854775808")
        for line in ["{}\n", impossible] {
            let text = whole + line
            try text.write(to: file, atomically: true, encoding: .utf8)
            let error = await #expect(throws: Storage.Failure.self) { try await CloudWatchPlay.run(folder: folder) { _ in } }
            #expect(error?.description.contains("cloudwatch-metrics.jsonl can't be read (line 2)") == true)
            #expect(try String(contentsOf: file, encoding: .utf8) == text)
        }
    }

    @Test("seconds that have become minutes count once after a restart")
    func coarsened() throws {
        let home = try TemporaryFolder()
        let storage = try Storage(folder: home.url.appending(path: "data"))
        defer { storage.close() }
        let metric = MetricID(namespace: "shop", name: "Errors", dimensions: ["a": "b"])
        let store = MetricStore(isKept: true)
        let journal = try #require(MetricJournal(storage))
        // Four hours of seconds, written now and then: those of the first become minutes meanwhile.
        for second in stride(from: 0, to: 14_400, by: 4) {
            store.add(metric, unit: "None", at: second, now: second, isFine: true) { $0.add(1) }
            if second % 700 == 0 { journal.write(store) }
        }
        journal.write(store)
        let restored = MetricStore()
        #expect(restored.restore(try #require(MetricJournal(storage)).read()) == 14_396)
        for copy in [store, restored] {
            let windows = copy.windows(metric, unit: nil, from: 0, to: 14_400, period: 3600)
            #expect(windows.map(\.aggregate.sum) == [900, 900, 900, 900])
        }
    }
}
