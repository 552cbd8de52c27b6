/// What a streamed response has brought and nobody has taken yet. The loop's thread fills it, a task empties it.
final class ResponseBuffer: Sendable {
    /// Above this many bytes the transfer pauses.
    private static let highWaterMark = 256 * 1024

    private struct State {
        var head: (ResponseHead, Int)?
        var bytes: [UInt8] = []
        var isPaused = false
        var end: Result<Void, HTTPError>?
        var waiter: UnsafeContinuation<Void, Never>?
    }

    private let state = Lock(State())
    private let transfer: Transfer
    private let loop: TransferLoop

    init(transfer: Transfer, loop: TransferLoop) {
        self.transfer = transfer
        self.loop = loop
    }

    // MARK: The loop's side

    func begin(_ head: ResponseHead, status: Int) {
        update { state in if state.head == nil { state.head = (head, status) } }
    }

    /// Takes a piece, unless too much is waiting already.
    func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        update { state in
            guard state.bytes.count < Self.highWaterMark else {
                state.isPaused = true
                return false
            }
            state.bytes.append(contentsOf: piece)
            return true
        }
    }

    func end(_ error: HTTPError?) {
        update { state in state.end = error.map { .failure($0) } ?? .success(()) }
        // The transfer holds this buffer; without a transfer under way nobody needs to hold the transfer through it.
        transfer.sink = .buffer
    }

    private func update<Value>(_ change: (inout State) -> Value) -> Value {
        let (value, waiter) = state.withLock { state in
            let value = change(&state)
            defer { state.waiter = nil }
            return (value, state.waiter)
        }
        waiter?.resume()
        return value
    }

    // MARK: The reader's side

    nonisolated(nonsending) func head() async throws(HTTPError) -> (ResponseHead, Int) {
        while true {
            let (head, end) = state.withLock { ($0.head, $0.end) }
            if let head { return head }
            if let end { try end.get() }
            await waitForChange { $0.head != nil || $0.end != nil }
        }
    }

    nonisolated(nonsending) func next() async throws(HTTPError) -> [UInt8]? {
        while true {
            let (bytes, end, wasPaused) = state.withLock { state in
                var bytes: [UInt8] = []
                swap(&bytes, &state.bytes)
                defer { state.isPaused = false }
                return (bytes, state.end, state.isPaused)
            }
            if wasPaused { loop.resume(transfer) }
            if !bytes.isEmpty { return bytes }
            if let end {
                try end.get()
                return nil
            }
            await waitForChange { !$0.bytes.isEmpty || $0.end != nil }
        }
    }

    /// The reader has gone: the rest isn't wanted.
    func abandon() { loop.cancel(transfer) }

    private nonisolated(nonsending) func waitForChange(_ isThere: (borrowing State) -> Bool) async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let (isThere, displaced) = state.withLock { state in
                    if isThere(state) { return (true, nil as UnsafeContinuation<Void, Never>?) }
                    defer { state.waiter = continuation }
                    return (false, state.waiter)
                }
                // Two tasks reading one body is a mistake of theirs; neither may hang for it.
                displaced?.resume()
                if isThere { continuation.resume() }
            }
        } onCancel: {
            loop.cancel(transfer)
        }
    }
}
