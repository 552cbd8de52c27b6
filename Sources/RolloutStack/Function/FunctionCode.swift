/// What a function runs.
public struct FunctionCode: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case product(String)
        case zip(String)
        case folder(String)
        case s3(bucket: TemplateValue, key: TemplateValue, sha256: TemplateValue)
    }

    let kind: Kind

    /// An executable product of this package. The deploy packages it for provided.al2023.
    public static func product(_ name: String) -> FunctionCode { FunctionCode(kind: .product(name)) }
    /// A zip, by its path from the package's folder.
    public static func zip(_ path: String) -> FunctionCode { FunctionCode(kind: .zip(path)) }
    /// A folder that the deploy zips, by its path from the package's folder.
    public static func folder(_ path: String) -> FunctionCode { FunctionCode(kind: .folder(path)) }
    /// A zip that is in S3 already.
    /// - Parameter sha256: Its SHA-256 in base64. A version is published when it changes.
    public static func s3(bucket: TemplateValue, key: TemplateValue, sha256: TemplateValue) -> FunctionCode {
        FunctionCode(kind: .s3(bucket: bucket, key: key, sha256: sha256))
    }
}
