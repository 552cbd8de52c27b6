/// What must not be in a package: anyone who may read a function's code may read it, too.
enum Secret {
    /// Why a file looks like a secret; `nil` when it does not.
    static func reason(_ path: String, _ contents: [UInt8]) -> String? {
        let name = (path.split(separator: "/").last.map(String.init) ?? path).lowercased()
        let isSample = [".example", ".sample", ".template", ".dist"].contains { name.hasSuffix($0) }
        if name == ".env" || name.hasPrefix(".env.") && !isSample { return "it is a file of environment variables" }
        let keys = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"]
        if keys.contains(name) { return "it has the name of an SSH key" }
        if [".p12", ".pfx", ".jks", ".keystore", ".ppk"].contains(where: { name.hasSuffix($0) }) { return "it is a store of private keys" }
        if [".netrc", ".git-credentials", ".pgpass", ".htpasswd"].contains(name) { return "it holds passwords" }
        let lower = path.lowercased()
        if name == "credentials" || lower.hasSuffix(".aws/config") || lower.contains(".aws/sso/cache/") {
            return "it holds AWS credentials"
        }
        // As the console names what it hands out.
        if name == "rootkey.csv" || name == "credentials.csv" || name.hasSuffix("accesskeys.csv") || name.hasSuffix("_credentials.csv") {
            return "it has the name under which the AWS console hands out access keys"
        }
        // Programs hold these words to look for them.
        guard !ELFFile.isELF(contents), contents.count <= 1024 * 1024 else { return nil }
        if contents.contains("PRIVATE KEY-----") { return "it holds a private key" }
        if contents.contains("aws_secret_access_key") || contents.contains("AWS_SECRET_ACCESS_KEY=") { return "it holds an AWS access key" }
        return nil
    }
}
