import HTTPTransport

/// One caller of the Runtime API: asks for events and answers them, one at a time.
///
/// The paths and headers are those of [the Runtime API](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), version 2018-06-01.
final class RuntimeAPI: Sendable {
    /// The largest event that Lambda sends, in bytes: 6 MB.
    static let maximumEvent = 6 * 1024 * 1024
    /// The largest response that Lambda takes, in bytes: 6 MB, and the 100 that its own limit allows beyond them.
    static let maximumResponse = 6 * 1024 * 1024 + 100
    private static let maximumAnswer = 64 * 1024

    private let settings: RuntimeSettings
    private let next: Exchange
    private let response: Exchange

    init(_ settings: RuntimeSettings) throws(RuntimeFailure) {
        self.settings = settings
        do {
            next = try Exchange(get: settings.url("invocation/next"), maximumResponseBytes: Self.maximumEvent)
            response = try Exchange(
                postTo: settings.url("invocation"), headers: ["Content-Type": "application/json"], maximumResponseBytes: Self.maximumAnswer)
        } catch {
            throw .transport("\(error)")
        }
    }

    /// What asking for the next event came to.
    enum Next {
        case invocation(Invocation)
        /// An event that can't be handled, but whose failure can be reported.
        case unusable(requestID: String, InvocationError)
        /// No event, but worth another try.
        case unavailable(String)
        /// No event, for good.
        case refused(RuntimeFailure)
        /// ``stop()`` was called.
        case stopped
    }

    /// Asks for the next event, for as long as it takes: a frozen sandbox outlasts any time limit.
    func nextInvocation() async -> Next {
        do throws(HTTPError) {
            let answer = try await next.send()
            switch answer.status {
            case 200: return invocation(from: answer)
            case 500...: return .unavailable("status \(answer.status)")
            default: return .refused(.refused(status: answer.status, body: Self.excerpt(answer.body)))
            }
        } catch {
            switch error.kind {
            case .cancelled: return .stopped
            case .tooLarge:
                guard let id = Self.requestID(in: next.head) else { return .unavailable("\(error)") }
                let isBody = next.head.isComplete
                return .unusable(
                    requestID: id, isBody ? .eventTooLarge(limit: Self.maximumEvent) : .headTooLarge(limit: ResponseHead.maximumBytes))
            case .invalidRequest: return .refused(.badAddress(settings.api))
            default: return .unavailable("\(error)")
            }
        }
    }

    private func invocation(from answer: Exchange.Answer) -> Next {
        guard let id = Self.requestID(in: answer.head) else {
            return .unavailable("an answer without a usable Lambda-Runtime-Aws-Request-Id header")
        }
        // Without a deadline nothing is known but Lambda's own longest: fifteen minutes.
        let deadline = answer.head.value(of: "Lambda-Runtime-Deadline-Ms").flatMap { Int($0) } ?? LambdaContext.now + 900_000
        return .invocation(
            Invocation(
                requestID: id, deadline: deadline, event: answer.body, header: { [head = answer.head] in head.value(of: $0) },
                settings: settings))
    }

    /// The id, if it can stand in a path: letters, digits, hyphens, underscores and dots.
    private static func requestID(in head: ResponseHead) -> String? {
        guard let id = head.value(of: "Lambda-Runtime-Aws-Request-Id"), (1...128).contains(id.utf8.count) else { return nil }
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isPlain ? id : nil
    }

    /// Posts a response. Returns the Runtime API's refusal, or `nil` when it accepted.
    func respond(to requestID: String, with body: [UInt8]) async -> Refusal? {
        await post(body, to: settings.url("invocation/\(requestID)/response"), over: response)
    }

    /// Posts an error in place of a response.
    func report(_ error: FunctionError, for requestID: String) async -> Refusal? {
        await report(error, to: settings.url("invocation/\(requestID)/error"))
    }

    /// Posts what went wrong before the first event was asked for.
    @discardableResult
    func reportInitializationError(_ error: FunctionError) async -> Refusal? {
        await report(error, to: settings.url("init/error"))
    }

    /// Ends the wait for an event, now and for good.
    func stop() { next.cancel() }

    /// What the Runtime API answered to a post, other than "accepted".
    struct Refusal: CustomStringConvertible {
        /// The status, or 0 when no answer came.
        let status: Int
        let description: String
    }

    private func report(_ error: FunctionError, to url: String) async -> Refusal? {
        let headers: HTTPHeaders = ["Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": error.category]
        do throws(HTTPError) {
            let exchange = try Exchange(postTo: url, headers: headers, maximumResponseBytes: Self.maximumAnswer)
            return await post(error.body, to: url, over: exchange)
        } catch {
            return Refusal(status: 0, description: "\(error)")
        }
    }

    private func post(_ body: [UInt8], to url: String, over exchange: Exchange) async -> Refusal? {
        var lost = ""
        // A second post of the same answer does no harm: the Runtime API refuses it if the first arrived.
        for _ in 1...3 {
            do throws(HTTPError) {
                return Self.refusal(in: try await exchange.send(body, to: url))
            } catch {
                lost = "\(error)"
            }
        }
        return Refusal(status: 0, description: lost)
    }

    static func refusal(in answer: Exchange.Answer) -> Refusal? {
        guard !(200...299).contains(answer.status) else { return nil }
        let excerpt = excerpt(answer.body)
        return Refusal(status: answer.status, description: "status \(answer.status)\(excerpt.isEmpty ? "" : ": \(excerpt)")")
    }

    private static func excerpt(_ body: [UInt8]) -> String {
        String(decoding: body.prefix(300), as: UTF8.self).filter { !$0.isNewline }
    }
}
