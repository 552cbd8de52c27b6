import Foundation
import LocalCloud
import SigV4
import TestSupport
import Testing

/// Terraform and its AWS provider, where both are on the machine: nothing is fetched.
@Suite("Terraform")
struct TerraformTests {
    @Test(
        "its AWS provider applies a guarded function; a second plan shows no change, also after a restart; destroy leaves nothing",
        .enabled(if: TerraformTool.isInstalled, "terraform is not installed"),
        .enabled(if: TerraformTool.mirror != nil, "terraform's AWS provider is in no folder of plugins on this machine"))
    func apply() async throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data").path
        try await prepare(folder.url)
        let terraform = try TerraformTool(in: folder.url)
        try await Cloud.run(CloudConfiguration(data: data)) { cloud in
            try await terraform("init", "-input=false", on: cloud)
            try await terraform("apply", "-auto-approve", "-input=false", on: cloud)
            try await terraform("plan", "-detailed-exitcode", "-input=false", on: cloud)
            try await terraform("apply", "-auto-approve", "-input=false", "-var", "memory=512", "-var", "threshold=2", on: cloud)
            try await terraform("plan", "-detailed-exitcode", "-input=false", "-var", "memory=512", "-var", "threshold=2", on: cloud)
        }
        try await Cloud.run(CloudConfiguration(data: data)) { cloud in
            try await terraform("plan", "-detailed-exitcode", "-input=false", "-var", "memory=512", "-var", "threshold=2", on: cloud)
            try await terraform("destroy", "-auto-approve", "-input=false", on: cloud)
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
    }
}
