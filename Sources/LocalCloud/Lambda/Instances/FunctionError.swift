internal import Foundation
internal import JSONValue
internal import Processes

/// Why a function didn't answer an event, in the terms of
/// [Lambda's errors](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-build).
public struct FunctionError: Error, Sendable, Hashable {
    /// What happened.
    public enum Kind: Sendable, Hashable {
        /// The process reported an error for the event.
        case reported
        /// The process didn't come so far as to ask for an event.
        case initialization
        /// The event took longer than the function's timeout; the process was killed.
        case timeout
        /// The process ended before it answered.
        case exit
        /// The response was larger than Lambda allows, or it broke off.
        case response
    }

    /// What happened.
    public let kind: Kind
    /// The error's type: the process's own word, or one of Lambda's such as `Runtime.ExitError`.
    public let type: String
    /// What went wrong, in words.
    public let message: String
    /// The JSON that Lambda gives to whoever called the function.
    public let payload: [UInt8]

    /// - Parameters:
    ///   - requestID: The event's, which the caller's text then begins with.
    ///   - told: What the caller is told, where that differs from the message.
    init(_ kind: Kind, type: String, message: String, requestID: String?, told: String? = nil) {
        self.kind = kind
        self.type = type
        self.message = message
        let told = told ?? message
        let text = requestID.map { "RequestId: \($0) Error: \(told)" } ?? told
        payload = (["errorType": .string(type), "errorMessage": .string(text)] as JSON).serialized()
    }

    /// The error that a process posted.
    ///
    /// - Parameter type: Its header `Lambda-Runtime-Function-Error-Type`, for a body that names no type.
    init(_ kind: Kind, type: String?, posted payload: [UInt8]) {
        let body = try? JSON(parsing: payload)
        self.kind = kind
        self.type = body?["errorType"]?.string ?? type ?? "Runtime.Unknown"
        message = body?["errorMessage"]?.string ?? String(decoding: payload.prefix(1000), as: UTF8.self)
        self.payload = payload
    }

    static func timeout(after limit: Duration, requestID: String) -> Self {
        Self(.timeout, type: "Sandbox.Timedout", message: timeoutMessage(limit), requestID: requestID)
    }

    /// Lambda tells the caller nothing of the time that a start may take: it starts once more, within the event's time.
    static func initialization(timedOutAfter limit: Duration, timeout: Duration, requestID: String) -> Self {
        let message = "Init timed out after \(limit.inSeconds) seconds: the process has not asked for an event"
        return Self(.initialization, type: "Sandbox.Timedout", message: message, requestID: requestID, told: timeoutMessage(timeout))
    }

    private static func timeoutMessage(_ limit: Duration) -> String { "Task timed out after \(limit.inSeconds) seconds" }

    static func exit(_ kind: Kind, _ ending: ProcessGroup.Ending, requestID: String) -> Self {
        let message = ending == .exited(0) ? "Runtime exited without providing a reason" : "Runtime exited with error: \(ending)"
        return Self(kind, type: "Runtime.ExitError", message: message, requestID: requestID)
    }

    static func oversized(limit: Int) -> Self {
        let message = "Response payload size exceeded maximum allowed payload size (\(limit) bytes)."
        return Self(.response, type: "Function.ResponseSizeTooLarge", message: message, requestID: nil)
    }

    static func truncated(requestID: String) -> Self {
        Self(.response, type: "Runtime.TruncatedResponse", message: "The response broke off before its end", requestID: requestID)
    }
}

extension FunctionError: CustomStringConvertible {
    /// Type and message.
    public var description: String { "\(type): \(message)" }
}

extension Duration {
    /// Seconds with two decimals, as Lambda writes them; with three where those would be none.
    var inSeconds: String { String(format: self < .milliseconds(10) ? "%.3f" : "%.2f", self / .seconds(1)) }
}
