internal import Synchronization

/// Keeps what goes on happening from being said each time.
final class Reminders: Sendable {
    private let interval: Duration?
    private let said = Mutex<[String: ContinuousClock.Instant]>([:])

    /// More texts than any user writes for; then all of them may be said again.
    private static let most = 1000

    /// - Parameter interval: How long a text is not said again, in real time; `nil` for never.
    init(interval: Duration?) { self.interval = interval }

    /// Whether this is to be said now; it then counts as said.
    func isDue(_ text: String, at now: ContinuousClock.Instant = .now) -> Bool {
        said.withLock { said in
            if let last = said[text] {
                guard let interval, last.duration(to: now) >= interval else { return false }
            }
            if said.count >= Self.most { said = [:] }
            said[text] = now
            return true
        }
    }
}
