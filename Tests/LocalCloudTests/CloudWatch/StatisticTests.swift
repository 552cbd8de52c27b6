import Testing

@testable import LocalCloud

@Suite("Statistics")
struct StatisticTests {
    private func aggregate(_ values: [Double]) -> Aggregate {
        var aggregate = Aggregate()
        for value in values { aggregate.add(value) }
        return aggregate
    }

    @Test(
        "statistics of a hundred values",
        arguments: [
            ("SampleCount", 100.0), ("Sum", 5050), ("Average", 50.5), ("Minimum", 1), ("Maximum", 100), ("p50", 50), ("p99", 99),
            ("p100", 100),
            ("p0", 1), ("p99.9", 100), ("tm90", 45.5), ("IQM", 50.5), ("TM(10%:90%)", 50.5), ("tc10", 10), ("ts10", 55), ("PR(:30)", 30),
            ("PR(30:)", 70), ("TC(10:20)", 10), ("TS(98:)", 199), ("WM(:50%)", 37.75),
        ])
    func values(name: String, expected: Double) throws {
        let statistic = try #require(Statistic(name))
        #expect(statistic.value(of: aggregate((1...100).map(Double.init))) == expected)
    }

    @Test(
        "what names no statistic is refused",
        arguments: ["", "p", "p101", "p-1", "pNaN", "Avg", "tm", "TM()", "TM(90%:10%)", "PR(1%:2%)", "TM(:)"])
    func unknown(name: String) {
        #expect(Statistic(name) == nil)
    }

    @Test("nothing can be told of no values, nor a percentile of a statistic set")
    func absent() throws {
        #expect(Statistic.average.value(of: Aggregate()) == nil)
        var set = Aggregate()
        set.addSet(count: 10, sum: 100, minimum: 1, maximum: 20)
        #expect(Statistic.average.value(of: set) == 10)
        #expect(Statistic.percentile(50).value(of: set) == nil)
    }

    @Test("a percentile of very many different values is off by little, in bounded space")
    func manyValues() throws {
        var aggregate = Aggregate()
        var value = 1.0
        for _ in 0..<20_000 {
            value *= 1.001
            aggregate.add(value)
        }
        #expect(aggregate.distribution.values.count <= Distribution.limit)
        let exact = 1.001 * (0..<18_999).reduce(1.0) { result, _ in result * 1.001 }
        let told = try #require(Statistic.percentile(95).value(of: aggregate))
        #expect(abs(told / exact - 1) < 0.1)
        #expect(abs(aggregate.distribution.total - 20_000) < 0.001)
    }

    @Test("the store forgets what is old, and the metric that was silent longest")
    func bounds() {
        let store = MetricStore(limits: .init(series: 2, values: 10_000, retention: 600, fineRetention: 300))
        let metrics = (0..<3).map { MetricID(namespace: "n", name: "m\($0)", dimensions: [:]) }
        for time in stride(from: 0, to: 6000, by: 60) {
            store.add(metrics[1], unit: "None", at: time, now: time) { $0.add(1) }
        }
        let kept = store.windows(metrics[1], unit: nil, from: 0, to: 6000, period: 60)
        #expect(kept.first?.start == 5940 - 600 && kept.count == 11)
        store.add(metrics[0], unit: "None", at: 100, now: 100) { $0.add(1) }
        store.add(metrics[2], unit: "None", at: 6000, now: 6000) { $0.add(1) }
        #expect(store.metrics() == [metrics[1], metrics[2]])
    }

    @Test("the number of values that are kept is bounded")
    func valueBound() {
        let store = MetricStore(limits: .init(values: 1000))
        for time in 0..<5000 {
            let metric = MetricID(namespace: "n", name: "m\(time % 7)", dimensions: [:])
            store.add(metric, unit: "None", at: time * 60, now: time * 60) { $0.add(Double(time)) }
        }
        let count = (0..<7).reduce(0) { sum, index in
            sum
                + store.windows(MetricID(namespace: "n", name: "m\(index)", dimensions: [:]), unit: nil, from: 0, to: 300_000, period: 60)
                .count
        }
        #expect(count <= 500 && count >= 200)
    }

    @Test("seconds become minutes after a while")
    func coarsening() {
        let store = MetricStore(limits: .init(fineRetention: 60))
        let metric = MetricID(namespace: "n", name: "m", dimensions: [:])
        for time in 0..<3000 { store.add(metric, unit: "None", at: time, now: time, isFine: true) { $0.add(1) } }
        let windows = store.windows(metric, unit: nil, from: 0, to: 3000, period: 1)
        #expect(windows.first?.aggregate.count == 60)
        #expect(windows.last?.aggregate.count == 1)
        #expect(windows.reduce(0) { $0 + $1.aggregate.count } == 3000)
    }
}
