extension Story {
    /// A deployment as CodeDeploy tells it.
    struct Deployment: Sendable, Equatable {
        struct Event: Sendable, Equatable {
            let name: String
            let status: String
            /// Seconds since the story's start.
            let start: Double?
            let end: Double?
            /// The function that was called.
            let hook: String?
            let message: String?
        }

        let id: String
        let source: String
        let target: String
        let status: String
        let isRollback: Bool
        /// The deployment that it rolls back, or that rolls it back.
        let related: String?
        let start: Double
        let end: Double?
        let errorCode: String?
        let errorMessage: String?
        let events: [Event]

        var isOver: Bool { ["Succeeded", "Failed", "Stopped"].contains(status) }

        var hooks: Set<String> { Set(events.compactMap(\.hook)) }
    }
}
