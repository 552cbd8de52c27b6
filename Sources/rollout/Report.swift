import Foundation
import JSONValue
import LocalCloud

/// What became of a hook's run, or of that of another function.
struct Report: Sendable {
    /// The lifecycle event that the hook ran for; `nil` for a function that is no hook.
    let lifecycleEvent: String?
    var function: String?
    var deploymentID: String?
    var invocation: Invocation?
    var verdict: CodeDeploy.Verdict?
    /// Why the hook was not run at all.
    var obstacle: String?
    /// Whether the event was made up, as one for a hook.
    var isEventMadeUp = false
    /// The folder of the package, for lines of source in it.
    var folder = ""
    var log: [LogLine] = []

    init(lifecycleEvent: String?, obstacle: String? = nil) {
        self.lifecycleEvent = lifecycleEvent
        self.obstacle = obstacle
    }

    var isOfHook: Bool { lifecycleEvent != nil }

    /// Of a hook: 0 for Succeeded, 1 for Failed, 2 for no verdict. Of another function: 0 for an answer, 1 for an error, 2 when it did not
    /// start.
    var exitCode: Int32 {
        guard isOfHook else { return response != nil ? 0 : error.map { $0.kind == .initialization ? 2 : 1 } ?? 2 }
        return switch verdict {
        case .succeeded: 0
        case .failed: 1
        case nil: 2
        }
    }

    /// The error of the function, if it had one.
    var error: FunctionError? {
        if case .failure(let error) = invocation?.result { error } else { nil }
    }

    /// What the function answered.
    var response: [UInt8]? {
        if case .success(let response) = invocation?.result { response.payload } else { nil }
    }

    /// Whether the hook said that somebody else reports (`Rollout.defer`).
    private var isDeferred: Bool {
        response.flatMap { try? JSON(parsing: $0) }?["status"]?.string == "Deferred"
    }

    /// The beginning of the response, for those who invoked a function that is no hook.
    private var answer: String {
        guard let response else { return "" }
        let text = String(decoding: response.prefix(300), as: UTF8.self)
        return "It answered: \(text)\(response.count > 300 ? "…" : "")"
    }

    /// What to do where a hook's event went to what may be no hook.
    private var advice: String {
        guard isEventMadeUp else { return "" }
        return "\nIt got the event of a hook. A function that is none takes an event of its own: --event FILE, --event JSON or --event -"
    }

    private var subject: String { isOfHook ? "hook" : "function" }

    /// Why there is no verdict, or what went wrong although there is one.
    var remark: String? {
        if let obstacle { return obstacle }
        guard let error else {
            guard isOfHook, verdict == nil else { return nil }
            return isDeferred
                ? "The hook has left the verdict to somebody else: on AWS the deployment would wait for it for up to an hour."
                : "The hook returned without reporting: on AWS the deployment would wait for an hour, and then fail. \(answer)\(advice)"
        }
        let own = log.filter { $0.origin == .process && $0.function == function }.map(\.message)
        let hasEnded = [.exit, .initialization].contains(error.kind) || error.type == "Runtime.ExitError"
        let cause = hasEnded ? CrashCause(log: own, folder: folder) : nil
        let what =
            switch error.kind {
            case _ where cause != nil: "The \(subject) crashed. \(cause?.description ?? "")"
            case .initialization: "The \(subject) did not start: \(error)"
            case .timeout: "\(error.message); the process was killed. --timeout gives it longer."
            case .exit: "The \(subject) ended before it answered: \(error.message)"
            // LinkedResources tells it itself; SST's own libraries speak of its configuration.
            case .reported where error.type.hasSuffix("LinkError") && !error.message.contains("--function"):
                "The \(subject) failed: \(error)\nHere functions are linked by --function NAME=PRODUCT, other links by --env SST_RESOURCE_NAME=JSON."
            case .reported where verdict == nil: "The \(subject) failed: \(error)\(advice)"
            case .reported, .response: "The \(subject) failed: \(error)"
            }
        // A verdict of Failed is what follows from an error; after one of Succeeded, the error is what comes after.
        return verdict == .succeeded ? "Afterwards: \(what)" : what
    }

    /// The whole report as JSON, for `--json`.
    var json: JSON {
        var object: JSON.Object = [
            "verdict": verdict.map { .string($0.rawValue) } ?? .null, "exit_code": .integer(Int(exitCode)),
            "reason": remark.map { .string($0) } ?? .null, "function": function.map { .string($0) } ?? .null,
            "lifecycle_event": lifecycleEvent.map { .string($0) } ?? .null, "deployment_id": deploymentID.map { .string($0) } ?? .null,
            "request_id": invocation.map { .string($0.requestID) } ?? .null,
            "duration_ms": invocation.map { .number($0.duration.milliseconds) } ?? .null,
            "init_ms": (invocation?.initializationDuration).map { .number($0.milliseconds) } ?? .null,
        ]
        object["response"] = response.map { (try? JSON(parsing: $0)) ?? .string(String(decoding: $0, as: UTF8.self)) } ?? .null
        object["error"] = error.map { ["type": .string($0.type), "message": .string($0.message)] } ?? .null
        object["log"] = .array(
            log.map { line in
                [
                    "time": .string(line.date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
                    "function": .string(line.function), "version": .string(line.version), "origin": .string(line.origin.rawValue),
                    "message": .string(line.message),
                ]
            })
        return .object(object)
    }
}

extension Duration {
    /// Milliseconds, to a hundredth.
    var milliseconds: Double { (self / .milliseconds(1) * 100).rounded() / 100 }

    /// A length of time to read: `38 ms`, `2.31 s`.
    var readable: String {
        self < .seconds(1) ? "\(Int(milliseconds.rounded())) ms" : String(format: "%.2f s", self / .seconds(1))
    }
}
