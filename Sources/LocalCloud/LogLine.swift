public import Foundation

/// One line of a function's log, or of a service's.
public struct LogLine: Sendable {
    /// Who wrote it.
    public enum Origin: String, Sendable {
        /// The function's process, to its standard output or standard error.
        case process
        /// The local cloud, about the function: a request to its URL, a response that could not be used.
        case platform
        /// A service of the local cloud, such as `iam`, about something else than a function.
        case service
    }

    /// The name of the function, or of the service.
    public let function: String
    /// The version of the function; empty for a service.
    public let version: String
    /// Who wrote it.
    public let origin: Origin
    /// When it arrived, in the cloud's time.
    public let date: Date
    /// The text, without the line's end.
    public let message: String
}
