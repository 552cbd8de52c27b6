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

        /// The event in what is no JSON but carries both ids all the same, such as one that breaks off: somebody waits for an answer.
        init?(salvaging bytes: [UInt8], verdict: Verdict) {
            guard let deployment = Self.salvage("DeploymentId", in: bytes),
                let execution = Self.salvage("LifecycleEventHookExecutionId", in: bytes)
            else { return nil }
            self.init(deploymentId: deployment, lifecycleEventHookExecutionId: execution, verdict: verdict)
        }

        /// The characters of an id between the quotes that follow its name.
        private static func salvage(_ name: String, in bytes: [UInt8]) -> String? {
            let key = Array("\"\(name)\"".utf8)
            guard bytes.count <= longestSalvage, let start = bytes.indices.first(where: { bytes[$0...].starts(with: key) }) else {
                return nil
            }
            let value = bytes[(start + key.count)...].drop { $0 <= 0x20 || $0 == UInt8(ascii: ":") }
            guard value.first == UInt8(ascii: "\""), let end = value.dropFirst().firstIndex(of: UInt8(ascii: "\"")) else { return nil }
            let id = value[value.index(after: value.startIndex)..<end]
            guard !id.isEmpty, id.count <= longestID, id.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }) else {
                return nil
            }
            return String(decoding: id, as: UTF8.self)
        }

        private static let longestSalvage = 64 << 10

        private static func id(_ name: String, in json: JSON) throws(RolloutError) -> String {
            guard let id = json[name]?.string, !id.isEmpty, id.utf8.count <= longestID else {
                throw .missing(name, problem: problem(with: name, in: json))
            }
            return id
        }

        /// What an event has instead of an id, without values.
        private static func problem(with name: String, in json: JSON) -> String? {
            guard let object = json.object else { return "it is \(json.kind)" }
            if let value = object[name] {
                guard let text = value.string else { return "it is \(value.kind) there" }
                return text.isEmpty ? "it is empty there" : "it has more than \(longestID) bytes there"
            }
            let names = object.keys.filter { $0.utf8.count <= 100 }
            if let similar = names.first(where: { letters(of: $0) == letters(of: name) }) {
                return "did you mean \"\(similar)\"? Names are compared letter by letter"
            }
            return names.isEmpty ? nil : "it has \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? " and others" : "")"
        }

        private static func letters(of name: String) -> [UInt8] {
            name.utf8.map { $0 | 0x20 }.filter { (0x61...0x7a).contains($0) }
        }

        /// CodeDeploy's are a few hundred characters long.
        private static let longestID = 4000

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
