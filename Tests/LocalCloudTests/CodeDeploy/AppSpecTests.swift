import Testing

@testable import LocalCloud

@Suite("an AppSpec")
struct AppSpecTests {
    private static let yaml = """
        version: 0.0
        Resources:
          - Api:
              Type: AWS::Lambda::Function
              Properties:
                Name: shop
                Alias: live
                CurrentVersion: 1
                TargetVersion: "2"
        Hooks:
          - BeforeAllowTraffic: before
        """

    @Test("says what is deployed, in YAML and in JSON")
    func good() throws {
        let json = #"""
            {"version": "0.0", "resources": [{"Api": {"Type": "AWS::Lambda::Function", "Properties": {"Name":
            "arn:aws:lambda:us-east-1:123456789012:function:shop", "Alias": "live", "CurrentVersion": "1", "TargetVersion": 2}}}],
            "hooks": [{"BeforeAllowTraffic": "before"}]}
            """#
        for text in [Self.yaml, json] {
            let spec = try CodeDeploy.AppSpec(parsing: text)
            #expect(spec.function == "shop" && spec.alias == "live" && spec.currentVersion == "1" && spec.targetVersion == "2")
            #expect(spec.hooks == ["BeforeAllowTraffic": "before"])
        }
    }

    @Test(
        "that can't be carried out is refused with what is wrong with it, and where",
        arguments: [
            ("version: 0.0", "version: 1.0", "its version is not 0.0."),
            ("version: 0.0", "version: 0.0\nversion: 0.0", "line 2, column 8: a key is given twice."),
            ("Name: shop", "Name: sh\u{1}op", "line 6, column 17: a control character."),
            ("Name: shop", "Name:", "Api has no Name."),
            ("Alias: live", "Alias: [live]", #"the Alias of Api is ["live"], which is no text."#),
            ("CurrentVersion: 1", "CurrentVersion: 1.5", "the CurrentVersion of Api is 1.5, which is no text."),
            ("CurrentVersion: 1", "CurrentVersion: -1", "the CurrentVersion of Api is -1, not the number of a published version"),
            (#""2""#, "02", "the TargetVersion of Api is 02, not the number of a published version"),
            (#""2""#, "$LATEST", "the TargetVersion of Api is $LATEST, not the number of a published version"),
            ("BeforeAllowTraffic", "BeforeInstall", "BeforeInstall is no lifecycle event with a hook"),
            ("AWS::Lambda::Function", "AWS::ECS::Service", "the Type of Api is not AWS::Lambda::Function."),
        ])
    func bad(old: String, new: String, reason: String) {
        let text = Self.yaml.replacing(old, with: new)
        let fault = #expect(throws: CodeDeploy.Fault.self) { try CodeDeploy.AppSpec(parsing: text) }
        #expect(fault?.code == .invalidRevision)
        #expect(fault?.message.hasPrefix("The AppSpec file is not valid: " + reason) == true, "\(fault?.message ?? "")")
    }
}
