import AWSClient
public import HTTPTransport
import LambdaRuntime
import Synchronization

extension Rollout {
    /// Runs a hook with one event in this process, for tests: without Lambda, CodeDeploy, credentials or a region.
    ///
    /// ```swift
    /// @Test("a version that answers 500 is refused")
    /// func refused() async {
    ///     let links = ResourceStore(environment: ["SST_RESOURCE_Api": #"{"latestUrl":"https://new.example.com/"}"#])
    ///     let result = await Resource.with(links) {
    ///         await Rollout.test(hook) { request in HTTPResponse(status: 500) }
    ///     }
    ///     #expect(result.verdict == .failed)
    /// }
    /// ```
    /// The hook's verdict goes to the result and nowhere else. What is told of a hook in Lambda holds here: it fails when it throws, says
    /// nothing or runs out of time. One that goes on when it has been cancelled is left behind a second after its time. One that traps, or
    /// calls `exit`, ends the tests. Several tests may run side by side.
    ///
    /// - Parameters:
    ///   - hook: The hook.
    ///   - deployment: What ``Event/deployment()`` returns; with `nil` it throws, as where CodeDeploy can't be asked.
    ///   - timeout: The function's timeout: after it, less the hook's margin, an undecided hook has failed, and its task is cancelled.
    ///   - answers: Answers the hook's requests in the network's place; `nil` lets them go out.
    public static func test(
        _ hook: Handler, deployment: Deployment? = Deployment(), timeout: Duration = .seconds(30), answers: HTTPClient.Answers? = nil
    ) async -> TestResult {
        let log = Mutex("")
        let (verdict, failure) = await HTTPClient.$answers.withValue(answers) {
            await run(hook, deployment, timeout) { line in log.withLock { $0 += line } }
        }
        return TestResult(verdict: verdict.given, reason: verdict.reason, error: failure, log: log.withLock { $0 })
    }

    private nonisolated(nonsending) static func run(
        _ hook: Handler, _ deployment: Deployment?, _ timeout: Duration, log: @escaping @Sendable (String) -> Void
    ) async -> (Verdict, (any Error)?) {
        let context = LambdaContext(
            requestID: "test", timeout: timeout,
            environment: ["AWS_LAMBDA_FUNCTION_NAME": "hook", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_LOG_LEVEL": "trace"],
            invokedFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:hook", log: log)
        let started = LambdaContext.now
        let listener = Messenger(loop: .shared) { (_, _, _) throws(AWSError) in }
        let verdict = Verdict(messenger: listener, rescue: { listener }, record: VerdictRecord(context: context))
        let event = Event(
            deploymentId: deployment?.deploymentId ?? "d-TEST00000", lifecycleEventHookExecutionId: "test", verdict: verdict,
            lookup: DeploymentLookup(known: deployment))
        event.lookup.invoked(with: context)
        let end = max(context.deadline, started)
        let outcome = FirstOutcome()
        let running = Task {
            do {
                _ = try await hook.handle(event, context: context, from: started, to: end)
                outcome.decide(nil)
            } catch {
                outcome.decide(error)
            }
        }
        let patience = Task {
            // The watchdog has failed and cancelled it long before.
            do { try await Task.sleep(for: timeout + .seconds(1)) } catch { return }
            outcome.decide(RolloutError.outOfTime(left: hook.left(from: started, to: end)))
        }
        defer { patience.cancel() }
        let failure = await withTaskCancellationHandler {
            await outcome.error
        } onCancel: {
            running.cancel()
        }
        return (verdict, failure)
    }
}
