import CLibcurl

/// What a task has written of a streamed request body and the network has not taken yet.
final class RequestBuffer: Sendable {
    /// Above this many bytes a writer waits.
    private static let highWaterMark = 256 * 1024

    private struct State {
        var bytes: [UInt8] = []
        var sent = 0
        var isPaused = false
        var isComplete = false
        var trailers = HTTPHeaders()
        /// The answer's status, or why there is none.
        var end: Result<Int, HTTPError>?
        var waiter: UnsafeContinuation<Void, Never>?
    }

    private let url: String
    private let state: Lock<State>

    /// A buffer for a request to `url`, with the beginning of its body.
    init(url: String, beginning: [UInt8]) {
        self.url = url
        state = Lock(State(bytes: beginning))
    }

    // MARK: The loop's side

    /// Fills libcurl's buffer: how many bytes, 0 for the end, or libcurl's word for pausing.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let (count, waiter) = state.withLock { state in
            let left = state.bytes.count - state.sent
            guard left > 0 else {
                if state.isComplete { return (0, nil as UnsafeContinuation<Void, Never>?) }
                state.isPaused = true
                return (Int(CURL_READFUNC_PAUSE), nil)
            }
            let count = min(left, buffer.count)
            state.bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[state.sent..<state.sent + count])) }
            state.sent += count
            guard state.sent == state.bytes.count else { return (count, nil) }
            state.bytes.removeAll(keepingCapacity: true)
            state.sent = 0
            defer { state.waiter = nil }
            return (count, state.waiter)
        }
        waiter?.resume()
        return count
    }

    /// The fields that follow the body, as a list that libcurl frees.
    func trailerList() -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for (name, value) in state.withLock({ $0.trailers }) { list = curl_slist_append(list, "\(name): \(value)") }
        return list
    }

    func end(_ outcome: Result<Int, HTTPError>) {
        let waiter = state.withLock { state in
            state.end = outcome
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    // MARK: The writer's side

    /// Adds bytes; returns whether the transfer has to be resumed. Throws when the body has ended, or the transfer without it.
    func append(_ bytes: [UInt8]) throws(HTTPError) -> Bool {
        try state.withLock { state throws(HTTPError) in
            try check(state)
            state.bytes.append(contentsOf: bytes)
            defer { state.isPaused = false }
            return state.isPaused
        }
    }

    private func check(_ state: borrowing State) throws(HTTPError) {
        if state.isComplete { throw HTTPError(kind: .invalidRequest, url: url, cause: "its body has ended already") }
        guard let status = try state.end?.get() else { return }
        throw HTTPError(kind: .connectionLost, url: url, cause: "an answer with status \(status) came before the body's end")
    }

    /// Marks the body's end; returns whether the transfer has to be resumed.
    func complete(trailers: HTTPHeaders) -> Bool {
        state.withLock { state in
            state.isComplete = true
            state.trailers = trailers
            defer { state.isPaused = false }
            return state.isPaused
        }
    }

    /// Waits until little enough is left to send. Throws when the transfer is over before.
    nonisolated(nonsending) func drained() async throws(HTTPError) {
        await wait { $0.end != nil || $0.bytes.count - $0.sent <= Self.highWaterMark }
        try state.withLock { state throws(HTTPError) in try check(state) }
    }

    /// Waits until the transfer is over and returns the answer's status; throws what it failed of.
    nonisolated(nonsending) func ended() async throws(HTTPError) -> Int {
        while true {
            if let end = state.withLock({ $0.end }) { return try end.get() }
            await wait { $0.end != nil }
        }
    }

    private nonisolated(nonsending) func wait(for isThere: (borrowing State) -> Bool) async {
        await withUnsafeContinuation { continuation in
            let (isThere, displaced) = state.withLock { state in
                if isThere(state) { return (true, nil as UnsafeContinuation<Void, Never>?) }
                defer { state.waiter = continuation }
                return (false, state.waiter)
            }
            displaced?.resume()
            if isThere { continuation.resume() }
        }
    }
}
