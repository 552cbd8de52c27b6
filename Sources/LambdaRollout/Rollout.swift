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
public enum Rollout {
    /// A hook that reports its verdict itself, by ``report(_:_:)``.
    ///
    /// An error that `body` throws before it has reported is reported as ``Status/failed`` and goes on to Lambda. So is a return without
    /// a report: a hook that says nothing would hold up its deployment for an hour.
    public static func handler(_ body: @escaping @Sendable (Event, LambdaContext) async throws -> Void) -> Handler {
        Handler { event, context in
            try await body(event, context)
            return nil
        }
    }

    /// A hook whose verdict is what `body` returns. An error that it throws is reported as ``Status/failed`` and goes on to Lambda.
    ///
    /// Write `return` before a call that yields the status. Without it the compiler warns of an unused result and takes the closure for
    /// one that reports by itself, so that the verdict would be ``Status/failed``.
    @_disfavoredOverload  // or a closure of several statements without `return` would be ambiguous
    public static func handler(_ body: @escaping @Sendable (Event, LambdaContext) async throws -> Status) -> Handler {
        Handler { event, context in try await body(event, context) }
    }

    /// Tells CodeDeploy the verdict, by
    /// [PutLifecycleEventHookExecutionStatus](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html).
    ///
    /// The first verdict stands. The same one again does nothing.
    ///
    /// - Throws: ``RolloutError/alreadyReported(_:)`` for another verdict than the first, ``RolloutError/reportFailed(_:)`` when
    ///   CodeDeploy could not be told; the hook's role needs `codedeploy:PutLifecycleEventHookExecutionStatus` on the deployment group.
    public static func report(_ event: Event, _ status: Status) async throws(RolloutError) {
        try await event.verdict.report(status, of: event)
    }
}
