/// How long CloudWatch Logs keeps what a function writes.
public struct LogRetention: Sendable, Hashable {
    /// `nil` for ever.
    let days: Int?

    /// So many days, of those that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, …
    public static func days(_ count: Int) -> LogRetention { LogRetention(days: count) }
    /// For ever.
    public static let forever = LogRetention(days: nil)

    static let known: Set<Int> = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]
}
