// Takes orders off a queue: `Stack/Shop` has it read one, behind a rollout.
import LambdaRuntime

struct Messages: Decodable {
    struct Record: Decodable {
        let messageId: String
        let body: String
    }

    /// Absent in the event of a schedule, which reaches this function, too.
    let Records: [Record]?
}

try await Lambda.run { (event: Messages, context) in
    for record in event.Records ?? [] {
        context.logger.info("an order", metadata: ["message": "\(record.messageId)", "bytes": "\(record.body.utf8.count)"])
    }
}
