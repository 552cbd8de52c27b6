import Foundation
import LocalCloud
import TestSupport
import Testing

/// Terraform with the AWS provider that is on the machine, in a folder of its own: nothing is fetched.
struct TerraformTool {
    static let isInstalled = ChildProcess.works("terraform", ["version"])

    /// A folder that holds the provider as `<registry>/hashicorp/aws/…`: one of those that Terraform looks into by itself, or below `/opt`.
    static let mirror: String? = {
        let files = FileManager.default
        let home = NSHomeDirectory() + "/.terraform.d"
        let known = [home + "/plugins", home + "/plugin-cache", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"]
        let others = ((try? files.contentsOfDirectory(atPath: "/opt")) ?? []).sorted().map { "/opt/" + $0 }
        return (known + others).first { folder in
            ((try? files.contentsOfDirectory(atPath: folder)) ?? []).contains { files.fileExists(atPath: "\(folder)/\($0)/hashicorp/aws") }
        }
    }()

    private let folder: URL
    private let settings: String

    /// - Parameter folder: Where the configuration is; what says where the provider is goes beside it.
    init(in folder: URL) throws {
        self.folder = folder
        let file = folder.appending(path: "terraform.rc")
        try Data("provider_installation {\n  filesystem_mirror { path = \"\(Self.mirror ?? "")\" }\n}\n".utf8).write(to: file)
        settings = file.path
    }

    /// What a process needs to run Terraform there, against a cloud.
    func environment(_ cloud: Cloud) -> [String: String] {
        CloudClient.environment(cloud).merging(["TF_CLI_CONFIG_FILE": settings, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"]) { $1 }
    }

    /// Runs it to its end, which has to be a good one.
    func run(_ arguments: [String], _ environment: [String: String]) async throws {
        let tool = CommandLineTool(executable: "terraform", environment: environment, folder: folder)
        let outcome = try await tool.run(arguments + ["-no-color"])
        #expect(outcome.status == 0, "terraform \(arguments.joined(separator: " ")):\n\(outcome.output.suffix(4000))")
        if outcome.status != 0 { throw CancellationError() }
    }

    /// The same, with all that a cloud needs to be told.
    func callAsFunction(_ arguments: String..., on cloud: Cloud) async throws { try await run(arguments, environment(cloud)) }
}
