import HTTPTransport
import JSONValue

/// One event as the Runtime API handed it over.
final class Invocation: Sendable {
    let requestID: String
    /// Milliseconds since 1970.
    let deadline: Int
    let event: [UInt8]
    let header: @Sendable (StaticString) -> String?
    let settings: RuntimeSettings

    init(
        requestID: String, deadline: Int, event: [UInt8], header: @escaping @Sendable (StaticString) -> String?, settings: RuntimeSettings
    ) {
        self.requestID = requestID
        self.deadline = deadline
        self.event = event
        self.header = header
        self.settings = settings
    }

    var context: LambdaContext { LambdaContext(self) }

    var traceID: String? { header("Lambda-Runtime-Trace-Id") }

    func json(_ name: StaticString) -> JSON? { header(name).flatMap { try? JSON(parsing: $0) } }

    /// The event as a value.
    ///
    /// - Throws: ``InvocationError/event(_:)`` with the path and what was expected there.
    func decodeEvent<Event: Decodable>() throws(InvocationError) -> Event {
        do {
            return try JSON(parsing: event).decode()
        } catch {
            throw .event("\(error)")
        }
    }

    func responseWriter() -> LambdaResponseWriter {
        LambdaResponseWriter(url: settings.url("invocation/\(requestID)/response"))
    }
}

/// What a handler of any tier comes down to.
typealias InvocationHandler = @Sendable (Invocation) async throws -> Reply

/// How an invocation is answered.
enum Reply: Sendable {
    /// With these bytes.
    case bytes([UInt8])
    /// With what the closure writes.
    case stream(LambdaResponseWriter, @Sendable () async throws -> Void)
}
