internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// A [Function URL](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html): turns HTTP requests into events of payload format
/// 2.0, and what the function answers into HTTP responses.
///
/// Which kind of response it expects follows from what the function does: one that is streamed with a prelude is taken apart as in the
/// invoke mode RESPONSE_STREAM, but sent on when it is complete.
struct FunctionURL: Sendable {
    let function: Function

    /// Answers requests until the task is cancelled.
    func serve(_ isListening: (_ port: Int) -> Void) async throws {
        try await LoopbackServer.run(respond) { port in
            isListening(port)
            // Ends with the task.
            for await _ in AsyncStream<Never>.makeStream().stream {}
        }
    }

    private func respond(to request: Request, on connection: LoopbackServer.Connection) async throws -> Response {
        let start = ContinuousClock.now
        let response = await response(to: request)
        let path = request.head.path?.prefix(200) ?? "/"
        function.log("\(request.method.rawValue) \(path) → \(response.status.code) in \(start.duration(to: .now).inMilliseconds)")
        return response
    }

    private func response(to request: Request) async -> Response {
        do {
            guard let body = try await request.bytes(upTo: Function.largestEvent) else {
                return .text(.contentTooLarge, "Request too long\n")
            }
            let event = FunctionURLEvent(request, body, api: function.configuration.name, trace: TraceID(request.headers[TraceID.header]))
            switch try await function.invoke(event.payload).result {
            case .success(let answer): return try FunctionURLAnswer(answer).response
            case .failure(let error):
                function.log("Function URL: \(error)")
                return .internalServerError
            }
        } catch let error as FunctionURLAnswer.Unusable {
            function.log("Function URL: \(error.reason)")
            return .internalServerError
        } catch InvokeError.eventTooLarge {
            return .text(.contentTooLarge, "Request too long\n")
        } catch {
            return .text(.serviceUnavailable, "Service Unavailable")
        }
    }
}

extension Response {
    /// How a Function URL says that its function has failed: the bare text, whatever the media type says.
    static var internalServerError: Response { .json(.badGateway, Array("Internal Server Error".utf8)) }
}

extension Duration {
    /// Milliseconds in a form to read, such as `3 ms`.
    var inMilliseconds: String { "\(Int((self / .milliseconds(1)).rounded())) ms" }
}
