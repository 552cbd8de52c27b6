internal import Foundation
internal import JSONValue

extension LambdaService {
    /// The largest event that waits for an asynchronous invocation, in bytes: 1 MB.
    static let largestAsynchronousEvent = 1024 * 1024
    /// The largest client context in Base64, in bytes.
    static let largestClientContext = 3583

    /// [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html) without the detour of bytes through JSON.
    func invoke(
        function: String, qualifier: String? = nil, payload: [UInt8], type: InvocationType = .requestResponse, logTail: Bool = false,
        clientContext: String? = nil, call: AWSCall
    ) async throws(AWSError) -> InvokeOutput {
        let identifier = try FunctionIdentifier(function, qualifier: qualifier)
        try authorizeInvocation(call, identifier)
        let payload = try Self.checkPayload(payload, type)
        switch type {
        case .dryRun:
            _ = try target(identifier)
            return InvokeOutput(status: 204)
        case .event:
            _ = try target(identifier)
            try enqueue(identifier, payload)
            return InvokeOutput(status: 202)
        case .requestResponse:
            let event = RuntimeAPI.Event(
                requestID: call.requestID, payload: payload, arn: identifier.arn,
                clientContext: try clientContext.map(Self.clientContext))
            return try await run(identifier, event, logTail: logTail)
        }
    }

    /// [InvokeWithResponseStream](https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html).
    func invokeWithResponseStream(
        function: String, qualifier: String?, payload: [UInt8], type: InvocationType, logTail: Bool, clientContext: String?, call: AWSCall
    ) async throws(AWSError) -> StreamedInvocation {
        let identifier = try FunctionIdentifier(function, qualifier: qualifier)
        try authorizeInvocation(call, identifier)
        let payload = try Self.checkPayload(payload, type)
        let context = try clientContext.map(Self.clientContext)
        let target = try target(identifier)
        switch type {
        case .event: throw .invalid("invocationType", type.rawValue, "satisfy enum value set: [RequestResponse, DryRun]")
        case .dryRun: return StreamedInvocation(executedVersion: target.version.version, contentType: nil, stream: nil, logTail: false)
        case .requestResponse:
            let stream = try stream(target, call.requestID, payload, clientContext: context, logTail: logTail)
            // A function that fails before it begins answers with a stream too, which says so at its end.
            let contentType = try? await stream.start()
            return StreamedInvocation(
                executedVersion: target.version.version, contentType: contentType ?? "application/octet-stream", stream: stream,
                logTail: logTail)
        }
    }

    /// Runs an event and waits for its answer.
    func run(_ identifier: FunctionIdentifier, _ event: RuntimeAPI.Event, logTail: Bool = false) async throws(AWSError) -> InvokeOutput {
        let target = try target(identifier)
        let (invocation, log) = try await run(target, event, logTail: logTail)
        var output = InvokeOutput(status: 200, executedVersion: target.version.version)
        output.logResult = log.map { Data($0).base64EncodedString() }
        switch invocation.result {
        case .success(let response): output.payload = response.payload
        case .failure(let error):
            output.functionError = "Unhandled"
            output.payload = error.payload
        }
        return output
    }

    /// Runs an event in a version that has been drawn, and takes what became of it as metrics.
    ///
    /// - Throws: `TooManyRequestsException`, and `ServiceException` when the cloud is being closed.
    func run(
        _ target: InvocationTarget, _ event: RuntimeAPI.Event, logTail: Bool = false
    ) async throws(AWSError) -> (invocation: Invocation, log: [UInt8]?) {
        let running = try begin(target)
        defer { concurrency.end(target.version.function) }
        guard let outcome = await process(target, event, logTail: logTail, running) else {
            throw AWSError("ServiceException", "The local cloud is being closed, or the invocation was cancelled.")
        }
        return outcome
    }

    /// Runs an event in a version that has been drawn; its response can be read as it comes.
    func stream(
        _ target: InvocationTarget, _ requestID: String, _ payload: [UInt8], clientContext: String? = nil, logTail: Bool = false,
        trace: TraceID = TraceID()
    ) throws(AWSError) -> ResponseStream {
        let running = try begin(target)
        let stream = ResponseStream()
        let event = RuntimeAPI.Event(
            requestID: requestID, payload: payload, arn: target.identifier.arn, clientContext: clientContext, stream: stream, trace: trace)
        let isAccepted = context.tasks.start { [self] in
            defer { concurrency.end(target.version.function) }
            let outcome = await process(target, event, logTail: logTail, running)
            await stream.end(outcome?.invocation, log: outcome?.log)
        }
        guard isAccepted else {
            concurrency.end(target.version.function)
            throw AWSError("ServiceException", "The local cloud is being closed.")
        }
        return stream
    }

