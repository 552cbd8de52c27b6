import Foundation
import LocalCloud
import SigV4
import TestSupport
import Testing

/// Terraform and its AWS provider, where both are on the machine: nothing is fetched.
@Suite("Terraform")
struct TerraformTests {
    /// A folder that holds the provider as `<registry>/hashicorp/aws/…`: one of those that Terraform looks into by itself, or below `/opt`.
    private static let mirror: String? = {
        let files = FileManager.default
        let home = NSHomeDirectory() + "/.terraform.d"
        let known = [home + "/plugins", home + "/plugin-cache", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"]
        let others = ((try? files.contentsOfDirectory(atPath: "/opt")) ?? []).sorted().map { "/opt/" + $0 }
        return (known + others).first { folder in
            ((try? files.contentsOfDirectory(atPath: folder)) ?? []).contains { files.fileExists(atPath: "\(folder)/\($0)/hashicorp/aws") }
        }
    }()

    @Test(
        "its AWS provider applies a guarded function; a second plan shows no change, also after a restart; destroy leaves nothing",
        .enabled(if: ChildProcess.works("terraform", ["version"]), "terraform is not installed"),
        .enabled(if: mirror != nil, "terraform's AWS provider is in no folder of plugins on this machine"))
    func apply() async throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data").path
        try await prepare(folder.url)
        try await Cloud.run(CloudConfiguration(data: data)) { cloud in
            try await terraform(["init", "-input=false"], cloud, folder)
            try await terraform(["apply", "-auto-approve", "-input=false"], cloud, folder)
            try await terraform(["plan", "-detailed-exitcode", "-input=false"], cloud, folder)
            let change = ["-var", "memory=512", "-var", "threshold=2"]
            try await terraform(["apply", "-auto-approve", "-input=false"] + change, cloud, folder)
            try await terraform(["plan", "-detailed-exitcode", "-input=false"] + change, cloud, folder)
        }
        try await Cloud.run(CloudConfiguration(data: data)) { cloud in
            try await terraform(["plan", "-detailed-exitcode", "-input=false", "-var", "memory=512", "-var", "threshold=2"], cloud, folder)
            try await terraform(["destroy", "-auto-approve", "-input=false"], cloud, folder)
        }
        // What was, not what is: numbers of versions are not used again, alarms have a history, nobody acts as a role that is gone, and
        // credentials stay good.
        let past = ["lambda-version-numbers/", "cloudwatch-history/", "iam-deleted-roles/", "credentials/"]
        let left = try FileManager.default.subpathsOfDirectory(atPath: data).filter { $0.hasSuffix(".json") }
        #expect(left.filter { path in !past.contains(where: path.hasPrefix) } == [])
    }

    /// The configuration, and a zip with an executable in it.
    private func prepare(_ folder: URL) async throws {
        let source = CloudClient.support.appending(path: "Terraform/main.tf")
        try FileManager.default.copyItem(at: source, to: folder.appending(path: "main.tf"))
        let zip = """
            import sys, zipfile
            entry = zipfile.ZipInfo("bootstrap")
            entry.external_attr = 0o755 << 16
            with zipfile.ZipFile(sys.argv[1], "w") as archive:
                archive.writestr(entry, "#!/bin/sh\\n")
            """
        _ = try await Python.output(of: ["-c", zip, folder.appending(path: "code.zip").path])
        let rc = "provider_installation {\n  filesystem_mirror { path = \"\(Self.mirror ?? "")\" }\n}\n"
        try Data(rc.utf8).write(to: folder.appending(path: "rc"))
    }

    private func terraform(_ arguments: [String], _ cloud: Cloud, _ folder: TemporaryFolder) async throws {
        let environment = CloudClient.environment(cloud).merging([
            "TF_CLI_CONFIG_FILE": folder.url.appending(path: "rc").path, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1",
        ]) { $1 }
        let tool = CommandLineTool(executable: "terraform", environment: environment, folder: folder.url)
        let outcome = try await tool.run(arguments + ["-no-color"])
        #expect(outcome.status == 0, "terraform \(arguments.joined(separator: " ")):\n\(outcome.output.suffix(4000))")
        if outcome.status != 0 { throw CancellationError() }
    }
}
