import Synchronization

/// How something ended: the first outcome that is set stands.
final class FirstOutcome: Sendable {
    private enum State {
        case open, awaited(CheckedContinuation<(any Error)?, Never>), decided((any Error)?)
    }

    private let state = Mutex(State.open)

    /// It ended with an error, or without.
    func decide(_ error: (any Error)?) {
        let waiting = state.withLock { state -> CheckedContinuation<(any Error)?, Never>? in
            switch state {
            case .open: state = .decided(error)
            case .awaited(let continuation):
                state = .decided(error)
                return continuation
            case .decided: break
            }
            return nil
        }
        waiting?.resume(returning: error)
    }

    /// Its error, once it has ended. To be asked for once.
    var error: (any Error)? {
        get async {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> (any Error)?? in
                    if case .decided(let error) = state { return .some(error) }
                    state = .awaited(continuation)
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }
}
