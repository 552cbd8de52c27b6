import LambdaRollout
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
        "that is read and can't be carried out is INVALID_LAMBDA_CONFIGURATION, with what is wrong",
        arguments: [
            ("version: 0.0", "version: 1.0", "Its version is not 0.0."),
            ("Name: shop", "Name:", "Api has no Name."),
            ("Alias: live", "Alias: [live]", #"The Alias of Api is ["live"], which is no text."#),
            ("CurrentVersion: 1", "CurrentVersion: 1.5", "The CurrentVersion of Api is 1.5, which is no text."),
            ("CurrentVersion: 1", "CurrentVersion: -1", "The CurrentVersion of Api is -1, not the number of a published version"),
            ("CurrentVersion: 1", "CurrentVersion: null", "Api has no CurrentVersion."),
            (#""2""#, "02", "The TargetVersion of Api is 02, not the number of a published version"),
            (#""2""#, "$LATEST", "The TargetVersion of Api is $LATEST, not the number of a published version"),
            ("BeforeAllowTraffic", "BeforeInstall", "BeforeInstall is no lifecycle event with a hook"),
            ("BeforeAllowTraffic: before", "BeforeAllowTraffic:", "The Lambda function name cannot be null or empty"),
            ("- BeforeAllowTraffic: before", "x", "Hooks is no list of maps."),
            ("AWS::Lambda::Function", "AWS::ECS::Service", "The Type of Api is not AWS::Lambda::Function."),
            (
                "Name: shop", "Name: arn:aws:lambda:us-east-1:210987654321:function:shop",
                "The Name of Api is not that of a Lambda function in account 123456789012"
            ),
            ("Name: shop", "Name: 210987654321:function:shop", "The Name of Api is not that of a Lambda function in account 123456789012"),
            ("Name: shop", "Name: arn:aws:sns:us-east-1:123456789012:shop", "The Name of Api is not that of a Lambda function"),
        ])
    func bad(old: String, new: String, reason: String) {
        let fault = fault(Self.yaml.replacing(old, with: new))
        #expect(fault?.code == .invalidLambdaConfiguration)
        let start =
            "The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration. "
        #expect(fault?.message.hasPrefix(start + reason) == true, "\(fault?.message ?? "")")
    }

    @Test(
        "that can't be read is INVALID_REVISION, with the place",
        arguments: [
            ("version: 0.0", "version: 0.0\nversion: 0.0", "line 2, column 8: a key is given twice."),
            ("Name: shop", "Name: sh\u{1}op", "line 6, column 17: a control character."),
            ("Name: shop", "Name: !Ref shop", "line 6, column 15: tags other than"),
        ])
    func unreadable(old: String, new: String, reason: String) {
        let fault = fault(Self.yaml.replacing(old, with: new))
        #expect(fault?.code == .invalidRevision)
        #expect(fault?.message.contains(" The input AppSpec file is not well-formed: " + reason) == true, "\(fault?.message ?? "")")
    }

    @Test(
        "may have null where it could have nothing",
        arguments: [
            "Hooks:", "Hooks: null", "Hooks: []", "Hooks: {}", "Hooks:\n#  - BeforeAllowTraffic: before", "Hooks:\n  -", "hooks: ~", "",
        ])
    func nothing(hooks: String) throws {
        let text = try #require(Self.yaml.split(separator: "Hooks:").first) + hooks + "\n"
        #expect(try CodeDeploy.AppSpec(parsing: String(text)).hooks == [:])
        // The hook's own reader takes it for the same.
        #expect(try YAMLReader.read(String(text))["Resources"] != nil)
    }

    private func fault(_ text: String) -> CodeDeploy.Fault? {
        #expect(throws: CodeDeploy.Fault.self) { try CodeDeploy.AppSpec(parsing: text) }
    }
}
