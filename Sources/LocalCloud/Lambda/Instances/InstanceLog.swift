internal import Synchronization

/// The log of one instance: what its process wrote, and what Lambda says of each invocation. The last 256 KiB of it are kept.
final class InstanceLog: Sendable {
    static let limit = 256 * 1024
    /// What a caller gets of an invocation's log, in bytes: see
    /// [LogResult](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_ResponseSyntax).
    static let tailLimit = 4 * 1024

    private struct State {
        var text: [UInt8] = []
        /// Where the present invocation's part begins.
        var start = 0
    }

    private let state = Mutex(State())

    func append(_ line: String) {
        state.withLock { state in
            state.text += line.utf8
            state.text.append(UInt8(ascii: "\n"))
            guard state.text.count > 2 * Self.limit else { return }
            let surplus = state.text.count - Self.limit
            state.text.removeFirst(surplus)
            state.start = max(0, state.start - surplus)
        }
    }

    /// An invocation begins.
    func begin(requestID: String, version: String) {
        state.withLock { $0.start = $0.text.count }
        append("START RequestId: \(requestID) Version: \(version)")
    }

    /// An invocation has ended.
    func end(_ invocation: Invocation, memory: Int) {
        let id = invocation.requestID
        if case .failure(let error) = invocation.result, error.kind != .reported {
            append(error.kind == .timeout ? "\(id) \(error.message)" : "RequestId: \(id) Error: \(error.message)")
        }
        append("END RequestId: \(id)")
        var fields = [
            "REPORT RequestId: \(id)", "Duration: \(invocation.duration.inDecimalMilliseconds) ms",
            "Billed Duration: \(Int((invocation.duration / .milliseconds(1)).rounded(.up))) ms", "Memory Size: \(memory) MB",
        ]
        if let duration = invocation.initializationDuration { fields.append("Init Duration: \(duration.inDecimalMilliseconds) ms") }
        if case .failure(let error) = invocation.result, error.kind != .reported {
            fields.append(error.kind == .timeout ? "Status: timeout" : "Status: error\tError Type: \(error.type)")
        }
        append(fields.joined(separator: "\t"))
    }

    /// All that is kept.
    var text: String { state.withLock { String(decoding: $0.text.suffix(Self.limit), as: UTF8.self) } }

    /// The end of the present invocation's part.
    var tail: [UInt8] { state.withLock { Array($0.text[$0.start...].suffix(Self.tailLimit)) } }
}

extension Duration {
    /// Milliseconds with two decimals, as Lambda writes them.
    fileprivate var inDecimalMilliseconds: String {
        let hundredths = Int((self / .microseconds(10)).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
