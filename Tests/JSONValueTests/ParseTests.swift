import JSONValue
import Testing

@Suite("Parsing")
struct ParseTests {
    @Test("a CodeDeploy event parses into its members")
    func event() throws {
        let json = try JSON(parsing: #" {"DeploymentId":"d-1","LifecycleEventHookExecutionId":"abc"} "#)
        #expect(json["DeploymentId"]?.string == "d-1")
        #expect(json.object?.keys == ["DeploymentId", "LifecycleEventHookExecutionId"])
    }
}
