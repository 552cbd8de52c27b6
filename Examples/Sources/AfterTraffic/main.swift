// Runs when all traffic is on the new version, and asks the URL that users use.
import LambdaRollout
import LinkedResources

let hook = Rollout.handler { event, context in
    let response = try await HTTPClient.shared.get(Resource.Api.url)
    context.logger.info("users get", metadata: ["status": "\(response.status)", "body": "\(response.text)"])
    try await Rollout.report(event, response.isSuccess ? .succeeded : .failed, reason: "users are answered \(response.status)")
}
try await hook.run()
