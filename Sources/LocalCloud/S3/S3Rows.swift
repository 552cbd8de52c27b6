/// A bucket.
struct S3Bucket: Codable, Sendable {
    let name: String
    let created: Double
    var tags: [IAMTag] = []
}

/// A row that names blobs.
protocol S3Row {
    var blobs: Set<String> { get }
}

/// An object, without its bytes, which are a blob.
struct S3Object: Codable, Sendable, S3Row {
    let bucket: String
    let key: String
    let blob: String
    let size: Int
    /// With quotes.
    let etag: String
    let modified: Double
    /// The headers that it was put with and is handed out with: `Content-Type`, `Cache-Control` and others, and `x-amz-meta-…`.
    let headers: [String: String]
    /// Values by headers.
    let checksums: [String: String]
    var tags: [IAMTag] = []

    var blobs: Set<String> { [blob] }
}

/// An upload in parts that has not been completed yet.
struct S3Upload: Codable, Sendable, S3Row {
    struct Part: Codable, Sendable {
        let blob: String
        let size: Int
        let etag: String
        let modified: Double
    }

    let id: String
    let bucket: String
    let key: String
    let headers: [String: String]
    let created: Double
    /// By number.
    var parts: [Int: Part] = [:]
    /// The blob of the object that had the key when the upload began.
    var found: String?
    /// Of the whole object.
    var tags: [IAMTag]?

    var blobs: Set<String> { Set(parts.values.map(\.blob)) }
}
