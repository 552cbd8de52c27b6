internal import Foundation
internal import JSONValue

/// Asynchronous invocations: see
/// [Invoking a function asynchronously](https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html).
extension LambdaService {
    /// Puts an event in line, where it stays until the function has answered it or has failed as often as it may.
    func enqueue(_ identifier: FunctionIdentifier, _ payload: [UInt8]) throws(AWSError) {
        let key = Random.uuid()
        let row = EventRow(
            function: identifier.name, qualifier: identifier.qualifier, payload: Data(payload).base64EncodedString(), created: now)
        events.modify(key) { $0 = row }
        guard startDelivery(key) else {
            events.modify(key) { $0 = nil }
            throw AWSError("ServiceException", "The local cloud is being closed.")
        }
    }

    @discardableResult
    func startDelivery(_ key: String) -> Bool {
        context.tasks.start { [self] in
            await context.clock.work { worker in await deliver(key, worker) }
        }
    }

    private func deliver(_ key: String, _ worker: CloudClock.Worker) async {
        while let row = events[key], !Task.isCancelled {
            let identifier = FunctionIdentifier(name: row.function, qualifier: row.qualifier)
            let settings = functions[row.function]?.eventInvokeConfigs[row.qualifier ?? "$LATEST"]
            let isTooOld = now - row.created > Double(settings?.maximumEventAge ?? 21_600)
            guard !isTooOld, row.errors <= settings?.maximumRetryAttempts ?? 2, let data = Data(base64Encoded: row.payload) else {
                log(
                    identifier,
                    "An event of an asynchronous invocation was dropped: \(isTooOld ? "it waited too long" : "the function failed at it \(row.errors) times")"
                )
                break
            }
            let wait: Duration
            do throws(AWSError) {
                // The request id stays the same from one attempt to the next.
                let output = try await run(identifier, RuntimeAPI.Event(requestID: key, payload: Array(data), arn: identifier.arn))
                if output.functionError == nil { break }
                events.modify(key) { $0?.errors += 1 }
                wait = row.errors == 0 ? .seconds(60) : .seconds(120)
            } catch {
                if Task.isCancelled { return }
                // The function is gone.
                if error.code == "ResourceNotFoundException" { break }
                events.modify(key) { $0?.refusals += 1 }
                // From a second up to five minutes.
                wait = .seconds(min(1 << min(row.refusals, 10), 300))
            }
            // Known here already that there will be no other attempt.
            if let errors = events[key]?.errors, errors > settings?.maximumRetryAttempts ?? 2 { continue }
            do { try await worker.sleep(for: wait) } catch { return }
        }
        if !Task.isCancelled { events.modify(key) { $0 = nil } }
    }

    func log(_ identifier: FunctionIdentifier, _ message: String) {
        context.log(
            LogLine(
                function: identifier.name, version: identifier.qualifier ?? "$LATEST", origin: .platform, date: context.clock.date,
                message: message))
    }
}
