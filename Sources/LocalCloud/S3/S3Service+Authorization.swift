internal import JSONValue

extension S3Service {
    /// Checks that the caller may do what the request asks for, as far as its bucket and its key say. Deletions of several objects and the
    /// source of a copy are checked where they are read.
    func authorize(_ operation: String, _ input: JSON, _ call: AWSCall) throws(AWSError) {
        guard operation != "DeleteObjects" else { return }
        let bucket = input["Bucket"]?.string ?? ""
        let key = input["Key"]?.string ?? ""
        var keys: [String: [String]] = [:]
        if operation == "ListObjects" || operation == "ListObjectsV2" {
            for name in ["prefix", "delimiter", "max-keys"] {
                if let value = input[name]?.string { keys["s3:\(name)"] = [value] }
            }
        }
        let resource = bucket.isEmpty ? "*" : Self.arn(bucket, key)
        try context.authorize(call, Self.action(operation), on: resource, keys: keys)
    }

    static func arn(_ bucket: String, _ key: String) -> String { "arn:aws:s3:::\(bucket)\(key.isEmpty ? "" : "/\(key)")" }

    /// The permission that an operation needs. See
    /// [S3's actions](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html).
    static func action(_ operation: String) -> String {
        switch operation {
        case "ListBuckets": "s3:ListAllMyBuckets"
        case "HeadBucket", "ListObjects", "ListObjectsV2": "s3:ListBucket"
        case "HeadObject": "s3:GetObject"
        case "CopyObject", "CreateMultipartUpload", "UploadPart", "UploadPartCopy", "CompleteMultipartUpload": "s3:PutObject"
        case "ListParts": "s3:ListMultipartUploadParts"
        case "ListMultipartUploads": "s3:ListBucketMultipartUploads"
        default: subresourceAction(operation) ?? "s3:\(operation)"
        }
    }

    /// The permission for a part of what is set up for a bucket or an object, such as `GetBucket:tagging`.
    private static func subresourceAction(_ operation: String) -> String? {
        let parts = operation.split(separator: ":")
        guard parts.count == 2 else { return nil }
        let isBucket = parts[0].hasSuffix("Bucket")
        // What a bucket has is taken away by putting nothing in its place; objects' tags have an action of their own.
        let verb = parts[0].hasPrefix("Get") ? "Get" : isBucket || !parts[0].hasPrefix("Delete") ? "Put" : "Delete"
        let target = isBucket ? "Bucket" : "Object"
        let noun =
            switch parts[1] {
            case "accelerate": "AccelerateConfiguration"
            case "analytics": "AnalyticsConfiguration"
            case "encryption": "EncryptionConfiguration"
            case "intelligent-tiering": "IntelligentTieringConfiguration"
            case "inventory": "InventoryConfiguration"
            case "lifecycle": "LifecycleConfiguration"
            case "metrics": "MetricsConfiguration"
            case "replication": "ReplicationConfiguration"
            case "acl": target + "Acl"
            case "cors": target + "CORS"
            case "object-lock": "BucketObjectLockConfiguration"
            case "legal-hold": "ObjectLegalHold"
            case "requestPayment": "BucketRequestPayment"
            default: target + parts[1].prefix(1).uppercased() + parts[1].dropFirst()
            }
        return "s3:\(verb)\(noun)"
    }
}
