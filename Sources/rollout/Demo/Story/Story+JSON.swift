import Foundation
import JSONValue

extension Story {
    /// The whole story, for `--json`.
    var json: JSON {
        [
            "requests": .integer(total.total), "errors": .integer(total.failed), "duration_seconds": .number((now * 10).rounded() / 10),
            "versions": .array(
                versions.map { version in
                    let count = totals[version] ?? Count()
                    return [
                        "version": .string(version), "outcome": .string(outcome(of: version).text), "requests": .integer(count.total),
                        "errors": .integer(count.failed),
                    ]
                }),
            "deployments": .array(deployments.map(\.json)),
            "weights": .array(
                weights.map { weights in
                    let shares = weights.shares.sorted { $0.key < $1.key }
                    var object = JSON.Object()
                    for (version, share) in shares { object[version] = .number(share) }
                    return ["at": .number(weights.time), "shares": .object(object)]
                }),
            "refusals": .array(
                refusals.map { ["at": .number($0.time), "version": .string($0.version), "message": .string($0.message)] }),
            "alarms": .array(
                alarms.map { alarm in
                    [
                        "name": .string(alarm.name), "version": .string(alarm.version),
                        "states": .array(alarm.changes.map { ["at": .number($0.time), "state": .string($0.state)] }),
                    ]
                }),
            "notes": .array(notes.map { ["at": .number($0.time), "text": .string($0.text)] }),
        ]
    }
}

extension Story.Deployment {
    fileprivate var json: JSON {
        [
            "id": .string(id), "from": .string(source), "to": .string(target), "status": .string(status), "rollback": .bool(isRollback),
            "related": related.map { .string($0) } ?? .null, "error": errorCode.map { .string($0) } ?? .null,
            "message": errorMessage.map { .string($0) } ?? .null, "start": .number(start), "end": end.map { .number($0) } ?? .null,
            "events": .array(events.map { ["name": .string($0.name), "status": .string($0.status)] }),
        ]
    }
}
