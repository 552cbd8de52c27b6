import Foundation
import Synchronization
import Testing

@testable import LocalCloud

@Suite("the cloud's clock")
struct CloudClockTests {
    /// What happened, in its order.
    private final class Record: Sendable {
        private let entries = Mutex<[String]>([])
        func add(_ entry: String) { entries.withLock { $0.append(entry) } }
        var all: [String] { entries.withLock { $0 } }
        var count: Int { entries.withLock(\.count) }
    }

    /// Lets other tasks go on, without waiting for time to go by.
    private func yield() async {
        for _ in 0..<100 { await Task.yield() }
    }

    @Test("at speed max, hours go by as soon as nobody is busy")
    func max() async throws {
        let clock = CloudClock(speed: .max)
        let begin = ContinuousClock.now
        try await clock.work { worker in
            for _ in 0..<100 {
                let waking = try await worker.sleep(for: .seconds(3600))
                #expect(waking == .due)
            }
        }
        #expect(clock.now >= .seconds(360_000))
        #expect(begin.duration(to: .now) < .seconds(60))
    }

    @Test("at speed max, time does not jump while somebody is busy")
    func busy() async throws {
        let clock = CloudClock(speed: .max)
        let record = Record()
        try await withThrowingTaskGroup { group in
            await clock.work { _ in
                group.addTask {
                    try await clock.work { worker in
                        record.add("sleeps")
                        try await worker.sleep(for: .seconds(7200))
                        record.add("wakes")
                    }
                }
                while record.all.isEmpty { await Task.yield() }
                await yield()
                #expect(record.all == ["sleeps"])
                #expect(clock.now < .seconds(7200))
            }
            try await group.waitForAll()
        }
        #expect(record.all == ["sleeps", "wakes"])
        #expect(clock.now >= .seconds(7200))
    }

    @Test("a worker that waits for others does not hold time up")
    func idle() async throws {
        let clock = CloudClock(speed: .max)
        try await clock.work { worker in
            try await worker.idle {
                _ = try await clock.work { try await $0.sleep(for: .seconds(3600)) }
            }
        }
        #expect(clock.now >= .seconds(3600))
    }

    @Test(
        "a thousand sleepers wake at their moments, in order, each when its time has come",
        arguments: [CloudClock.Speed.max, .times(100_000)])
    func thousand(speed: CloudClock.Speed) async throws {
        let clock = CloudClock(speed: speed)
        let record = Record()
        let sleeping = Record()
        try await withThrowingTaskGroup { group in
            await clock.work { _ in
                for minute in (1...1000).shuffled() {
                    group.addTask {
                        try await clock.work { worker in
                            let deadline = Duration.seconds(minute * 60)
                            sleeping.add("")
                            try await worker.sleep(until: deadline)
                            #expect(clock.now >= deadline)
                            record.add("\(minute)")
                        }
                    }
                }
                // At speed max the order is exact, once all of them are asleep.
                while sleeping.count < 1000 { await Task.yield() }
            }
            try await group.waitForAll()
        }
        let woken = record.all.compactMap { Int($0) }
        #expect(speed == .max ? woken == Array(1...1000) : woken.sorted() == Array(1...1000))
        #expect(clock.now >= .seconds(60_000))
    }

    @Test("at speed max, moments come one after the other, and between them everybody has gone to sleep again")
    func order() async throws {
        let clock = CloudClock(speed: .max)
        let record = Record()
        try await withThrowingTaskGroup { group in
            let everybody = Gate()
            for (name, step) in [("a", 2), ("b", 3)] {
                group.addTask {
                    try await clock.work { worker in
                        await everybody.wait()
                        for turn in 1...3 {
                            try await worker.sleep(until: .seconds(turn * step * 3600))
                            record.add("\(name)\(turn * step)")
                        }
                    }
                }
            }
            await yield()
            everybody.open()
            try await group.waitForAll()
        }
        // At 6 both wake, in either order.
        #expect(record.all == ["a2", "b3", "a4", "a6", "b6", "b9"] || record.all == ["a2", "b3", "a4", "b6", "a6", "b9"])
    }

