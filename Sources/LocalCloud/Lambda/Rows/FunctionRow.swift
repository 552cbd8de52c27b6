internal import JSONValue

/// What is kept of a function besides its code and settings.
struct FunctionRow: Codable, Sendable {
    /// A resource policy.
    struct Policy: Codable, Sendable {
        var revision: String
        var statements: [JSON]
    }

    let name: String
    /// `$LATEST`.
    var latest: VersionRow
    var tags: [String: String]
    /// How many executions it has for itself, and at most; `nil` when it shares the account's.
    var reservedConcurrency: Int?
    /// Resource policies by qualifier; the function's own under the empty text.
    var policies: [String: Policy] = [:]
    /// What to do with events whose asynchronous invocation fails, by qualifier (`$LATEST` for the function's own).
    var eventInvokeConfigs: [String: EventInvokeRow] = [:]
    /// `Allow` or `Terminate`.
    var recursiveLoop = "Terminate"
}

/// How asynchronous invocations are retried.
struct EventInvokeRow: Codable, Sendable {
    var maximumRetryAttempts: Int?
    /// Seconds.
    var maximumEventAge: Int?
    var destinations: JSON?
    /// Seconds since 1970.
    var modified: Double
}
