internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

extension RuntimeAPI {
    /// The largest event and the largest buffered response in bytes, as AWS's emulator words it: 6 MiB and a little for the envelope.
    static let largestPayload = 6 * 1024 * 1024 + 100
    /// The largest streamed response in bytes: 200 MiB.
    static let largestStreamedResponse = 200 * 1024 * 1024

    /// Answers a request of the process.
    func respond(to request: Request, on connection: LoopbackServer.Connection) async throws -> Response {
        // What a browser sends for a web page: such a page would take an event, or answer one.
        guard request.headers[.origin] == nil, request.headers["Sec-Fetch-Site"] == nil else {
            return .text(.forbidden, "This server answers no requests of web pages.\n")
        }
        let path = request.uri.path.split(separator: "/")
        guard path.starts(with: ["2018-06-01", "runtime"]) else { return .text(.notFound, "404 page not found\n") }
        switch (request.method, path.count) {
        case (.get, 4) where path[2...] == ["invocation", "next"]: return await nextEvent()
        case (.post, 4) where path[2...] == ["init", "error"]: return try await initializationError(request)
        case (.post, 5) where path[2] == "invocation" && path[4] == "response":
            return try await response(String(path[3]), request, connection)
        case (.post, 5) where path[2] == "invocation" && path[4] == "error": return try await error(String(path[3]), request)
        default: return .text(.notFound, "404 page not found\n")
        }
    }

    private func nextEvent() async -> Response {
        switch await next() {
        case .event(let event, let deadline):
            var response = Response.json(.ok, event.payload)
            response.headers["Lambda-Runtime-Aws-Request-Id"] = event.requestID
            response.headers["Lambda-Runtime-Deadline-Ms"] = String(Int(saturating: deadline.timeIntervalSince1970 * 1000))
            response.headers["Lambda-Runtime-Invoked-Function-Arn"] = event.arn ?? configuration.arn
            response.headers["Lambda-Runtime-Client-Context"] = event.clientContext
            response.headers["Lambda-Runtime-Trace-Id"] = event.trace.segment
            return response
        case .unanswered: return .invalidTransition(from: "Running", to: "Ready")
        case .superseded: return .runtimeError(.internalServerError, "InternalServerError", "This process takes its events elsewhere.")
        }
    }

    private func response(_ requestID: String, _ request: Request, _ connection: LoopbackServer.Connection) async throws -> Response {
        let mode = request.headers["Lambda-Runtime-Function-Response-Mode"]
        guard mode == nil || mode == "streaming" else {
            let failure = FunctionError(
                .response, type: "Runtime.InvalidResponseModeHeader", message: "Invalid function response mode", requestID: requestID)
            let refusal = Response.runtimeError(.badRequest, "InvalidFunctionResponseMode", "Invalid function response mode")
            return reply(answer(requestID, .failure(failure)), to: "InvocationResponse", accepted: refusal)
        }
        let limit = mode == nil ? Self.largestPayload : Self.largestStreamedResponse
        let payload: [UInt8]?
        do {
            switch mode == nil ? .none : claimStream(requestID) {
            case .stream(let stream): payload = try await forward(request, to: stream)
            case .none: payload = try await request.bytes(upTo: limit)
            case .taken: return .invalidTransition(from: "RuntimeResponseSentState", to: "InvocationResponse")
            }
        } catch {
            // The connection broke; there is nobody left to reply to.
            _ = answer(requestID, .failure(.truncated(requestID: requestID)))
            throw error
        }
        guard let payload else {
            let failure = FunctionError.oversized(limit: limit)
            return reply(answer(requestID, .failure(failure)), to: "InvocationResponse", accepted: .tooLarge(limit: limit))
        }
        switch try await connection.requestEnd() {
        case .cutOff:
            let refusal = Response.runtimeError(.badRequest, "TruncatedHTTPRequest", "HTTP request detected as truncated")
            let failure = FunctionError.truncated(requestID: requestID)
            return reply(answer(requestID, .failure(failure)), to: "InvocationResponse", accepted: refusal)
        case .complete(let trailers):
            if let type = trailers["Lambda-Runtime-Function-Error-Type"] {
                // An error amid a streamed response: its JSON comes as Base64 in a trailer.
                let body = trailers["Lambda-Runtime-Function-Error-Body"].flatMap { Data(base64Encoded: $0) } ?? Data()
                let failure = FunctionError(.reported, type: type, posted: Array(body))
                return reply(answer(requestID, .failure(failure)), to: "InvocationResponse")
            }
            let response = FunctionResponse(
                payload: payload, contentType: request.headers[.contentType], isStreamed: mode != nil)
            return reply(answer(requestID, .success(response)), to: "InvocationResponse")
        }
    }

    /// Passes a response on as it comes, and returns nothing of it, or `nil` when it is larger than it may be.
    private func forward(_ request: Request, to stream: ResponseStream) async throws -> [UInt8]? {
        stream.begin(contentType: request.headers[.contentType])
        var count = 0
        for try await buffer in request.body {
            count += buffer.readableBytes
            guard count <= Self.largestStreamedResponse else { return nil }
            await stream.write(Array(buffer.readableBytesView))
        }
        return []
    }

    private func error(_ requestID: String, _ request: Request) async throws -> Response {
        guard let body = try await request.bytes(upTo: Self.largestPayload) else { return .tooLarge(limit: Self.largestPayload) }
        let failure = FunctionError(.reported, type: request.headers["Lambda-Runtime-Function-Error-Type"], posted: body)
        return reply(answer(requestID, .failure(failure)), to: "InvocationErrorResponse")
    }

    private func initializationError(_ request: Request) async throws -> Response {
        guard let body = try await request.bytes(upTo: Self.largestPayload) else { return .tooLarge(limit: Self.largestPayload) }
        let failure = FunctionError(.initialization, type: request.headers["Lambda-Runtime-Function-Error-Type"], posted: body)
        return initializationFailed(failure) ? .accepted : .invalidTransition(from: "Ready", to: "InitError")
    }

    private func reply(_ acceptance: Acceptance, to state: String, accepted: Response = .accepted) -> Response {
        switch acceptance {
        case .accepted: accepted
        case .invalidRequestID: .runtimeError(.badRequest, "InvalidRequestID", "Invalid request ID")
        case .answeredAlready: .invalidTransition(from: "RuntimeResponseSentState", to: state)
        }
    }
}

extension Response {
    fileprivate static var accepted: Response { .json(.accepted, Array(#"{"status":"OK"}"#.utf8)) }

    fileprivate static func runtimeError(_ status: HTTPResponse.Status, _ type: String, _ message: String) -> Response {
        .json(status, (["errorMessage": .string(message), "errorType": .string(type)] as JSON).serialized())
    }

    fileprivate static func invalidTransition(from old: String, to new: String) -> Response {
        let message = "State transition from \(old) to \(new) failed for runtime. Error: State transition is not allowed"
        return .runtimeError(.forbidden, "InvalidStateTransition", message)
    }

    fileprivate static func tooLarge(limit: Int) -> Response {
        .runtimeError(.contentTooLarge, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (\(limit) bytes).")
    }
}
