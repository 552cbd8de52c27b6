extension Rollout {
    /// What a hook did in ``test(_:deployment:timeout:answers:)``.
    public struct TestResult: Sendable {
        /// What CodeDeploy would have been told; `nil` where the hook deferred it (``Rollout/defer(_:)``).
        public let verdict: Status?
        /// Why, as the log of the verdict has it: the reason that the hook gave, or its error.
        public let reason: String?
        /// What Lambda would have been told: the error that the hook threw, or ``RolloutError/outOfTime(left:)``.
        public let error: (any Error)?
        /// The lines that were written with `context.logger`, at any level, and that of the verdict.
        public let log: String
    }
}
