import Synchronization

/// A clock that stands still until it is told to move.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        let id: Int
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var lastID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let watchers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                    guard !state.cancelled.contains(id), deadline > state.now else {
                        state.sleepers.append(Sleeper(id: id, deadline: state.now, continuation: continuation))
                        return []
                    }
                    state.sleepers.append(Sleeper(id: id, deadline: deadline, continuation: continuation))
                    defer { state.watchers.removeAll { $0.count <= state.sleepers.count } }
                    return state.watchers.filter { $0.count <= state.sleepers.count }.map(\.continuation)
                }
                for watcher in watchers { watcher.resume() }
                wake()
            }
        } onCancel: {
            state.withLock { _ = $0.cancelled.insert(id) }
            wake()
        }
    }

    /// Waits until so many tasks sleep.
    func sleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.sleepers.count < count { state.watchers.append((count, continuation)) }
                return state.sleepers.count >= count
            }
            if isReached { continuation.resume() }
        }
    }

    /// Moves the time on.
    func advance(by duration: Duration) {
        state.withLock { $0.now = $0.now.advanced(by: duration) }
        wake()
    }

    private func wake() {
        let (due, cancelled) = state.withLock { state in
            let cancelled = state.sleepers.filter { state.cancelled.contains($0.id) }
            let due = state.sleepers.filter { !state.cancelled.contains($0.id) && $0.deadline <= state.now }
            state.sleepers.removeAll { state.cancelled.contains($0.id) || $0.deadline <= state.now }
            return (due, cancelled)
        }
        for sleeper in due { sleeper.continuation.resume() }
        for sleeper in cancelled { sleeper.continuation.resume(throwing: CancellationError()) }
    }
}
