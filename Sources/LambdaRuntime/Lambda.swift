import JSONValue
import HTTPTransport
import Surroundings

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Runs a function on AWS Lambda's [custom runtime interface](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
///
/// ```swift
/// import LambdaRuntime
///
/// try await Lambda.run { (event: Order, context) in Receipt(event) }
/// ```
/// `run` returns only when its task is cancelled. SIGTERM cancels the handlers and ends the process with status 0, or with 143 when a
/// handler has not ended after 250 ms; a Runtime API that can't be used ends it with status 1 and the reason on standard error. Handlers run on one thread, which also carries their HTTP requests; where
/// `AWS_LAMBDA_MAX_CONCURRENCY` allows several invocations at once (Lambda Managed Instances) they run on all cores.
public enum Lambda {
    /// Runs a handler that takes a value decoded from the event's JSON and returns one that is encoded to JSON.
    ///
    /// An error that the handler throws becomes the invocation's error; the loop goes on.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public static func run<Event: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
        _ handler: @escaping @Sendable (Event, LambdaContext) async throws -> Output
    ) async throws {
        try await run { invocation in
            let output = try await handler(invocation.decodeEvent(), invocation.context)
            do throws(JSON.EncodeError) {
                return .bytes(try JSON(encoding: output).serialized())
            } catch {
                throw InvocationError.output("\(error)")
            }
        }
    }

    /// Runs a handler that takes a value decoded from the event's JSON and returns nothing; Lambda gets `null`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public static func run<Event: Decodable & SendableMetatype>(
        _ handler: @escaping @Sendable (Event, LambdaContext) async throws -> Void
    ) async throws {
        try await run { invocation in
            try await handler(invocation.decodeEvent(), invocation.context)
            return .bytes(Array("null".utf8))
        }
    }

    /// Runs a handler that takes the event's bytes as they came and returns the response's.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public static func run(
        _ handler: @escaping @Sendable ([UInt8], LambdaContext) async throws -> [UInt8]
    ) async throws {
        try await run { .bytes(try await handler($0.event, $0.context)) }
    }

    /// Runs a handler that takes a value decoded from the event's JSON and writes its response piece by piece.
    ///
    /// The function must be invoked with response streaming, such as by a Function URL whose invoke mode is `RESPONSE_STREAM`
    /// ([Response streaming](https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html)).
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public static func run<Event: Decodable & SendableMetatype>(
        streaming handler: @escaping @Sendable (Event, LambdaResponseWriter, LambdaContext) async throws -> Void
    ) async throws {
        try await run { invocation in
            let writer = invocation.responseWriter()
            return .stream(writer) { try await handler(invocation.decodeEvent(), writer, invocation.context) }
        }
    }

    /// Runs a handler that takes the event's bytes as they came and writes its response piece by piece.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public static func run(
        streaming handler: @escaping @Sendable ([UInt8], LambdaResponseWriter, LambdaContext) async throws -> Void
    ) async throws {
        try await run { invocation in
            let writer = invocation.responseWriter()
            return .stream(writer) { try await handler(invocation.event, writer, invocation.context) }
        }
    }

    /// Prepares something before ``run(_:)-swift.type.method``, such as a connection, and reports a failure to Lambda as an
    /// [initialization error](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror).
    ///
    /// When `prepare` throws, the process ends with status 1 after the report.
    public static func initialize<Value: Sendable>(_ prepare: @Sendable () async throws -> Value) async -> Value {
        do {
            return try await prepare()
        } catch {
            await fail(beforeTheLoop: error)
        }
    }

    /// Every `run` ends here: settings from the environment, the signal, the loop, the way out.
    private static func run(invoking handler: @escaping InvocationHandler) async throws {
        StandardOutput.writeLineByLine()
        let loop: RuntimeLoop
        do {
            loop = try RuntimeLoop(settings: RuntimeSettings(.process), handler: handler)
        } catch {
            await fail(beforeTheLoop: error)
        }
        let task = Task(executorPreference: TransferLoop.shared) { await loop.run() }
        let stop: @Sendable () -> Void = {
            loop.stop()
            task.cancel()
        }
        Termination.onSignal(stop)
        let failure = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            stop()
        }
        if Termination.isRequested { exit(0) }
        if let failure { leave("\(failure)", status: 1) }
        try Task.checkCancellation()
    }

    /// Reports what happened before the loop, as far as there is somebody to report to, and ends the process.
    private static func fail(beforeTheLoop error: any Error) async -> Never {
        if let settings = try? RuntimeSettings(.process), let api = try? RuntimeAPI(settings) {
            await api.reportInitializationError(FunctionError(error))
        }
        leave("The function could not be initialized: \(error)", status: 1)
    }

    private static func leave(_ reason: String, status: Int32) -> Never {
        StandardError.write(reason + "\n")
        exit(status)
    }
}
