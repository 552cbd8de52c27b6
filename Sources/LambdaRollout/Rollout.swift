/// Hooks that CodeDeploy calls before and after it shifts traffic to a new version of a Lambda function
/// ([AppSpec hooks for Lambda](https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-lambda)).
///
/// ```swift
/// let hook = Rollout.handler { event, context in
///     let response = try await HTTPClient.shared.get(Resource.Api.latestUrl)
///     try await Rollout.report(event, response.isSuccess ? .succeeded : .failed)
/// }
/// try await hook.run()
/// ```
/// Whatever becomes of the hook, CodeDeploy has a verdict: a hook that throws, returns without a report, runs out of time, crashes or calls
/// `exit` has reported ``Status/failed``.
public enum Rollout {
    /// A hook that reports its verdict itself, by ``report(_:_:reason:)``.
    ///
    /// An error that `body` throws before it has reported is reported as ``Status/failed`` and goes on to Lambda. So is a return without
    /// a report: a hook that says nothing would hold up its deployment for an hour.
    ///
    /// - Parameters:
    ///   - watchdogMargin: How much of the invocation's time is left when a hook that is still undecided is reported as ``Status/failed``
    ///     and its task cancelled: by default 0.75 seconds, up to 3 on functions with less than 884 MB, and at most half of the time.
    ///   - body: The hook.
    public static func handler(
        watchdogMargin: Duration? = nil, _ body: @escaping @Sendable (Event, LambdaContext) async throws -> Void
    ) -> Handler {
        Handler(margin: watchdogMargin) { event, context in
            try await body(event, context)
            return nil
        }
    }

    /// A hook whose verdict is what `body` returns. An error that it throws is reported as ``Status/failed`` and goes on to Lambda.
    ///
    /// Write `return` before a call that yields the status. Without it the compiler warns of an unused result and takes the closure for
    /// one that reports by itself, so that the verdict would be ``Status/failed``.
    ///
    /// - Parameters:
    ///   - watchdogMargin: How much of the invocation's time is left when a hook that is still undecided is reported as ``Status/failed``
    ///     and its task cancelled: by default 0.75 seconds, up to 3 on functions with less than 884 MB, and at most half of the time.
    ///   - body: The hook.
    @_disfavoredOverload  // or a closure of several statements without `return` would be ambiguous
    public static func handler(
        watchdogMargin: Duration? = nil, _ body: @escaping @Sendable (Event, LambdaContext) async throws -> Status
    ) -> Handler {
        Handler(margin: watchdogMargin) { event, context in try await body(event, context) }
    }

    /// Tells CodeDeploy the verdict, by
    /// [PutLifecycleEventHookExecutionStatus](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html).
    ///
    /// The first verdict stands, also where telling it failed. The same one again does nothing, or tries to tell it again. In a hook, the
    /// time of the invocation bounds the tries; elsewhere about ten seconds. A verdict that CodeDeploy had before counts as told.
    ///
    /// - Parameters:
    ///   - event: The event that CodeDeploy sent.
    ///   - status: The verdict.
    ///   - reason: Why, for the log line of the verdict; CodeDeploy takes no reason.
    /// - Throws: ``RolloutError/alreadyReported(_:)`` for another verdict than the first, ``RolloutError/reportFailed(_:deploymentGroupARN:)``
    ///   when CodeDeploy could not be told; the hook's role needs `codedeploy:PutLifecycleEventHookExecutionStatus` on the deployment group.
    public static func report(_ event: Event, _ status: Status, reason: String? = nil) async throws(RolloutError) {
        try await event.verdict.report(status, of: event, reason: reason)
    }

    /// Leaves the verdict to somebody else, who reports it within an hour of the hook's start: after that CodeDeploy takes the hook for
    /// failed.
    ///
    /// The event says which deployment and which execution of the hook a later ``report(_:_:reason:)`` is for; it encodes to JSON. On the
    /// command line it is `rollout report --deployment … --execution … succeeded`.
    ///
    /// - Throws: ``RolloutError/alreadyReported(_:)`` when a verdict was reported before.
    public static func `defer`(_ event: Event) throws(RolloutError) {
        try event.verdict.leave(event)
    }
}
