// What the benchmark measures: answers "Hello <DeploymentId>" to a CodeDeploy hook event.
import LambdaRuntime

struct HookEvent: Decodable {
    let deploymentID: String

    enum CodingKeys: String, CodingKey { case deploymentID = "DeploymentId" }
}

try await Lambda.run { (event: HookEvent, context) in "Hello \(event.deploymentID)" }
