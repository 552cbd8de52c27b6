// Leaves the verdict to a person: logs the commands that let the deployment go on, or stop it. CodeDeploy waits for up to an hour.
import LambdaRollout

let hook = Rollout.handler { event, context in
    let command = "rollout report --deployment \(event.deploymentId) --execution \(event.lifecycleEventHookExecutionId)"
    context.logger.notice("approve with: \(command) succeeded")
    context.logger.notice("refuse with: \(command) failed")
    try Rollout.defer(event)
}
try await hook.run()
