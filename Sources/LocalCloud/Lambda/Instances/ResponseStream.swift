internal import Synchronization

/// A response on its way from a function's process to whoever called the function, piece by piece. The process is kept waiting while the
/// last piece has not been taken.
final class ResponseStream: Sendable {
    private struct State {
        var hasBegun = false
        var contentType: String?
        var isBuffered = false
        var log: [UInt8]?
        var piece: [UInt8]?
        /// How it ended; the inner `nil` stands for a good end.
        var end: FunctionError??
        /// Nobody reads on.
        var isAbandoned = false
        var reader: CheckedContinuation<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?

        mutating func takeReader() -> CheckedContinuation<Void, Never>? {
            defer { reader = nil }
            return reader
        }

        mutating func takeWriter() -> CheckedContinuation<Void, Never>? {
            defer { writer = nil }
            return writer
        }
    }

    private let state = Mutex(State())

    // MARK: The side of the function

    /// The response begins.
    ///
    /// - Parameter isBuffered: Whether the process did not stream it.
    func begin(contentType: String?, isBuffered: Bool = false) {
        state.withLock { state in
            state.hasBegun = true
            state.isBuffered = isBuffered
            state.contentType = contentType
            return state.takeReader()
        }?.resume()
    }

    /// Hands the next piece over, and waits until the one before it has been taken.
    func write(_ piece: [UInt8]) async {
        guard !piece.isEmpty else { return }
        await wait(for: \.writer) { $0.piece == nil || $0.end != nil || $0.isAbandoned }
        state.withLock { state in
            if state.end == nil, !state.isAbandoned { state.piece = piece }
            return state.takeReader()
        }?.resume()
    }

    /// The response is complete, or has failed.
    func end(_ error: FunctionError?) {
        let (reader, writer) = state.withLock { state in
            if state.end == nil { state.end = .some(error) }
            return (state.takeReader(), state.takeWriter())
        }
        reader?.resume()
        writer?.resume()
    }

    /// The invocation is over; a response that was not streamed is handed over now. `nil` when it came to nothing.
    func end(_ invocation: Invocation?, log: [UInt8]?) async {
        state.withLock { $0.log = log }
        switch invocation?.result {
        case .success(let response):
            if !response.isStreamed {
                begin(contentType: response.contentType, isBuffered: true)
                await write(response.payload)
            }
            end(nil)
        case .failure(let error): end(error)
        case nil: end(FunctionError(.exit, type: "Runtime.ExitError", message: "The local cloud is being closed.", requestID: nil))
        }
    }

    // MARK: The side of the caller

    /// The end of the invocation's log, where it was asked for; to be asked for when the response is complete.
    var log: [UInt8]? { state.withLock { $0.log } }

    /// Whether the process did not stream the response; to be asked when it has begun.
    var isBuffered: Bool { state.withLock { $0.isBuffered } }

    /// Waits until the response begins, and tells its media type.
    ///
    /// - Throws: Why there is none.
    func start() async throws(FunctionError) -> String? {
        await wait(for: \.reader) { $0.hasBegun || $0.end != nil }
        let (hasBegun, contentType, end) = state.withLock { ($0.hasBegun, $0.contentType, $0.end) }
        if !hasBegun, case .some(.some(let error)) = end { throw error }
        return contentType
    }

    /// The next piece; `nil` when the response is complete.
    ///
    /// - Throws: Why it broke off.
    func next() async throws(FunctionError) -> [UInt8]? {
        await wait(for: \.reader) { $0.piece != nil || $0.end != nil }
        let (piece, end, writer) = state.withLock { state in
            defer { state.piece = nil }
            return (state.piece, state.end, state.takeWriter())
        }
        writer?.resume()
        if let piece { return piece }
        if case .some(.some(let error)) = end { throw error }
        return nil
    }

    /// Nobody will read on: what still comes is dropped.
    func abandon() {
        state.withLock { state in
            state.isAbandoned = true
            state.piece = nil
            return state.takeWriter()
        }?.resume()
    }

    private typealias Side = any WritableKeyPath<State, CheckedContinuation<Void, Never>?> & Sendable

    private func wait(for side: Side, until isReady: (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard !isReady(state) else { return true }
                state[keyPath: side] = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}
