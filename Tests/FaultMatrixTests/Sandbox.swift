import Foundation
import JSONValue
import Synchronization
import TestSupport

/// What Lambda and CodeDeploy are to one hook process: hands it one event, and takes down what comes back, and when.
final class Sandbox: Sendable {
    struct Record: Sendable {
        /// The first request for a verdict, whole or not, in milliseconds since 1970.
        var firstRequest: Int?
        /// Every verdict that CodeDeploy took, which may be one at most.
        var verdicts: [String] = []
        var settled: Int?
        /// What was posted for the invocation, and to which of `response` and `error`.
        var answer: (kind: String, body: String)?
    }

    private let fault: Fault
    private let record = Mutex(Record())
    private let steps: Mutex<ArraySlice<Fault.Endpoint>>
    private let handsOut = Mutex(true)
    private let deadline: Mutex<Int>
    private let servers = Mutex<[ScriptedServer]>([])

    init(_ fault: Fault) {
        self.fault = fault
        deadline = Mutex(0)
        steps = Mutex(fault.endpoint[...])
    }

    static var now: Int { Int(Date().timeIntervalSince1970 * 1000) }

    var state: Record { record.withLock { $0 } }
    /// When the watchdog has to speak: the deadline without the margin of `FaultyHook`.
    var expiry: Int { deadline.withLock { $0 } - Trial.margin }

    func stop() { for server in servers.withLock({ $0 }) { server.stop() } }

    // MARK: Lambda

    func runtimeAPI() throws -> ScriptedServer {
        let server = try ScriptedServer { [self] request in
            if request.method == "GET" { return next() }
            record.withLock { record in
                if record.answer == nil {
                    record.answer = (String(request.path.split(separator: "/").last ?? ""), request.text)
                }
            }
            return .respond(202, #"{"status":"OK"}"#)
        }
        servers.withLock { $0.append(server) }
        return server
    }

    private func next() -> ScriptedServer.Reaction {
        let isFirst = handsOut.withLock { handsOut in
            defer { handsOut = false }
            return handsOut
        }
        guard isFirst else { return .hold }
        let deadline = Self.now + fault.timeout * 1000
        self.deadline.withLock { $0 = deadline }
        return .respond(
            200,
            headers: [
                ("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"), ("Lambda-Runtime-Deadline-Ms", "\(deadline)"),
                ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:hook"),
            ], body: Array(fault.event.utf8))
    }

    // MARK: CodeDeploy

    /// The endpoint, and where it is; `nil` for a port where nobody listens yet, until ``listen(on:)``.
    func codeDeploy(port: UInt16 = 0) throws -> ScriptedServer {
        let server = try ScriptedServer(
            port: port, resetsConnection: { [self] _ in steps.withLock { $0.first == .resetEarly && $0.popFirst() != nil } },
            { [self] request in request.method == "GET" ? credentials() : put(request) })
        servers.withLock { $0.append(server) }
        return server
    }

    private func put(_ request: ScriptedServer.Request) -> ScriptedServer.Reaction {
        record.withLock { $0.firstRequest = $0.firstRequest ?? Self.now }
        switch steps.withLock({ $0.popFirst() }) {
        case .resetLate:
            _ = settle(request)
            return .reset
        case .silent: return .hold
        case .drip: return .drip(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n".utf8) + settle(request).1)
        case .half:
            _ = settle(request)
            return .rawThenClose(Array("HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{\"lifecycle".utf8))
        case .garbage: return .rawThenClose(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8))
        case .page: return .respond(200, "<html>Sign in to this network</html>")
        case .status(let status): return .respond(status, "{}")
        case .throttled: return error("ThrottlingException", "Rate exceeded")
        case .expired: return error("ExpiredTokenException", "The security token included in the request is expired")
        case .denied: return error("AccessDeniedException", "not authorized")
        case .skewed:
            return error(
                "InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than 20260102T000000Z",
                date: Date().addingTimeInterval(86400))
        case .refused, .resetEarly, .badCertificate, .unresolved, .unanswered, .fullStore, nil: break
        }
        if fault.endpoint == [.skewed], !request.headers["x-amz-date", default: ""].hasPrefix(Self.tomorrow) {
            return error("InvalidSignatureException", "Signature expired: still the wrong day")
        }
        if fault.endpoint == [.expired], !request.headers["authorization", default: ""].contains("AKIDFRESH") {
            return error("ExpiredTokenException", "The security token included in the request is expired")
        }
        let (status, body) = settle(request)
        return .respond(status, body: body)
    }

    /// Takes the first verdict, and refuses every other.
    private func settle(_ request: ScriptedServer.Request) -> (Int, [UInt8]) {
        let status = (try? JSON(parsing: request.body))?["status"]?.string ?? "none"
        return record.withLock { record in
            guard record.verdicts.isEmpty else {
                return (400, Array(#"{"__type":"LifecycleEventAlreadyCompletedException","message":"done"}"#.utf8))
            }
            record.verdicts.append(status)
            record.settled = Self.now
            return (200, Array(#"{"lifecycleEventHookExecutionId":"exec-1"}"#.utf8))
        }
    }

    /// Credentials of a container: the first are refused as expired.
    private func credentials() -> ScriptedServer.Reaction {
        let isFirst = record.withLock { record in record.firstRequest == nil }
        return .respond(
            200, #"{"AccessKeyId":"\#(isFirst ? "AKIDOLD" : "AKIDFRESH")","SecretAccessKey":"secret","Token":"token"}"#)
    }

    private func error(_ type: String, _ message: String, date: Date? = nil) -> ScriptedServer.Reaction {
        .respond(
            400, headers: date.map { [("Date", Self.httpDate($0))] } ?? [],
            body: Array(#"{"__type":"\#(type)","message":"\#(message)"}"#.utf8))
    }

    private static func formatted(_ date: Date, _ format: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = format
        return formatter.string(from: date)
    }

    private static func httpDate(_ date: Date) -> String { formatted(date, "EEE, dd MMM yyyy HH:mm:ss 'GMT'") }

    private static var tomorrow: String { formatted(Date().addingTimeInterval(86400), "yyyyMMdd") }
}
