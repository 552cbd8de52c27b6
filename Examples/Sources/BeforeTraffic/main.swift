// Runs before any user reaches the new version, and asks the new version itself.
import LambdaRollout
import LinkedResources

let hook = Rollout.handler { event, context in
    let response = try await HTTPClient.shared.get(Resource.Api.latestUrl)
    context.logger.info("the new version answered", metadata: ["status": "\(response.status)", "body": "\(response.text)"])
    try await Rollout.report(event, response.isSuccess ? .succeeded : .failed, reason: "the new version answered \(response.status)")
}
try await hook.run()
