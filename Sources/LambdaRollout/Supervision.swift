import CSupervisor

/// What the supervisor is told of one event, so that it can report in this process's place; see `CSupervisor`.
struct Supervision: @unchecked Sendable {
    private let event: UnsafeMutablePointer<supervised_event>

    /// Writes an event down; `nil` without a supervisor.
    init?(_ event: Rollout.Event, requestID: String, invokedARN: String, started: Int, deadline: Int, takeover: Int) {
        guard supervisor_is_watching() else { return nil }
        guard
            let place = supervisor_take(
                event.deploymentId, event.lifecycleEventHookExecutionId, requestID, invokedARN, Int64(started), Int64(deadline),
                Int64(takeover))
        else { return nil }
        self.event = place
    }

    /// The verdict that is about to be told.
    func note(_ status: Rollout.Status) {
        supervisor_note(event, Int32(status == .succeeded ? SUPERVISED_SUCCEEDED.rawValue : SUPERVISED_FAILED.rawValue))
    }

    /// CodeDeploy knows, or somebody else will tell it.
    func noteSettled() { supervisor_note(event, Int32(SUPERVISED_SETTLED.rawValue)) }

    /// The event is no longer in hand.
    func end() { supervisor_note(event, Int32(SUPERVISED_FREE.rawValue)) }
}
