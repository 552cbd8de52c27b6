internal import Foundation
internal import Synchronization

/// A version of a Lambda function that runs on this machine: one process, which stays warm from one event to the next and is started anew
/// when it has ended. Events that arrive together are taken one after the other.
public final class Function: Sendable {
    /// The largest event in bytes: 6 MiB, as for
    /// [synchronous invocations](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    public static let largestEvent = 6 * 1024 * 1024

    /// What it runs.
    public let configuration: FunctionConfiguration

    private let cloud: Cloud
    private let instance = Mutex<Instance?>(nil)

    init(_ configuration: FunctionConfiguration, in cloud: Cloud) {
        self.configuration = configuration
        self.cloud = cloud
    }

    /// Sends an event to the function and waits for the answer. Cancelling the task ends the function's process.
    ///
    /// - Throws: `InvokeError` when the event can't be sent. What goes wrong in the function is in the result.
    public func invoke(_ event: [UInt8]) async throws -> Invocation {
        guard event.count <= Self.largestEvent else { throw InvokeError.eventTooLarge(bytes: event.count) }
        let requestID = UUID().uuidString.lowercased()
        while true {
            try Task.checkCancellation()
            let answer = try await currentInstance().api.invoke(requestID: requestID, payload: event)
            if case .answered(let invocation) = answer { return invocation }
        }
    }

    /// Ends the process, if there is one, and waits until all its log lines are there. The next event starts a new one.
    public func stop() async {
        await instance.withLock { $0 }?.stop()
    }

    /// Opens a Function URL for it: an address of its own on 127.0.0.1 that turns HTTP requests into events of
    /// [payload format 2.0](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html), and answers with what the function answers.
    /// An error of the function is answered with status 502.
    ///
    /// - Throws: `InvokeError.cloudClosed`, or why no port could be opened.
    public func openURL() async throws -> String {
        let (ports, listening) = AsyncThrowingStream.makeStream(of: Int.self)
        let isAccepted = cloud.servers.start { [self] in
            do {
                try await FunctionURL(function: self).serve { listening.yield($0) }
                listening.finish()
            } catch {
                listening.finish(throwing: error)
            }
        }
        guard isAccepted, let port = try await ports.first(where: { _ in true }) else { throw InvokeError.cloudClosed }
        return "http://127.0.0.1:\(port)/"
    }

    /// Writes a line of the platform's into the function's log.
    func log(_ message: String) {
        cloud.log(line(.platform, message))
    }

    private func line(_ origin: LogLine.Origin, _ message: String) -> LogLine {
        LogLine(function: configuration.name, version: configuration.version, origin: origin, date: Date(), message: message)
    }

    private func currentInstance() throws -> Instance {
        try instance.withLock { instance in
            if let instance, !instance.hasEnded { return instance }
            let new = Instance(configuration, cloud) { [self] in cloud.log(line(.process, $0)) }
            guard cloud.processes.start(new.run) else { throw InvokeError.cloudClosed }
            instance = new
            return new
        }
    }
}
