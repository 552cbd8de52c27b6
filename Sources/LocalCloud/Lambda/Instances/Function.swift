internal import Foundation

/// A version of a Lambda function that runs on this machine: one process, which stays warm from one event to the next and is started anew
/// when it has ended. Events that arrive together are taken one after the other.
public final class Function: Sendable {
    /// The largest event in bytes: 6 MiB, as for
    /// [synchronous invocations](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    public static let largestEvent = 6 * 1024 * 1024

    /// What it runs.
    public let configuration: FunctionConfiguration

    private let host: FunctionHost
    private let servers: TaskScope
    private let fleet: InstanceFleet

    init(_ configuration: FunctionConfiguration, in cloud: Cloud) {
        self.configuration = configuration
        host = FunctionHost(cloud)
        servers = cloud.servers
        fleet = InstanceFleet(host, InstanceFleet.Limits(instancesPerVersion: 1, idleTime: .seconds(24 * 3600)))
    }

    /// Sends an event to the function and waits for the answer. Cancelling the task ends the function's process.
    ///
    /// - Throws: `InvokeError` when the event can't be sent. What goes wrong in the function is in the result.
    public func invoke(_ event: [UInt8]) async throws -> Invocation {
        guard event.count <= Self.largestEvent else { throw InvokeError.eventTooLarge(bytes: event.count) }
        let event = RuntimeAPI.Event(requestID: Random.uuid(), payload: event)
        do {
            return try await fleet.invoke(configuration.name, configuration, event).invocation
        } catch {
            try Task.checkCancellation()
            throw InvokeError.cloudClosed
        }
    }

    /// Ends the process, if there is one, and waits until all its log lines are there. The next event starts a new one.
    public func stop() async {
        await fleet.stop(configuration.name)
    }

    /// Opens a Function URL for it: an address of its own on 127.0.0.1 that turns HTTP requests into events of
    /// [payload format 2.0](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html), and answers with what the function answers.
    /// An error of the function is answered with status 502.
    ///
    /// - Throws: `InvokeError.cloudClosed`, or why no port could be opened.
    public func openURL() async throws -> String {
        let (ports, listening) = AsyncThrowingStream.makeStream(of: Int.self)
        let isAccepted = servers.start { [self] in
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
        host.log(LogLine(configuration, .platform, host.date(), message))
    }
}
