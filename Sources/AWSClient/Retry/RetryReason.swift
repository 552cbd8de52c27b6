import HTTPTransport

/// Why the same call may succeed the next time.
enum RetryReason {
    /// The service asks to call less often.
    case throttling
    /// No answer came in time.
    case timeout
    /// The service or the way to it has a fault that usually passes.
    case transient

    /// The tokens that a retry takes out of the quota.
    var cost: Int { self == .timeout ? 10 : 5 }

    /// The upper bound of the first wait; each further one is twice as long.
    var firstWait: Duration { self == .throttling ? .seconds(1) : .milliseconds(50) }
}

extension AWSError {
    /// Why to try again; `nil` when that would be in vain.
    var retryReason: RetryReason? {
        switch self {
        case .service(let error): error.retryReason
        case .transport(let error):
            switch error.kind {
            case .timeout, .connectTimeout: .timeout
            case .resolve, .connect, .tls, .connectionLost: .transient
            default: nil
            }
        // The time for one try was over, before it sent anything.
        case .deadlineExceeded(nil): .timeout
        default: nil
        }
    }

    /// Why an insistent client tries again where others give up: what answered is not the service, or the fault is in this process.
    var lastHope: RetryReason? {
        switch self {
        case .invalidResponse: .transient
        case .transport(let error) where [.protocolError, .tooLarge, .other].contains(error.kind): .transient
        default: nil
        }
    }
}

extension AWSServiceError {
    /// The codes that AWS's SDKs take for throttling.
    static let throttlingCodes: Set = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded",
        "BandwidthLimitExceeded", "LimitExceededException", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
    ]
    /// The codes that AWS's SDKs take for a fault that passes, whatever the status.
    static let transientCodes: Set = ["RequestTimeout", "RequestTimeoutException"]

    var retryReason: RetryReason? {
        if status == 429 || Self.throttlingCodes.contains(code) { return .throttling }
        return status >= 500 || Self.transientCodes.contains(code) ? .transient : nil
    }
}
