import Foundation
import JSONValue
import LocalCloud

/// What became of a hook's run.
struct Report: Sendable {
    let lifecycleEvent: String
    var function: String?
    var deploymentID: String?
    var invocation: Invocation?
    var verdict: CodeDeploy.Verdict?
    /// Why the hook was not run at all.
    var obstacle: String?
    var log: [LogLine] = []

    init(lifecycleEvent: String, obstacle: String? = nil) {
        self.lifecycleEvent = lifecycleEvent
        self.obstacle = obstacle
    }

    /// 0 for Succeeded, 1 for Failed, 2 for no verdict.
    var exitCode: Int32 {
        switch verdict {
        case .succeeded: 0
        case .failed: 1
        case nil: 2
        }
    }

    /// The error of the function, if it had one.
    var error: FunctionError? {
        if case .failure(let error) = invocation?.result { error } else { nil }
    }

    /// Whether the hook said that somebody else reports (`Rollout.defer`).
    private var isDeferred: Bool {
        guard case .success(let response)? = invocation?.result else { return false }
        return (try? JSON(parsing: response.payload))?["status"]?.string == "Deferred"
    }

    /// The beginning of the response, for those who invoked a function that is no hook.
    private var answer: String {
        guard case .success(let response)? = invocation?.result else { return "" }
        let text = String(decoding: response.payload.prefix(300), as: UTF8.self)
        return "It answered: \(text)\(response.payload.count > 300 ? "…" : "")"
    }

    /// Why there is no verdict, or what went wrong although there is one.
    var remark: String? {
        if let obstacle { return obstacle }
        guard let error else {
            guard verdict == nil else { return nil }
            return isDeferred
                ? "The hook has left the verdict to somebody else: on AWS the deployment would wait for it for up to an hour."
                : "The hook returned without reporting: on AWS the deployment would wait for an hour, and then fail. \(answer)"
        }
        let what =
            switch error.kind {
            case .initialization: "The hook did not start: \(error)"
            case .timeout: "\(error.message); the process was killed."
            case .exit: "The hook ended before it answered: \(error.message)"
            // LinkedResources tells it itself; SST's own libraries speak of its configuration.
            case .reported where error.type.hasSuffix("LinkError") && !error.message.contains("--function"):
                "The hook failed: \(error)\nHere functions are linked by --function NAME=PRODUCT, other links by --env SST_RESOURCE_NAME=JSON."
            case .reported, .response: "The hook failed: \(error)"
            }
        // A verdict of Failed is what follows from an error; after one of Succeeded, the error is what comes after.
        return verdict == .succeeded ? "Afterwards: \(what)" : what
    }

    /// The whole report as JSON, for `--json`.
    var json: JSON {
        var object: JSON.Object = [
            "verdict": verdict.map { .string($0.rawValue) } ?? .null, "exit_code": .integer(Int(exitCode)),
            "reason": remark.map { .string($0) } ?? .null, "function": function.map { .string($0) } ?? .null,
            "lifecycle_event": .string(lifecycleEvent), "deployment_id": deploymentID.map { .string($0) } ?? .null,
            "request_id": invocation.map { .string($0.requestID) } ?? .null,
            "duration_ms": invocation.map { .number($0.duration.milliseconds) } ?? .null,
            "init_ms": (invocation?.initializationDuration).map { .number($0.milliseconds) } ?? .null,
        ]
        if case .success(let response) = invocation?.result {
            object["response"] = (try? JSON(parsing: response.payload)) ?? .string(String(decoding: response.payload, as: UTF8.self))
        } else {
            object["response"] = .null
        }
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
