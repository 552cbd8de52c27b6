internal import HTTPTransport
internal import JSONValue

/// Takes messages to subscribers: a few times, where they don't take one, as
/// [SNS does by default](https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html).
struct SNSDelivery: Sendable {
    /// How many more times an HTTP subscriber is tried, and how long after the last time.
    static let retries = 3
    static let delay = Duration.seconds(20)

    let context: CloudContext

    /// Starts on the way to a subscriber.
    func send(_ message: SNSMessage, to subscription: SNSSubscription) {
        _ = context.tasks.start { [self] in
            await context.clock.work { worker in
                switch subscription.transport {
                case "http", "https": await post(message, subscription, worker)
                case "lambda": await invoke(message, subscription)
                default:
                    context.log(
                        "\(message.topic): \(subscription.transport) to \(subscription.endpoint) is not delivered: \(message.text)",
                        from: ServiceName.sns)
                }
            }
        }
    }

    private func post(_ message: SNSMessage, _ subscription: SNSSubscription, _ worker: CloudClock.Worker) async {
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
        var trouble = ""
        for attempt in 0...Self.retries {
            if attempt > 0 {
                do { try await worker.sleep(for: Self.delay) } catch { return }
            }
            do throws(HTTPError) {
                let status = try await HTTPClient.shared.send(request).status
                if (200..<300).contains(status) { return }
                trouble = "it answered with status \(status)"
                // The subscriber doesn't want it.
                if (400..<500).contains(status), status != 429 { break }
            } catch {
                trouble = "\(error)"
            }
        }
        context.log("\(message.topic): \(subscription.endpoint) did not take message \(message.id): \(trouble)", from: ServiceName.sns)
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
                type: .event, logTail: false, clientContext: nil, call: .service(ServiceName.sns))
        } catch {
            context.log(
                "\(message.topic): \(subscription.endpoint) can't be invoked: \(error.code): \(error.message)", from: ServiceName.sns)
        }
    }
}
