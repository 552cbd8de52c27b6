import AWSClient
import Foundation
import JSONValue
import LocalCloud

/// What users do: two requests in each second of the cloud's time, every second of them for the basket.
struct DemoTraffic: Sendable {
    /// How many requests may be under way at once.
    private static let mostAtOnce = 8

    let clients: DemoClients
    let recorder: StoryRecorder
    let observer: DemoObserver
    /// Whether time waits for the answers, as it must where it jumps.
    let waitsForAnswers: Bool

    /// Sends requests, and looks at the cloud every other second, until the task is cancelled.
    func run(_ worker: CloudClock.Worker) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var second = 0
            var next = recorder.clock.now
            let underWay = Gauge()
            while true {
                for path in ["/", "/basket"] where underWay.enter(limit: Self.mostAtOnce) {
                    if waitsForAnswers {
                        try await request(path)
                        underWay.leave()
                    } else {
                        group.addTask {
                            defer { underWay.leave() }
                            try await request(path)
                        }
                    }
                }
                if second.isMultiple(of: 2) { try await observer.look() }
                second += 1
                // Where a second was not enough for all this, the next begins at once.
                next = max(next + .seconds(1), recorder.clock.now)
                try await worker.sleep(until: next)
            }
        }
    }

    private func request(_ path: String) async throws {
        let event: JSON = [
            "version": "2.0", "rawPath": .string(path), "rawQueryString": "", "headers": ["host": "shop.example"],
            "requestContext": ["http": ["method": "GET", "path": .string(path), "sourceIp": "192.0.2.7", "userAgent": "demo"]],
            "isBase64Encoded": false,
        ]
        do {
            let answer = try await clients.invoke(DemoPlay.function, DemoPlay.alias, event)
            recorder.take(.request(version: answer.version, succeeded: answer.succeeded))
        } catch AWSError.cancelled {
            throw CancellationError()
        }
    }
}
