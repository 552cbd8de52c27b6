import Foundation
import TestSupport
import Testing

/// The examples for tools that zip and deploy, as far as each can be checked without an account.
@Suite("Infrastructure examples")
struct InfrastructureExamplesTests {
    private static let examples = Python.packageRoot.appending(path: "Examples/infrastructure")

    private func path(_ name: String) -> String { Self.examples.appending(path: name).path }

    @Test("SAM's translator makes functions, an alias and a deployment group of the template", .enabled(if: Python.has("samtranslator")))
    func samTranslates() async throws {
        let script = Python.packageRoot.appending(path: "Tests/Integration/Support/sam_translate.py").path
        let output = try await Python.output(of: [script, path("sam/template.yaml")], environment: ["AWS_DEFAULT_REGION": "eu-west-1"])
        let types = try #require(try JSONSerialization.jsonObject(with: output) as? [String: String])
        #expect(types["Api"] == "AWS::Lambda::Function")
        #expect(types["ApiAliaslive"] == "AWS::Lambda::Alias")
        #expect(types["ApiDeploymentGroup"] == "AWS::CodeDeploy::DeploymentGroup")
        #expect(types["BeforeTraffic"] == "AWS::Lambda::Function")
        #expect(!types.values.contains("AWS::Serverless::Function"))
    }

    @Test("cfn-lint finds nothing in SAM's template", .enabled(if: Python.has("cfnlint")))
    func cfnLint() async throws {
        _ = try await Python.output(of: ["-c", "import sys; from cfnlint.runner import main; sys.exit(main())", path("sam/template.yaml")])
    }

    @Test(
        "SAM's makefile has a target for each function, which calls rollout package",
        .enabled(if: ChildProcess.works("make", ["--version"])))
    func makefile() async throws {
        for function in ["Api", "BeforeTraffic"] {
            let make = try ChildProcess(
                "make", ["-C", path("sam"), "--no-print-directory", "--dry-run", "build-\(function)", "ARTIFACTS_DIR=/tmp/artifacts"])
            let (output, status) = await make.result()
            #expect(status == 0)
            #expect(output.contains(#"rollout package \#(function) --package-path "../.." --output-folder "/tmp/artifacts""#))
        }
    }

    @Test("terraform has nothing to say about the configuration's format", .enabled(if: TerraformTool.isInstalled, "terraform is not installed"))
    func terraformFormat() async throws {
        let terraform = try ChildProcess("terraform", ["fmt", "-check", "-diff", path("terraform")])
        let (output, status) = await terraform.result()
        #expect(status == 0, "\(output)")
    }

    @Test(
        "node parses what is written for SST and CDK", .enabled(if: ChildProcess.works("node", ["--version"])),
        arguments: ["sst/sst.config.ts", "cdk/app.mjs"])
    func node(name: String) async throws {
        let folder = try TemporaryFolder()
        // Written so that it is JavaScript, too, which is all that node reads.
        let copy = folder.url.appending(path: "example.mjs").path
        try FileManager.default.copyItem(atPath: path(name), toPath: copy)
        #expect(await (try ChildProcess("node", ["--check", copy])).result().status == 0)
    }
}
