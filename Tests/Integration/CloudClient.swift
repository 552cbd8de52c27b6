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

    static let support = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Support")
}
