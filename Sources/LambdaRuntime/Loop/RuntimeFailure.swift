/// Why the runtime can't go on: the reason that stands on standard error when the process ends.
enum RuntimeFailure: Error, CustomStringConvertible {
    case notInLambda
    case badAddress(String)
    case transport(String)
    case refused(status: Int, body: String)
    case noNextEvent(attempts: Int, last: String)

    var description: String {
        switch self {
        case .notInLambda:
            """
            AWS_LAMBDA_RUNTIME_API is not set: this program is a Lambda function and gets its events from a Runtime API. \
            To run it on this machine: `rollout invoke PRODUCT --event FILE`, or `rollout invoke PRODUCT` for a hook. In Lambda the \
            variable is set.
            """
        case .badAddress(let address):
            "AWS_LAMBDA_RUNTIME_API must be HOST or HOST:PORT, such as 127.0.0.1:9001, but is \"\(address.prefix(100))\"."
        case .transport(let cause): "No request to the Runtime API is possible: \(cause)"
        case .refused(let status, let body):
            "The Runtime API refused to hand out the next event with status \(status)\(body.isEmpty ? "" : ": \(body)"). The process ends; Lambda starts a new one."
        case .noNextEvent(let attempts, let last):
            "The Runtime API gave no next event in \(attempts) attempts (the last: \(last)). The process ends; Lambda starts a new one."
        }
    }
}
