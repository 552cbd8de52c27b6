import JSONValue

extension Rollout {
    /// What CodeDeploy sends to a hook: which deployment asks, and for which execution of the hook an answer is due.
    public struct Event: Sendable, Hashable, Codable {
        /// The deployment's id, such as `d-ABCDEF123`.
        public let deploymentId: String
        /// The id of this execution of the hook, which CodeDeploy wants back with the verdict.
        public let lifecycleEventHookExecutionId: String

        /// What has been reported; shared by all copies of an event.
        let verdict: Verdict
        /// What is known of the deployment; shared likewise.
        let lookup: DeploymentLookup

        enum CodingKeys: String, CodingKey {
            case deploymentId = "DeploymentId"
            case lifecycleEventHookExecutionId = "LifecycleEventHookExecutionId"
        }

        /// An event with these ids.
        public init(deploymentId: String, lifecycleEventHookExecutionId: String) {
            self.init(deploymentId: deploymentId, lifecycleEventHookExecutionId: lifecycleEventHookExecutionId, verdict: Verdict())
        }

        init(
            deploymentId: String, lifecycleEventHookExecutionId: String, verdict: Verdict, lookup: DeploymentLookup = DeploymentLookup()
        ) {
            self.deploymentId = deploymentId
            self.lifecycleEventHookExecutionId = lifecycleEventHookExecutionId
            self.verdict = verdict
            self.lookup = lookup
        }

        /// The event of an invocation.
        ///
        /// - Throws: ``RolloutError`` for what is not JSON and for an event without its ids.
        init(parsing bytes: [UInt8], verdict: Verdict) throws(RolloutError) {
            let json: JSON
            do { json = try JSON(parsing: bytes) } catch { throw .malformedEvent("\(error)") }
            self.init(
                deploymentId: try Self.id("DeploymentId", in: json),
                lifecycleEventHookExecutionId: try Self.id("LifecycleEventHookExecutionId", in: json), verdict: verdict)
        }

        private static func id(_ name: String, in json: JSON) throws(RolloutError) -> String {
            guard let id = json[name]?.string, !id.isEmpty else { throw .missing(name) }
            return id
        }

        /// An event from `DeploymentId` and `LifecycleEventHookExecutionId`.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                deploymentId: try values.decode(String.self, forKey: .deploymentId),
                lifecycleEventHookExecutionId: try values.decode(String.self, forKey: .lifecycleEventHookExecutionId))
        }

        /// `DeploymentId` and `LifecycleEventHookExecutionId`.
        public func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(deploymentId, forKey: .deploymentId)
            try values.encode(lifecycleEventHookExecutionId, forKey: .lifecycleEventHookExecutionId)
        }

        /// Whether both ids are the same.
        public static func == (left: Event, right: Event) -> Bool {
            left.deploymentId == right.deploymentId && left.lifecycleEventHookExecutionId == right.lifecycleEventHookExecutionId
        }

        /// Hashes both ids.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(deploymentId)
            hasher.combine(lifecycleEventHookExecutionId)
        }
    }
}
