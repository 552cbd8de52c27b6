// Runs when all traffic is on the new version, and asks the URL that users use. The verdict is what the closure returns.
import LambdaRollout
import LinkedResources

let hook = Rollout.handler { event, context -> Rollout.Status in
    let response = try await HTTPClient.shared.get(Resource.Api.url)
    context.logger.info("users get", metadata: ["status": "\(response.status)", "body": "\(response.text)"])
    return response.isSuccess ? .succeeded : .failed
}
try await hook.run()
