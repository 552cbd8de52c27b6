// One function for both phases: asks CodeDeploy which deployment it is, tests the new version before users reach it, and the URL that they
// use when all traffic is on it.
import LambdaRollout
import LinkedResources

let hook = Rollout.handler(
    beforeTraffic: { event, context in
        let deployment = try await event.deployment()
        let versions = "version \(deployment.targetVersion ?? "?") of \(deployment.functionName ?? "?")"
        context.logger.info("\(versions) is to replace \(deployment.currentVersion ?? "?")")
        let response = try await HTTPClient.shared.get(Resource.Api.latestUrl)
        try await Rollout.report(event, response.isSuccess ? .succeeded : .failed, reason: "the new version answered \(response.status)")
    },
    afterTraffic: { event, context in
        let response = try await HTTPClient.shared.get(Resource.Api.url)
        try await Rollout.report(event, response.isSuccess ? .succeeded : .failed, reason: "users are answered \(response.status)")
    })
try await hook.run()
