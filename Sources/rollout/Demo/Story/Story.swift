import Foundation

/// What happened to a function while versions of it were rolled out, as it is told: live in a terminal, and in a report.
struct Story: Sendable {
    /// How many requests were answered.
    struct Count: Sendable, Equatable {
        var succeeded = 0
        var failed = 0

        var total: Int { succeeded + failed }

        static func + (left: Self, right: Self) -> Self {
            Count(succeeded: left.succeeded + right.succeeded, failed: left.failed + right.failed)
        }
    }

    /// The share of the traffic, from 0 to 1, that each version has from a time on.
    struct Weights: Sendable, Equatable {
        let time: Double
        let shares: [String: Double]
    }

    struct Alarm: Sendable {
        struct Change: Sendable, Equatable {
            let time: Double
            let state: String
            let reason: String
        }

        let name: String
        /// The version that it watches.
        let version: String
        var changes: [Change] = []
    }

    /// A deployment that CodeDeploy did not take, since another was under way.
    struct Refusal: Sendable, Equatable {
        let time: Double
        let version: String
        let message: String
    }

    struct Line: Sendable {
        let time: Double
        let function: String
        let version: String
        let text: String
    }

    struct Note: Sendable {
        enum Kind: String, Sendable {
            case plain, good, bad
        }

        let time: Double
        let text: String
        let kind: Kind
    }

    /// The width of a column of the request counts, in seconds of the cloud's time.
    static let beat = 10.0
    /// The share of a version's requests that may fail before its alarm goes off.
    static let threshold = 0.05
    /// How many lines of logs are kept at most.
    private static let mostLines = 2000

    let start: Date
    /// All times are seconds of the cloud's time since the start.
    private(set) var now = 0.0
    private(set) var requests: [Int: [String: Count]] = [:]
    private(set) var totals: [String: Count] = [:]
    private(set) var weights: [Weights] = []
    private(set) var deployments: [Deployment] = []
    private(set) var refusals: [Refusal] = []
    private(set) var alarms: [Alarm] = []
    private(set) var lines: [Line] = []
    private(set) var notes: [Note] = []

    init(start: Date) { self.start = start }

    /// What can happen.
    enum Happening: Sendable {
        /// Time goes on.
        case tick
        /// A request was answered.
        case request(version: String, succeeded: Bool)
        case weights([String: Double])
        /// A deployment is seen for the first time, or has changed.
        case deployment(Deployment)
        case refusal(version: String, message: String)
        case alarm(name: String, version: String, state: String, reason: String)
        case line(function: String, version: String, text: String)
        case note(String, Note.Kind)
    }

    /// Takes something that happened. Returns `false` when it is nothing new.
    @discardableResult
    mutating func take(_ happening: Happening, at time: Double) -> Bool {
        now = max(now, time)
        switch happening {
        case .tick: return false
        case .request(let version, let succeeded):
            let count = Count(succeeded: succeeded ? 1 : 0, failed: succeeded ? 0 : 1)
            let beat = Int(max(time, 0) / Self.beat)
            requests[beat, default: [:]][version] = (requests[beat]?[version] ?? Count()) + count
            totals[version] = (totals[version] ?? Count()) + count
        case .weights(let shares):
            guard weights.last?.shares != shares else { return false }
            weights.append(Weights(time: time, shares: shares))
        case .deployment(let deployment):
            guard let index = deployments.firstIndex(where: { $0.id == deployment.id }) else {
                deployments.append(deployment)
                return true
            }
            guard deployments[index] != deployment else { return false }
            deployments[index] = deployment
        case .refusal(let version, let message): refusals.append(Refusal(time: time, version: version, message: message))
        case .alarm(let name, let version, let state, let reason):
            if !alarms.contains(where: { $0.name == name }) { alarms.append(Alarm(name: name, version: version)) }
            guard let index = alarms.firstIndex(where: { $0.name == name }), alarms[index].changes.last?.state != state else {
                return false
            }
            alarms[index].changes.append(Alarm.Change(time: time, state: state, reason: reason))
        case .line(let function, let version, let text):
            guard lines.count < Self.mostLines else { return false }
            lines.append(Line(time: time, function: function, version: version, text: text))
        case .note(let text, let kind): notes.append(Note(time: time, text: text, kind: kind))
        }
        return true
    }

    // MARK: What follows

    var total: Count { totals.values.reduce(Count(), +) }

    /// All versions that were deployed or answered, in their order.
    var versions: [String] {
        let all = Set(totals.keys).union(deployments.map(\.target)).union(weights.flatMap(\.shares.keys))
        return all.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
    }

    /// What became of a version.
    func outcome(of version: String) -> (text: String, kind: Note.Kind) {
        guard let deployment = deployments.first(where: { $0.target == version && !$0.isRollback }) else {
            return ("was there from the start", .plain)
        }
        switch deployment.status {
        case "Succeeded": return ("released", .good)
        case "Failed", "Stopped":
            if deployment.errorCode == "ALARM_ACTIVE" { return ("rolled back by the alarm", .bad) }
            return totals[version]?.total ?? 0 == 0 ? ("stopped before any request reached it", .bad) : ("rolled back", .bad)
        default: return ("on its way", .plain)
        }
    }

    /// The share of requests that failed, for each beat; `nil` where there were none.
    ///
    /// - Parameter version: The version whose requests are meant; all when `nil`.
    func errorRates(of version: String? = nil) -> [Double?] {
        let beats = Int(now / Self.beat) + 1
        return (0..<beats).map { beat in
            let counts = requests[beat] ?? [:]
            let count = version.map { counts[$0] ?? Count() } ?? counts.values.reduce(Count(), +)
            return count.total > 0 ? Double(count.failed) / Double(count.total) : nil
        }
    }

    /// The versions that were deployed, not those that a rollback went back to.
    var candidates: [String] {
        versions.filter { version in deployments.contains { $0.target == version && !$0.isRollback } }
    }

    /// The lines that a deployment's hooks wrote.
    func hookLines(_ deployment: Deployment) -> [Line] {
        let end = (deployment.end ?? .infinity) + 1
        return lines.filter { line in
            deployment.hooks.contains(line.function) && line.time >= deployment.start - 1 && line.time <= end
        }
    }
}
