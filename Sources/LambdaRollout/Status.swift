import AWSClient

extension Rollout {
    /// The verdict of a hook.
    public enum Status: String, Sendable, Hashable, CustomStringConvertible {
        /// The deployment goes on.
        case succeeded = "Succeeded"
        /// The deployment stops, and rolls back where its group says so.
        case failed = "Failed"

        /// The verdict in CodeDeploy's words.
        public var description: String { rawValue }

        var hookStatus: CodeDeploy.HookStatus {
            switch self {
            case .succeeded: .succeeded
            case .failed: .failed
            }
        }
    }
}
