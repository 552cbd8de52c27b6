import Foundation
import TestSupport
import Testing

@testable import LambdaRollout

@Suite("The creator of a deployment", .enabled(if: Python.has("botocore"), "Python cannot import botocore"))
struct CreatorTests {
    @Test("is one of those that botocore's model knows")
    func botocore() async throws {
        let program = """
            import botocore.session, json
            loader = botocore.session.Session().get_component("data_loader")
            print(json.dumps(loader.load_service_model("codedeploy", "service-2")["shapes"]["DeploymentCreator"]["enum"]))
            """
        let names = try JSONDecoder().decode(Set<String>.self, from: await Python.output(of: ["-c", program]))
        #expect(Set(Rollout.Deployment.Creator.known.map(\.description)) == names)
    }
}