    @Test("at a rate, so much more time goes by than in the world")
    func rate() async throws {
        let clock = CloudClock(speed: .times(1000))
        let begin = ContinuousClock.now
        let waking = try await clock.work { try await $0.sleep(for: .seconds(20)) }
        #expect(waking == .due)
        let real = begin.duration(to: .now)
        #expect(clock.now >= .seconds(20))
        #expect(real >= .milliseconds(20))
        #expect(real < .seconds(20))
    }

    @Test("a bell wakes before the time; one that rang before the wait does, too, and once", arguments: [CloudClock.Speed.max, .times(1)])
    func bells(speed: CloudClock.Speed) async throws {
        let clock = CloudClock(speed: speed)
        let bell = CloudClock.Bell()
        let sleeping = Gate()
        try await withThrowingTaskGroup { group in
            await clock.work { _ in
                group.addTask {
                    try await clock.work { worker in
                        sleeping.open()
                        let waking = try await worker.sleep(for: .seconds(86_400), unless: bell)
                        #expect(waking == .rung)
                        #expect(clock.now < .seconds(86_400))
                    }
                }
                await sleeping.wait()
                bell.ring()
                await yield()
            }
            try await group.waitForAll()
        }
        bell.ring()
        bell.ring()
        try await clock.work { worker in
            let waking = try await worker.sleep(for: .seconds(86_400), unless: bell)
            #expect(waking == .rung)
            let next = try await worker.sleep(for: .milliseconds(1), unless: bell)
            #expect(next == .due)
        }
    }

    @Test("a cancelled wait ends, and the others go on")
    func cancellation() async throws {
        let clock = CloudClock(speed: .max)
        let sleeping = Gate()
        let other = await clock.work { _ in
            let cancelled = Task {
                try await clock.work { worker in
                    sleeping.open()
                    try await worker.sleep(for: .seconds(1000))
                }
            }
            let other = Task { try await clock.work { try await $0.sleep(for: .seconds(2000)) } }
            await sleeping.wait()
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            return other
        }
        let waking = try await other.value
        #expect(waking == .due)
        #expect(clock.now >= .seconds(2000))
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await clock.work { try await $0.sleep(for: .seconds(1)) }
        }
        await #expect(throws: CancellationError.self) { try await late.value }
    }

    @Test("what goes on for ever makes no time jump, but is woken in its turn when time goes on for others")
    func passive() async throws {
        let clock = CloudClock(speed: .max)
        let record = Record()
        let watch = Task {
            try await clock.work { worker in
                for minute in 1... {
                    try await worker.sleep(until: .seconds(minute * 60), drives: false)
                    record.add("\(minute)")
                }
            }
        }
        await yield()
        #expect(clock.now < .seconds(60))
        #expect(record.all.isEmpty)
        try await clock.work { worker in
            try await worker.sleep(until: .seconds(210))
            #expect(record.all == ["1", "2", "3"])
        }
        await yield()
        #expect(record.all == ["1", "2", "3"])
        watch.cancel()
        _ = await watch.result
    }

    @Test("moments and dates stand for each other, and the start may lie ahead")
    func dates() async throws {
        let start = Date(timeIntervalSince1970: 2_000_000_000)
        let clock = CloudClock(speed: .max, start: start)
        #expect(clock.date >= start)
        #expect(clock.moment(of: start.addingTimeInterval(90)) == .seconds(90))
        #expect(clock.date(of: .seconds(90)) == start.addingTimeInterval(90))
        _ = try await clock.work { try await $0.sleep(until: .seconds(-5)) }
        _ = try await clock.work { try await $0.sleep(for: .seconds(3600)) }
        #expect(clock.date >= start.addingTimeInterval(3600))
    }
}
