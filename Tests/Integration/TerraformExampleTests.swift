import Foundation
import HTTPTransport
import JSONValue
import LocalCloud
import TestSupport
import Testing

/// Examples/infrastructure/terraform, from the first apply to a version that its hook refuses.
@Suite("the Terraform example", .enabled(if: Python.has("awscli"), "the AWS CLI is not installed"))
struct TerraformExampleTests {
    @Test(
        "a good version passes hooks and canary, a broken one is refused and gets no traffic",
        .enabled(if: TerraformTool.isInstalled, "terraform is not installed"),
        .enabled(if: TerraformTool.mirror != nil, "terraform's AWS provider is in no folder of plugins on this machine"),
        .enabled(if: BuiltExamples.areThere, BuiltExamples.advice), .timeLimit(.minutes(10)))
    func goodAndBroken() async throws {
        let folder = try TemporaryFolder()
        let example = BuiltExamples.folder.appending(path: "infrastructure/terraform")
        for name in ["main.tf", "deploy.sh"] {
            try FileManager.default.copyItem(at: example.appending(path: name), to: folder.url.appending(path: name))
        }
        try await BuiltExamples.zip("Api", to: folder.url.appending(path: "api.zip"))
        try await BuiltExamples.zip("BeforeTraffic", "AfterTraffic", to: folder.url.appending(path: "hooks.zip"))
        let terraform = try TerraformTool(in: folder.url)
        try await Cloud.run(CloudConfiguration(speed: .max)) { cloud in
            let environment = try await terraform.environment(cloud).merging(CloudClient.environmentWithCLI(cloud, in: folder.url)) { $1 }
            let deploy = CommandLineTool(executable: folder.path + "/deploy.sh", environment: environment)
            let aws = CommandLineTool(executable: "aws", environment: environment)
            func apply(_ more: String...) async throws {
                try await terraform.run(["apply", "-auto-approve", "-input=false"] + more, environment)
            }
            func versions() async throws -> [String?] {
                var versions: [String?] = []
                for alias in ["live", "latest"] {
                    let outcome = try await aws.run(["lambda", "get-alias", "--function-name", "shop-api", "--name", alias])
                    let answer = try JSON(parsing: outcome.output)
                    #expect(answer["RoutingConfig"] == nil)
                    versions.append(answer["FunctionVersion"]?.string)
                }
                return versions
            }

            try await terraform.run(["init", "-input=false"], environment)
            try await apply()
            #expect(try await versions() == ["1", "1"])
            let first = try await deploy.run([])
            #expect(first.status == 0 && first.output.contains("already"), "\(first.output)")

            // Another zip of the same executable.
            let note = folder.url.appending(path: "note")
            try Data("second".utf8).write(to: note)
            try await BuiltExamples.zip(
                ["bootstrap": BuiltExamples.executable("Api"), "note": note], to: folder.url.appending(path: "api.zip"))
            try await apply()
            #expect(try await versions() == ["1", "2"])
            let second = try await deploy.run([])
            #expect(second.status == 0 && second.output.contains("Succeeded"), "\(second.output)")
            #expect(try await versions() == ["2", "2"])

            try await apply("-var", "fault=everything")
            let third = try await deploy.run([])
            #expect(third.status == 1 && third.output.contains("BeforeAllowTraffic"), "\(third.output)")
            #expect(try await versions() == ["2", "3"])
            let users = try await aws.run(["lambda", "get-function-url-config", "--function-name", "shop-api", "--qualifier", "live"])
            let url = try #require(try JSON(parsing: users.output)["FunctionUrl"]?.string)
            #expect(try await HTTPClient.shared.get(url).text.contains("version 2"))

            // What CodeDeploy has moved is no difference to Terraform.
            try await terraform.run(["plan", "-detailed-exitcode", "-input=false", "-var", "fault=everything"], environment)
            try await terraform.run(["destroy", "-auto-approve", "-input=false"], environment)
        }
    }
}
