internal import JSONValue
internal import Synchronization

/// How many executions run at the same time, of each function and in all.
final class Concurrency: Sendable {
    /// What an account may have at the same time.
    static let accountLimit = 1000
    /// What reservations have to leave for the functions without one.
    static let unreservedMinimum = 100

    private struct State {
        var total = 0
        var running: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// An execution begins. Returns how many there are of the function and in all.
    ///
    /// - Throws: `TooManyRequestsException`.
    func begin(_ function: String, reserved: Int?) throws(AWSError) -> (function: Int, total: Int) {
        try state.withLock { state throws(AWSError) in
            let running = state.running[function] ?? 0
            if let reserved, running >= reserved {
                throw Self.throttled("Rate Exceeded.", "ReservedFunctionConcurrentInvocationLimitExceeded")
            }
            guard state.total < Self.accountLimit else { throw Self.throttled("Rate Exceeded.", "ConcurrentInvocationLimitExceeded") }
            state.running[function] = running + 1
            state.total += 1
            return (running + 1, state.total)
        }
    }

    /// An execution has ended.
    func end(_ function: String) {
        state.withLock { state in
            let running = (state.running[function] ?? 1) - 1
            state.running[function] = running > 0 ? running : nil
            state.total -= 1
        }
    }

    private static func throttled(_ message: String, _ reason: String) -> AWSError {
        AWSError("TooManyRequestsException", message, members: ["Reason": .string(reason)])
    }
}
