internal import Foundation
internal import HTTPTransport
internal import JSONValue

/// Takes messages to subscribers: a few times, where they don't take one, as
/// [SNS does by default](https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html). What is on its way when the cloud
/// ends is on its way again in the next run.
struct SNSDelivery: Sendable {
    /// How many more times an HTTP subscriber is tried, and how long after the last time.
    static let retries = 3
    static let delay = Duration.seconds(20)

    /// A message on its way to a subscriber.
    private struct Pending: Codable, Sendable {
        let message: SNSMessage
        let subscription: SNSSubscription
        /// How often the subscriber was tried in vain.
        var failures = 0
    }

    private let context: CloudContext
    private let pending: Table<Pending>

    init(_ context: CloudContext) throws(Storage.Failure) {
        self.context = context
        pending = try Table("sns-deliveries", context.storage, context.clock)
    }

    /// Starts on the way to a subscriber.
    func send(_ message: SNSMessage, to subscription: SNSSubscription) {
        let key = Random.uuid()
        pending.modify(key) { $0 = Pending(message: message, subscription: subscription) }
        start(key)
    }

    /// Goes on with what an earlier run left. To be called once, when the other services are there.
    func resume() {
        for (key, _) in pending.all { start(key) }
    }

    private func start(_ key: String) {
        _ = context.tasks.start { [self] in
            await context.clock.work { worker in
                while let row = pending[key], await !deliver(row) {
                    if Task.isCancelled { return }
                    pending.modify(key) { $0?.failures += 1 }
                    do { try await worker.sleep(for: Self.delay) } catch { return }
                }
                pending.modify(key) { $0 = nil }
            }
        }
    }

    /// Returns whether that's it: the message was taken, or is given up.
    private func deliver(_ row: Pending) async -> Bool {
        let (message, subscription) = (row.message, row.subscription)
        switch subscription.transport {
        case "http", "https":
            guard let trouble = await post(message, subscription) else { return true }
            if Task.isCancelled || (trouble.isPassing && row.failures < Self.retries) { return false }
            context.log(
                "\(message.topic): \(subscription.endpoint) did not take message \(message.id): \(trouble.text)", from: ServiceName.sns)
        case "lambda": await invoke(message, subscription)
        default:
            context.log(
                "\(message.topic): \(subscription.transport) to \(subscription.endpoint) is not delivered: \(message.text)",
                from: ServiceName.sns)
        }
        return true
    }

    /// Why the subscriber didn't take it.
    private struct Trouble {
        let text: String
        /// Whether it is worth another try.
        let isPassing: Bool
    }

    private func post(_ message: SNSMessage, _ subscription: SNSSubscription) async -> Trouble? {
        let isRaw = subscription.attributes["RawMessageDelivery"] == "true" && message.type == "Notification"
        let body = isRaw ? Array(message.text.utf8) : message.json(subscription, endpoint: context.endpoint).serialized()
        var request = HTTPRequest(.post, subscription.endpoint, body: body)
        request.headers = [
            "Content-Type": "text/plain; charset=UTF-8", "User-Agent": "Amazon Simple Notification Service Agent",
            "x-amz-sns-message-type": message.type, "x-amz-sns-message-id": message.id, "x-amz-sns-topic-arn": message.topic,
        ]
        if message.type == "Notification" { request.headers["x-amz-sns-subscription-arn"] = subscription.arn }
        if isRaw { request.headers["x-amz-sns-rawdelivery"] = "true" }
        request.timeout = .seconds(15)
        do throws(HTTPError) {
            let status = try await HTTPClient.shared.send(request).status
            if (200..<300).contains(status) { return nil }
            // With any other 4xx the subscriber doesn't want it.
            return Trouble(text: "it answered with status \(status)", isPassing: !(400..<500).contains(status) || status == 429)
        } catch {
            return Trouble(text: "\(error)", isPassing: true)
        }
    }

    private func invoke(_ message: SNSMessage, _ subscription: SNSSubscription) async {
        do throws(AWSError) {
            guard let lambda = try context.service(ServiceName.lambda) as? any FunctionInvoker else {
                throw AWSError("ServiceException", "The cloud has no Lambda.")
            }
            // Asynchronously: Lambda tries again where the function fails.
            _ = try await lambda.invoke(
                function: subscription.endpoint, qualifier: nil,
                payload: message.event(subscription, endpoint: context.endpoint).serialized(),
                type: .event, logTail: false, clientContext: nil, call: .service(ServiceName.sns, source: message.topic))
        } catch {
            context.log(
                "\(message.topic): \(subscription.endpoint) can't be invoked: \(error.code): \(error.message)", from: ServiceName.sns)
        }
    }
}
