import LambdaRollout
import LinkedResources

let hook = Rollout.handler { event, context in
    let response = try await HTTPClient.shared.get(Resource.Api.latestUrl)
    try await Rollout.report(event, response.isSuccess ? .succeeded : .failed)
}
try await hook.run()
