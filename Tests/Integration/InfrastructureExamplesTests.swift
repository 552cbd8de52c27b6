import Foundation
import TestSupport
import Testing

/// The examples for tools that zip and deploy, as far as each can be checked without an account. Terraform's is deployed to a local cloud:
/// `TerraformExampleTests`.
@Suite("Infrastructure examples")
struct InfrastructureExamplesTests {
    private static let examples = BuiltExamples.folder.appending(path: "infrastructure")

    private func path(_ name: String) -> String { Self.examples.appending(path: name).path }

    /// What a template lacks for its function to be guarded, a line each.
    private func faults(ofTemplate path: String) async throws -> String {
        let script = CloudClient.support.appending(path: "guarded_function.py").path
        return String(decoding: try await Python.output(of: [script, path]), as: UTF8.self)
    }

    /// The same for a SAM template, by what SAM makes of it.
    private func faults(ofSAM text: String) async throws -> String {
        let folder = try TemporaryFolder()
        let (template, translated) = (folder.url.appending(path: "template.yaml"), folder.url.appending(path: "template.json"))
        try Data(text.utf8).write(to: template)
        let script = CloudClient.support.appending(path: "sam_translate.py").path
        try await Python.output(of: [script, template.path], environment: ["AWS_DEFAULT_REGION": "eu-west-1"]).write(to: translated)
        return try await faults(ofTemplate: translated.path)
    }

    private func samTemplate() throws -> String { try String(contentsOfFile: path("sam/template.yaml"), encoding: .utf8) }

    @Test(
        "SAM makes a guarded function of its template: a way to the new version, links, alarm, permissions, no circle",
        .enabled(if: Python.has("samtranslator"), "SAM's translator is not installed"))
    func sam() async throws { #expect(try await faults(ofSAM: samTemplate()).isEmpty) }

    @Test(
        "a template that lacks one of them is found out", .enabled(if: Python.has("samtranslator"), "SAM's translator is not installed"),
        arguments: [
            (#""latestUrl": "${ApiLatestUrl.FunctionUrl}""#, #""latestUrl": "${Http.ApiEndpoint}""#, "latestUrl is no Function URL"),
            ("!GetAtt Api.Version.Version", "\"1\"", "is not at the new version"),
            ("InvokedViaFunctionUrl: true", "SourceAccount: \"1\"", "not public: lambda:InvokeFunction"),
            ("- Name: ExecutedVersion", "- Name: Version", "counts"),
            ("codedeploy:GetDeployment]", "codedeploy:GetDeploymentTarget]", "may GetDeployment"),
            ("${AWS::AccountId}:function:${AWS::StackName}-AfterTraffic", "${AWS::AccountId}:function:*", "may invoke"),
            ("SST_RESOURCE_Api:", "LINK:", "linked to nothing"),
            ("IntegrationUri: !Ref Api.Alias", "IntegrationUri: !Ref ApiLatest", "leads to"),
            (#""url": "${Http.ApiEndpoint}""#, #""url": "${Api.Alias}""#, "waits for itself"),
            ("MemorySize: 256", "MemorySize: 128", "less than 256 MB"),
        ])
    func samFaults(part: String, instead: String, fault: String) async throws {
        let whole = try samTemplate()
        let broken = whole.replacingOccurrences(of: part, with: instead)
        try #require(broken != whole)
        #expect(try await faults(ofSAM: broken).contains(fault))
    }

    @Test("cfn-lint finds nothing in SAM's template", .enabled(if: Python.has("cfnlint")))
    func cfnLint() async throws {
        _ = try await Python.output(of: ["-c", "import sys; from cfnlint.runner import main; sys.exit(main())", path("sam/template.yaml")])
    }

    @Test(
        "SAM's makefile has a target for each function, which calls rollout package",
        .enabled(if: ChildProcess.works("make", ["--version"])))
    func makefile() async throws {
        for function in ["Api", "BeforeTraffic", "AfterTraffic"] {
            let make = try ChildProcess(
                "make", ["-C", path("sam"), "--no-print-directory", "--dry-run", "build-\(function)", "ARTIFACTS_DIR=/tmp/artifacts"])
            let (output, status) = await make.result()
            #expect(status == 0)
            #expect(output.contains(#"rollout package \#(function) --package-path "../.." --output-folder "/tmp/artifacts""#))
        }
    }

    @Test("CDK makes a guarded function of its example", .enabled(if: Python.has("aws_cdk"), "aws-cdk-lib or node is not installed"))
    func cdk() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: path("cdk/app.py"), toPath: folder.path + "/app.py")
        for zip in ["api.zip", "hooks.zip"] {
            try await BuiltExamples.zip(["bootstrap": Self.examples.appending(path: "cdk/app.py")], to: folder.url.appending(path: zip))
        }
        let output = folder.url.appending(path: "out")
        _ = try await Python.output(of: [folder.path + "/app.py"], environment: ["CDK_OUTDIR": output.path])
        #expect(try await faults(ofTemplate: output.appending(path: "Shop.template.json").path).isEmpty)
    }

    @Test(
        "terraform has nothing to say about its example's format",
        .enabled(if: TerraformTool.isInstalled, "terraform is not installed"))
    func terraformFormat() async throws {
        let terraform = try ChildProcess("terraform", ["fmt", "-check", "-diff", path("terraform")])
        let (output, status) = await terraform.result()
        #expect(status == 0, "\(output)")
    }

    @Test("node parses what is written for SST", .enabled(if: ChildProcess.works("node", ["--version"])))
    func sst() async throws {
        let folder = try TemporaryFolder()
        // Written so that it is JavaScript, too, which is all that node reads.
        let copy = folder.url.appending(path: "example.mjs").path
        try FileManager.default.copyItem(atPath: path("sst/sst.config.ts"), toPath: copy)
        #expect(await (try ChildProcess("node", ["--check", copy])).result().status == 0)
    }
}
