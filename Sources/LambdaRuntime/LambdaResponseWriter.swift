import HTTPTransport
import JSONValue
import Synchronization

/// Writes a response piece by piece while the handler runs.
///
/// Nothing goes out before the first piece, so an error thrown until then is an ordinary function error. One thrown later ends the
/// response with error trailers ([Response streaming in custom
/// runtimes](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming)).
public final class LambdaResponseWriter: Sendable {
    private struct State {
        var prelude: HTTPResponsePrelude?
        var exchange: StreamingExchange?
        var isClosed = false
    }

    private let url: String
    private let state = Mutex(State())

    init(url: String) { self.url = url }

    /// Refuses everything from now on, unless bytes, or a head, have gone out; returns whether it does.
    func closeUnlessBegun() -> Bool {
        state.withLock { state in
            if state.exchange == nil { state.isClosed = true }
            return state.isClosed
        }
    }

    /// Sets the status, headers and cookies of a Function URL's response. To be called before the first `write`.
    ///
    /// - Throws: ``LambdaResponseError/headAfterBody`` when something was written already.
    public func setHead(_ head: HTTPResponsePrelude) throws(LambdaResponseError) {
        let isEarly = state.withLock { state in
            if state.exchange == nil { state.prelude = head }
            return state.exchange == nil
        }
        if !isEarly { throw .headAfterBody }
    }

    /// Sends bytes to the client; waits while it is slow to take them.
    ///
    /// Up to 256 KiB may still be on their way when it returns: a process that is cut off then, after SIGTERM, takes them with it.
    ///
    /// - Throws: ``LambdaResponseError/broken(_:)`` when the response can't be sent any more: the connection broke off, Lambda refused the
    ///   response (too large, for instance), or the invocation is over.
    public func write(_ bytes: [UInt8]) async throws(LambdaResponseError) {
        do throws(HTTPError) {
            try await begin().write(bytes)
        } catch {
            throw .broken("\(error)")
        }
    }

    /// Sends text as UTF-8.
    ///
    /// - Throws: ``LambdaResponseError/broken(_:)`` as ``write(_:)-([UInt8])`` does.
    public func write(_ text: String) async throws(LambdaResponseError) { try await write(Array(text.utf8)) }

    /// The exchange; where there is none yet, it begins with the head's bytes.
    private func begin() throws(HTTPError) -> StreamingExchange {
        try state.withLock { state throws(HTTPError) in
            if let exchange = state.exchange { return exchange }
            if state.isClosed { throw HTTPError(kind: .invalidRequest, url: url, cause: "the invocation is over") }
            let type = state.prelude == nil ? "application/octet-stream" : "application/vnd.awslambda.http-integration-response"
            let exchange = try StreamingExchange(
                postTo: url,
                headers: [
                    "Content-Type": type, "Lambda-Runtime-Function-Response-Mode": "streaming",
                    "Trailer": "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
                ], beginning: state.prelude?.bytes ?? [])
            state.exchange = exchange
            return exchange
        }
    }

    /// Ends the response, with trailers for an error.
    func finish(_ error: FunctionError?) async -> RuntimeAPI.Refusal? {
        var trailers = HTTPHeaders()
        if let error {
            trailers["Lambda-Runtime-Function-Error-Type"] = error.category
            trailers["Lambda-Runtime-Function-Error-Body"] = Base64.encode(error.body)
        }
        do throws(HTTPError) {
            return RuntimeAPI.refusal(in: try await begin().finish(trailers: trailers))
        } catch {
            return RuntimeAPI.Refusal(status: 0, description: "\(error)")
        }
    }
}

/// Why a streamed response could not be written.
public enum LambdaResponseError: Error, Sendable, CustomStringConvertible {
    /// The head came after the body had begun.
    case headAfterBody
    /// Nothing more can be sent; the text says why.
    case broken(String)

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .headAfterBody: "The response's head was set after its body had begun; call setHead before the first write."
        case .broken(let cause): "The streamed response broke off: \(cause)"
        }
    }
}
