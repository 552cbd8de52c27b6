extension CodeDeploy.Deployment {
    /// The function whose alias is moved.
    struct Target: Codable, Sendable {
        let function: String
        let alias: String
        let currentVersion: String
        let targetVersion: String
        /// The functions of the hooks, by event.
        let hooks: [String: String]
        /// From 0 to 1.
        var weight = 0.0
        var status = CodeDeploy.LifecycleEvent.Status.pending
        var updated: Double

        var id: String { "\(function):\(alias)" }
        var arn: String { "arn:aws:lambda:\(Cloud.region):\(Cloud.account):function:\(function):\(alias)" }
    }

    /// One run of a hook.
    struct HookRun: Codable, Sendable {
        let event: CodeDeploy.LifecycleEvent.Name
        let execution: String
        let function: String
        let started: Double
        /// Whether the function has been called and that call is over.
        var isAnswered = false
        /// What it reported.
        var report: String?
        /// The error that its function ended with, where nobody had reported by then.
        var error: String?
        /// Why it could not be called.
        var fault: CodeDeploy.Fault?
        /// Whether the engine still waits for the report.
        var isOpen = true
    }

    /// How far the traffic has been moved.
    struct Shift: Codable, Sendable {
        /// The index of the next percentage.
        var next = 0
        /// When the last one was set.
        var last: Double?
        /// Whether the alias is being changed; after a crash it may have been.
        var isPending = false
        /// The alias' `RevisionId` as we left it.
        var revision: String?
    }
}
