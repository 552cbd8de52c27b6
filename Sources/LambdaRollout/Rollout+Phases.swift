extension Rollout {
    /// A hook for both phases, also where one function is the hook of both: each event runs the closure of its phase, which reports its
    /// verdict itself, as that of ``handler(_:)`` does.
    ///
    /// In blue/green deployments of ECS services every phase before ``Phase/afterAllowTraffic`` runs `beforeTraffic`;
    /// ``Event/deployment()``, which is known by then, tells them apart. Where the phase can't be found the verdict is ``Status/failed``,
    /// and the ``DeploymentError`` that says why goes to Lambda. `watchdogMargin` is that of ``handler(watchdogMargin:_:)``.
    public static func handler(
        watchdogMargin: Duration? = nil,
        beforeTraffic: @escaping @Sendable (Event, LambdaContext) async throws -> Void,
        afterTraffic: @escaping @Sendable (Event, LambdaContext) async throws -> Void
    ) -> Handler {
        handler(watchdogMargin: watchdogMargin, byPhase(beforeTraffic, afterTraffic))
    }

    /// A hook for both phases whose verdict is what the closure of the event's phase returns. Either both closures return a status or
    /// neither does.
    @_disfavoredOverload  // as for a single closure
    public static func handler(
        watchdogMargin: Duration? = nil,
        beforeTraffic: @escaping @Sendable (Event, LambdaContext) async throws -> Status,
        afterTraffic: @escaping @Sendable (Event, LambdaContext) async throws -> Status
    ) -> Handler {
        handler(watchdogMargin: watchdogMargin, byPhase(beforeTraffic, afterTraffic))
    }

    /// The closure of the phase that an event belongs to.
    static func byPhase<Output>(
        _ before: @escaping @Sendable (Event, LambdaContext) async throws -> Output,
        _ after: @escaping @Sendable (Event, LambdaContext) async throws -> Output
    ) -> @Sendable (Event, LambdaContext) async throws -> Output {
        { event, context in
            let phase = try await event.deployment().required(\.phase)
            return try await (phase.isBeforeTraffic ? before : after)(event, context)
        }
    }
}
