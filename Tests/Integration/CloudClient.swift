import Foundation
import JSONValue
import LocalCloud
import SigV4
import TestSupport

/// Clients that nobody here wrote, run against a local cloud.
enum CloudClient {
    /// What makes AWS's clients talk to the cloud and to nothing else.
    static func environment(_ cloud: Cloud) -> [String: String] {
        [
            "AWS_ENDPOINT_URL": cloud.endpoint, "AWS_REGION": Cloud.region, "AWS_DEFAULT_REGION": Cloud.region,
            "AWS_ACCESS_KEY_ID": cloud.credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": cloud.credentials.secretAccessKey,
            "AWS_SESSION_TOKEN": cloud.credentials.sessionToken ?? "", "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PAGER": "",
            "NO_PROXY": "127.0.0.1,localhost", "PYTHONDONTWRITEBYTECODE": "1",
        ]
    }

    /// That, with the tests' AWS CLI as `aws`, wherever it is installed.
    ///
    /// - Parameter folder: Where the command goes.
    static func environmentWithCLI(_ cloud: Cloud, in folder: URL) async throws -> [String: String] {
        let python = try await Python.output(of: ["-c", "import sys; print(sys.executable, end='')"])
        let bin = folder.appending(path: "bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: false)
        let aws = bin.appending(path: "aws")
        try Data("#!/bin/sh\nexec '".utf8 + python + "' -m awscli \"$@\"\n".utf8).write(to: aws)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: aws.path)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return environment(cloud).merging(["PATH": bin.path + ":" + path]) { $1 }
    }

    static let support = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Support")
}
