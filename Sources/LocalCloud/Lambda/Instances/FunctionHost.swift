internal import Foundation
internal import SigV4

/// What functions need from the cloud that they run in.
struct FunctionHost: Sendable {
    /// What timeouts are measured by: processes run in real time.
    let clock: any Clock<Duration>
    /// The cloud's date, for logs.
    let date: @Sendable () -> Date
    /// Tasks of the processes.
    let processes: TaskScope
    let log: @Sendable (LogLine) -> Void
    /// The most that one process may write to its log, in bytes.
    let logLimit: Int
    /// Where each instance gets a temporary folder of its own.
    let folder: URL
    /// The cloud's AWS API, for `AWS_ENDPOINT_URL`; `nil` where there is none.
    let endpoint: @Sendable () -> String?
    /// The credentials that a function gets.
    let credentials: @Sendable (FunctionConfiguration) -> Credentials
}

extension FunctionHost {
    /// Functions of a cloud that have no role: all have the cloud's own credentials.
    init(_ cloud: Cloud) {
        self.init(
            clock: cloud.clock, date: { [time = cloud.time] in time.date }, processes: cloud.processes, log: cloud.log,
            logLimit: 16 * 1024 * 1024,
            folder: cloud.folder, endpoint: { cloud.endpoint }, credentials: { _ in cloud.credentials })
    }
}