    /// Runs an event and takes what became of it as metrics; `nil` when the cloud is being closed. Time doesn't jump meanwhile.
    private func process(
        _ target: InvocationTarget, _ event: RuntimeAPI.Event, logTail: Bool, _ running: (function: Int, total: Int)
    ) async -> (invocation: Invocation, log: [UInt8]?)? {
        await context.clock.work { _ in
            let outcome = try? await fleet.invoke(target.version.instances, target.configuration(code), event, logTail: logTail)
            if let outcome { record(outcome.invocation, target, running) }
            return outcome
        }
    }

    /// An execution begins, and takes its part of the concurrency.
    private func begin(_ target: InvocationTarget) throws(AWSError) -> (function: Int, total: Int) {
        do { return try concurrency.begin(target.version.function, reserved: target.reservedConcurrency) } catch {
            recordThrottle(target)
            throw error
        }
    }

    /// Invoke as other services call it: the payload is Base64.
    func invoke(_ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        let fields = LambdaInput(input)
        let type = try fields.choice("InvocationType", ["Event", "RequestResponse", "DryRun"]).flatMap(InvocationType.init)
        let isTail = try fields.choice("LogType", ["None", "Tail"]) == "Tail"
        var payload: [UInt8] = []
        if let text = try fields.text("Payload", count: 0...Int.max) {
            guard let data = Data(base64Encoded: text) else { throw .invalidParameter("Payload is not Base64.") }
            payload = Array(data)
        }
        let output = try await invoke(
            function: fields.text("FunctionName").required("functionName"), qualifier: input["Qualifier"]?.string, payload: payload,
            type: type ?? .requestResponse, logTail: isTail, clientContext: fields.text("ClientContext"), call: call)
        var json: JSON.Object = ["StatusCode": .integer(output.status), "Payload": .string(Data(output.payload).base64EncodedString())]
        json["ExecutedVersion"] = output.executedVersion.map { .string($0) }
        json["FunctionError"] = output.functionError.map { .string($0) }
        json["LogResult"] = output.logResult.map { .string($0) }
        return .object(json)
    }

    /// [InvokeAsync](https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html), the old form of Invoke with the type Event.
    func invokeAsync(_ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        var new: JSON.Object = ["InvocationType": "Event"]
        new["FunctionName"] = input["FunctionName"]
        new["Payload"] = input["InvokeArgs"]
        return ["Status": try await invoke(.object(new), call)["StatusCode"] ?? 202]
    }

    // MARK: Steps

    static func checkPayload(_ payload: [UInt8], _ type: InvocationType) throws(AWSError) -> [UInt8] {
        let limit = type == .event ? largestAsynchronousEvent : Function.largestEvent
        guard payload.count <= limit else {
            throw AWSError("RequestTooLargeException", "Request must be smaller than \(limit) bytes for the InvokeFunction operation")
        }
        guard !payload.isEmpty else { return Array("{}".utf8) }
        do {
            _ = try JSON(parsing: payload, limits: JSON.Limits(depth: 512))
            return payload
        } catch {
            throw AWSError(
                "InvalidRequestContentException", "Could not parse request body into json: Could not parse payload into json: \(error)")
        }
    }

    private static func clientContext(_ text: String) throws(AWSError) -> String {
        guard text.utf8.count <= largestClientContext else {
            throw AWSError(
                "InvalidRequestContentException", "Client context must be no more than \(largestClientContext) bytes when base64-encoded.")
        }
        guard let data = Data(base64Encoded: text), let json = try? JSON(parsing: Array(data)), json.object != nil else {
            throw AWSError("InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.")
        }
        // Printed anew, in one line: it becomes a header, which has no place for line ends and takes ASCII alone.
        return json.description.unicodeScalars.map { $0.isASCII ? String($0) : $0.utf16Escapes }.joined()
    }
}

extension Unicode.Scalar {
    /// As JSON escapes it.
    fileprivate var utf16Escapes: String { UTF16.encode(self).map { $0.map { String(format: "\\u%04x", Int($0)) }.joined() } ?? "" }
}
