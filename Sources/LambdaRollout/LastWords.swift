import AWSClient
import CSupervisor
import HTTPTransport
import LambdaRuntime
import Logging

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the supervisor says for a hook whose process is gone: the verdict to CodeDeploy, the error to the Runtime API, a line to the log.
enum LastWords {
    /// What of the time is kept for the error to the Runtime API, in milliseconds.
    private static let wayOut = 100

    /// Does nothing in any process but a supervisor that has to report. There it never returns.
    ///
    /// Called where a hook is made, since that is the first thing that every hook's `main` does.
    static func speakIfLeftBehind() {
        let outcome = supervisor_outcome()
        guard outcome != -1 else { return }
        let end = ProcessEnd(outcome, cause: supervisor_outcome_cause())
        // A loop of its own, for this may be any thread.
        let loop = TransferLoop()
        Task(executorPreference: loop) {
            await speak(of: end, over: loop)
            _exit(end.exitStatus)
        }
        while true { pause() }
    }

    private static func speak(of end: ProcessEnd, over loop: TransferLoop) async {
        var left: [LeftEvent] = []
        var index: Int32 = 0
        while let event = supervisor_left_behind(&index) { left.append(LeftEvent(event.pointee)) }
        await withTaskGroup { group in
            let messenger = Messenger(loop: loop)
            for event in left {
                group.addTask { await speak(of: event, end, messenger, HTTPClient(loop: loop)) }
            }
        }
    }

    private static func speak(of event: LeftEvent, _ end: ProcessEnd, _ messenger: Messenger, _ client: HTTPClient) async {
        let logger = Logger(label: "Lambda") { _ in LambdaLogHandler(requestID: event.requestID) }
        let context = LambdaContext(
            requestID: event.requestID, timeout: .milliseconds(max(event.deadline &- LambdaContext.now &- wayOut, 300)),
            invokedFunctionARN: event.invokedARN)
        if let status = event.status {
            let record = VerdictRecord(
                context: context, logger: logger, elapsed: .milliseconds(max(0, LambdaContext.now &- event.started)))
            let verdict = Verdict(messenger: messenger, deadline: .after(context.remainingTime), record: record)
            let rollout = Rollout.Event(
                deploymentId: event.deploymentID, lifecycleEventHookExecutionId: event.executionID, verdict: verdict)
            // A Succeeded was decided before. What can't be told is in the log, by the verdict's own record.
            try? await Rollout.report(rollout, status, reason: status == .failed ? "\(end)" : nil)
        }
        // Only now: once the invocation is answered, Lambda may freeze this process.
        if let refusal = await Lambda.report("\(end)", type: "Runtime.ExitError", forInvocation: event.requestID, by: client) {
            logger.error("the Runtime API did not take the error", metadata: ["answer": "\(refusal)", "errorMessage": "\(end)"])
        }
    }
}
