internal import Foundation
internal import JSONValue

/// Messages about the deployment to the group's topics.
extension CodeDeploy.DeploymentRun {
    /// Publishes an event to the topics of the triggers that ask for it, in the form of
    /// [JSON data formats for CodeDeploy triggers](https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-sns-event-notifications-json-format.html).
    /// A message that can't be sent fails nothing.
    func announce(_ event: CodeDeploy.TriggerConfig.Event) async {
        guard let row = try? row, let group = try? group else { return }
        for trigger in group.triggers where (trigger.triggerEvents ?? []).contains(event.rawValue) {
            guard let topic = trigger.triggerTargetArn else { continue }
            let input: JSON = [
                "TopicArn": .string(topic), "Subject": .string(subject(event, row)),
                "Message": .string(message(trigger.triggerName ?? "", row).description),
            ]
            do {
                _ = try await call(ServiceName.sns, "Publish", input, action: "sns:Publish", on: topic)
            } catch {
                service.context.log(
                    "The trigger \(trigger.triggerName ?? "") of \(row.id) could not be sent to \(topic): \(error.message)",
                    from: ServiceName.codeDeploy)
            }
        }
    }

    private func subject(_ event: CodeDeploy.TriggerConfig.Event, _ row: CodeDeploy.Deployment) -> String {
        let status = event == .deploymentStart ? "CREATED" : row.status.rawValue.uppercased()
        // SNS takes no more than 100 characters.
        return String("\(status): AWS CodeDeploy \(row.id) in \(Cloud.region) to \(row.applicationName)".prefix(100))
    }

    private func message(_ trigger: String, _ row: CodeDeploy.Deployment) -> JSON {
        let names = service.names(of: row)
        let overview = row.overview.object?.filter { $0.key != "Ready" }.map { ($0.key, JSON.string($0.value.description)) } ?? []
        func seconds(_ time: Double?) -> JSON? { time.map { .string(String(format: "%.3f", $0)) } }
        return JSON(members: [
            "region": .string(Cloud.region), "accountId": .string(Cloud.account), "eventTriggerName": .string(trigger),
            "applicationName": .string(names.application ?? row.applicationName), "deploymentId": .string(row.id),
            "deploymentGroupName": .string(names.group ?? row.groupName), "createTime": seconds(row.created),
            "completeTime": seconds(row.completed),
            "deploymentOverview": .object(overview.reduce(into: JSON.Object()) { $0[$1.0] = $1.1 }), "status": .string(row.status.rawValue),
            "errorInformation": row.error.map { ["ErrorCode": .string($0.code.rawValue), "ErrorMessage": .string($0.message)] },
        ])
    }
}
