package import Foundation
internal import Synchronization

/// The time of a local cloud: real, faster, or as fast as the work allows.
///
/// Everything in the cloud that waits does so as a ``Worker``, inside ``work(_:)``. The clock knows which workers wait and until when, and
/// how many of them are busy, so that with ``Speed/max`` it can jump to the next due moment as soon as nobody is busy. A function's process
/// is waited for by a worker that is busy all the while: processes run in real time.
package final class CloudClock: Sendable {
    typealias Speed = CloudSpeed

    /// A moment: how long after the clock's start.
    package typealias Moment = Duration

    /// What ended a wait.
    package enum Waking: Sendable {
        case due
        /// The bell rang before the time had come, or before the wait began.
        case rung
    }

    let speed: Speed
    private let startDate: Date
    private let startInstant = ContinuousClock.now
    private let rate: Double
    /// Beyond it, moments would soon be further away than they can be told.
    private static let highestRate = 1e6
    private let state = Mutex(State())

    private struct Sleeper {
        let id: UInt64
        let deadline: Moment
        let drives: Bool
        let continuation: CheckedContinuation<Waking, any Error>
    }

    private struct State {
        /// What jumps have added to the time that went by.
        var jumped = Duration.zero
        var busy = 0
        /// In the order of their deadlines.
        var sleepers: [Sleeper] = []
        var drivers = 0
        var lastID: UInt64 = 0
        var timer: Task<Void, Never>?
        var timerDeadline: Moment?
    }

    /// - Parameter jumpsOnly: With ``Speed/max``, whether time stands still between its jumps, so that tests see the same moments however
    ///   busy the machine is.
    init(speed: Speed = .times(1), start: Date = .now, jumpsOnly: Bool = false) {
        self.speed = speed
        startDate = start
        rate = if case .times(let rate) = speed, rate > 0 { min(rate, Self.highestRate) } else { jumpsOnly ? 0 : 1 }
    }

    deinit { state.withLock { $0.timer?.cancel() } }

    /// The moment that it is.
    package var now: Moment { state.withLock { now($0) } }

    /// The date that it is in the cloud, later than in the world after jumps.
    package var date: Date { date(of: now) }

    /// Goes on from this date, unless it is later already.
    func goOn(from date: Date) {
        state.withLock { state in state.jumped += max(.zero, moment(of: date) - now(state)) }
    }

    /// The date of a moment.
    func date(of moment: Moment) -> Date { startDate.addingTimeInterval(moment / .seconds(1)) }

    /// The moment of a date.
    func moment(of date: Date) -> Moment {
        // Far beyond the year 9999, and as far as moments can still be added to each other.
        .seconds(min(max(date.timeIntervalSince(startDate), -1e15), 1e15))
    }

    /// Does work during which time does not jump, but where the work itself waits for time to go by.
    package nonisolated(nonsending) func work<Result>(_ body: (Worker) async throws -> Result) async rethrows -> Result {
        state.withLock { $0.busy += 1 }
        defer { leave() }
        return try await body(Worker(clock: self))
    }

    /// Starts work of its own. Time does not jump between this call and the work's beginning, as it might before a task begins that is yet
    /// to call ``work(_:)``.
    ///
    /// - Returns: `false`, without starting it, when the scope's closure is over.
    @discardableResult
    func start(in tasks: TaskScope, _ body: @escaping @Sendable (Worker) async -> Void) -> Bool {
        state.withLock { $0.busy += 1 }
        let isStarted = tasks.start { [self] in
            await body(Worker(clock: self))
            leave()
        }
        if !isStarted { leave() }
        return isStarted
    }

    /// Somebody who does something at certain times. One task's, for one wait at a time.
    package struct Worker: Sendable {
        fileprivate let clock: CloudClock

        /// Waits until the moment, or until the bell rings.
        ///
        /// - Parameter drives: Whether time may jump for the sake of this wait. `false` for what goes on for ever, such as looking at an
        ///   alarm every minute: it is woken in its turn when time goes on for others, and by the real clock when nobody else waits.
        /// - Throws: `CancellationError`.
        @discardableResult
        package nonisolated(nonsending) func sleep(until deadline: Moment, unless bell: Bell? = nil, drives: Bool = true) async throws
            -> Waking
        {
            try await clock.sleep(until: deadline, bell, drives)
        }

        /// Waits for so long, or until the bell rings.
        @discardableResult
        package nonisolated(nonsending) func sleep(for duration: Duration, unless bell: Bell? = nil, drives: Bool = true) async throws
            -> Waking
        {
            try await clock.sleep(until: clock.now + duration, bell, drives)
        }

        /// Waits for something that other workers bring about: meanwhile this one is not busy.
        package nonisolated(nonsending) func idle<Result>(_ body: () async throws -> Result) async rethrows -> Result {
            clock.leave()
            defer { clock.state.withLock { $0.busy += 1 } }
            return try await body()
        }
    }

    /// Wakes a worker before its time. A ring that nobody waits for is kept for the next wait.
    package final class Bell: Sendable {
        private let state = Mutex<(hasRung: Bool, wake: (@Sendable () -> Void)?)>((false, nil))

        package init() {}

        package func ring() {
            let wake = state.withLock { state in
                if state.wake == nil { state.hasRung = true }
                defer { state.wake = nil }
                return state.wake
            }
            wake?()
        }

        /// Returns `true`, and takes the ring, when it has rung already.
        fileprivate func wait(_ wake: @escaping @Sendable () -> Void) -> Bool {
            state.withLock { state in
                defer { state.hasRung = false }
                if !state.hasRung { state.wake = wake }
                return state.hasRung
            }
        }

        fileprivate func stopWaiting() { state.withLock { $0.wake = nil } }
    }

    // MARK: Waiting

    private nonisolated(nonsending) func sleep(until deadline: Moment, _ bell: Bell?, _ drives: Bool) async throws -> Waking {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        defer { bell?.stopWaiting() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let sleeper = Sleeper(id: id, deadline: deadline, drives: drives, continuation: continuation)
                state.withLock { insert(sleeper, &$0) }
                if let bell, bell.wait({ [weak self] in self?.wake(id) { $0.resume(returning: .rung) } }) {
                    wake(id) { $0.resume(returning: .rung) }
                }
                if Task.isCancelled { wake(id) { $0.resume(throwing: CancellationError()) } }
                leave()
            }
        } onCancel: {
            wake(id) { $0.resume(throwing: CancellationError()) }
        }
    }

    private func insert(_ sleeper: Sleeper, _ state: inout State) {
        var low = 0
        var high = state.sleepers.count
        while low < high {
            let middle = (low + high) / 2
            if state.sleepers[middle].deadline <= sleeper.deadline { low = middle + 1 } else { high = middle }
        }
        state.sleepers.insert(sleeper, at: low)
        if sleeper.drives { state.drivers += 1 }
    }

    /// Somebody is not busy any more.
    private func leave() {
        state.withLock { $0.busy -= 1 }
        tick()
    }

    /// Wakes one sleeper early. It is busy from then on.
    private func wake(_ id: UInt64, _ resume: (CheckedContinuation<Waking, any Error>) -> Void) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
            state.busy += 1
            if state.sleepers[index].drives { state.drivers -= 1 }
            return state.sleepers.remove(at: index)
        }
        if let sleeper { resume(sleeper.continuation) }
    }

    /// Jumps where that is due, wakes who is due, and sets the real timer for the next.
    private func tick() {
        let due = state.withLock { state -> ArraySlice<Sleeper> in
            if speed == .max, state.busy == 0, state.drivers > 0, let next = state.sleepers.first {
                let ahead = next.deadline - now(state)
                if ahead > .zero { state.jumped += ahead }
            }
            let now = now(state)
            let due = state.sleepers.prefix { $0.deadline <= now }
            state.sleepers.removeFirst(due.count)
            state.busy += due.count
            state.drivers -= due.count { $0.drives }
            setTimer(&state)
            return due
        }
        for sleeper in due { sleeper.continuation.resume(returning: .due) }
    }

    private func setTimer(_ state: inout State) {
        let deadline = state.sleepers.first?.deadline
        guard state.timerDeadline != deadline else { return }
        state.timer?.cancel()
        state.timer = nil
        state.timerDeadline = deadline
        guard let deadline, rate > 0 else { return }
        let wait = (deadline - now(state)) / rate
        state.timer = Task { [weak self] in
            do { try await Task.sleep(for: wait) } catch { return }
            self?.timerFired()
        }
    }

    private func timerFired() {
        state.withLock { $0.timerDeadline = nil }
        tick()
    }

    private func now(_ state: State) -> Moment { startInstant.duration(to: .now) * rate + state.jumped }
}
