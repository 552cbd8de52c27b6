internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

extension S3Service {
    func listBuckets() -> Response {
        .s3("ListAllMyBucketsResult") { writer in
            writer.element("Buckets") { writer in
                for (_, bucket) in buckets.all {
                    writer.element("Bucket") { writer in
                        writer.field("Name", bucket.name)
                        writer.field("CreationDate", date: bucket.created)
                    }
                }
            }
            writer.element("Owner") { $0.field("ID", Cloud.account) }
        }
    }

    func createBucket(_ name: String) throws(AWSError) -> Response {
        let characters = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
        guard characters, (3...63).contains(name.utf8.count), name.first?.isPunctuation == false, name.last?.isPunctuation == false,
            !name.contains(".."), name.wholeMatch(of: /\d+\.\d+\.\d+\.\d+/) == nil
        else { throw AWSError("InvalidBucketName", "The specified bucket is not valid.", members: ["BucketName": .string(name)]) }
        buckets.modify(name) { row in
            // In us-east-1, making a bucket that one has is no error.
            if row == nil { row = S3Bucket(name: name, created: now) }
        }
        var response = Response(status: .ok, headers: Self.region)
        response.headers[.location] = "/\(name)"
        return response
    }

    func deleteBucket(_ name: String) throws(AWSError) -> Response {
        _ = try bucket(name)
        guard !objects.all.contains(where: { $0.row.bucket == name }) else {
            throw AWSError("BucketNotEmpty", "The bucket you tried to delete is not empty", members: ["BucketName": .string(name)])
        }
        for (id, upload) in uploads.all where upload.bucket == name { removeUpload(id) }
        buckets.modify(name) { $0 = nil }
        return Response(status: .noContent)
    }

    /// [ListObjectsV2](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html) and its forerunner.
    func listObjects(_ name: String, _ input: JSON, isSecond: Bool) throws(AWSError) -> Response {
        _ = try bucket(name)
        let prefix = input["prefix"]?.string ?? ""
        let delimiter = input["delimiter"]?.string ?? ""
        guard let most = input["max-keys"].map({ $0.wholeNumber }) ?? 1000, most >= 0 else {
            throw AWSError("InvalidArgument", "max-keys must be a number from 0 on.")
        }
        let token = input["continuation-token"]?.string
        let after = token.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
        if token != nil && after == nil { throw AWSError("InvalidArgument", "The continuation token provided is incorrect") }
        let start = after ?? input["start-after"]?.string ?? input["marker"]?.string ?? ""

        var entries: [S3ListEntry] = []
        var isTruncated = false
        let keys = objects.all.lazy.map(\.row).filter { $0.bucket == name && $0.key.hasPrefix(prefix) }.sorted {
            Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8))
        }
        for object in keys {
            let entry = S3ListEntry(object, prefix: prefix, delimiter: delimiter)
            guard Array(start.utf8).lexicographicallyPrecedes(Array(entry.name.utf8)), entry.name != entries.last?.name else { continue }
            guard entries.count < min(most, 1000) else {
                isTruncated = most > 0
                break
            }
            entries.append(entry)
        }
        let encodes = input["encoding-type"] == "url"
        func encoded(_ text: String) -> String { encodes ? text.uriEncoded.replacing("%2F", with: "/") : text }
        return .s3("ListBucketResult") { [entries, isTruncated] writer in
            writer.field("Name", name)
            writer.field("Prefix", encoded(prefix))
            if !delimiter.isEmpty { writer.field("Delimiter", encoded(delimiter)) }
            writer.field("MaxKeys", most)
            if encodes { writer.field("EncodingType", "url") }
            writer.member("IsTruncated", .bool(isTruncated))
            if isSecond {
                writer.field("KeyCount", entries.count)
                if let token { writer.field("ContinuationToken", token) }
                if let start = input["start-after"]?.string { writer.field("StartAfter", encoded(start)) }
                if isTruncated, let last = entries.last {
                    writer.field("NextContinuationToken", Data(last.name.utf8).base64EncodedString())
                }
            } else {
                writer.field("Marker", encoded(start))
                if isTruncated, let last = entries.last { writer.field("NextMarker", encoded(last.name)) }
            }
            for case .object(let object) in entries {
                writer.element("Contents") { writer in
                    writer.field("Key", encoded(object.key))
                    writer.field("LastModified", date: object.modified)
                    writer.field("ETag", object.etag)
                    writer.field("Size", object.size)
                    writer.field("StorageClass", "STANDARD")
                }
            }
            for case .prefix(let prefix) in entries {
                writer.element("CommonPrefixes") { $0.field("Prefix", encoded(prefix)) }
            }
        }
    }

    func deleteObjects(_ name: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        _ = try bucket(name)
        let document = try xml(request)
        let keys = document.all("Object").compactMap { $0["Key"]?.text }
        guard !keys.isEmpty, keys.count <= 1000 else { throw malformedXML }
        for key in keys { remove(name, key) }
        return .s3("DeleteResult") { writer in
            guard document["Quiet"]?.text != "true" else { return }
            for key in keys { writer.element("Deleted") { $0.field("Key", key) } }
        }
    }

    /// What a bucket or an object has besides: tags. The rest is as with a bucket that nobody has set anything up for.
    func subresource(_ operation: String, _ name: String, _ key: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        var bucket = try bucket(name)
        switch operation {
        case "GetBucket:location": return .s3("LocationConstraint") { _ in }
        case "GetBucket:versioning": return .s3("VersioningConfiguration") { _ in }
        case "GetBucket:accelerate": return .s3("AccelerateConfiguration") { _ in }
        case "GetBucket:logging": return .s3("BucketLoggingStatus") { _ in }
        case "GetBucket:notification": return .s3("NotificationConfiguration") { _ in }
        case "GetBucket:requestPayment": return .s3("RequestPaymentConfiguration") { $0.field("Payer", "BucketOwner") }
        case "GetBucket:acl", "GetObject:acl":
            return .s3("AccessControlPolicy") { writer in
                writer.element("Owner") { $0.field("ID", Cloud.account) }
                writer.element("AccessControlList") { _ in }
            }
        case "GetBucket:tagging":
            guard !bucket.tags.isEmpty else { throw AWSError("NoSuchTagSet", "The TagSet does not exist") }
            return tagging(bucket.tags)
        case "PutBucket:tagging", "DeleteBucket:tagging":
            bucket.tags = operation == "PutBucket:tagging" ? try tags(request) : []
            buckets.modify(name) { [bucket] in $0 = bucket }
            return Response(status: .noContent)
        case "GetObject:tagging": return tagging(try object(name, key).tags)
        case "PutObject:tagging", "DeleteObject:tagging":
            var object = try object(name, key)
            object.tags = operation == "PutObject:tagging" ? try tags(request) : []
            objects.modify("\(name)/\(key)") { [object] in $0 = object }
            return Response(status: operation == "PutObject:tagging" ? .ok : .noContent)
        default:
            if let code = Self.absences[operation] { throw AWSError(code, "Nothing of the kind is configured.") }
            throw AWSError("NotImplemented", "The local S3 does not play \(operation.prefix(100)).")
        }
    }

    private static let absences = [
        "GetBucket:cors": "NoSuchCORSConfiguration", "GetBucket:encryption": "ServerSideEncryptionConfigurationNotFoundError",
        "GetBucket:lifecycle": "NoSuchLifecycleConfiguration", "GetBucket:object-lock": "ObjectLockConfigurationNotFoundError",
        "GetBucket:ownershipControls": "OwnershipControlsNotFoundError", "GetBucket:policy": "NoSuchBucketPolicy",
        "GetBucket:publicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
        "GetBucket:replication": "ReplicationConfigurationNotFoundError", "GetBucket:website": "NoSuchWebsiteConfiguration",
    ]

    private func tagging(_ tags: [IAMTag]) -> Response {
        .s3("Tagging") { writer in
            writer.element("TagSet") { writer in
                for tag in tags { writer.element("Tag") { $0.members(tag.json.object ?? [:]) } }
            }
        }
    }

    private func tags(_ request: GatewayRequest) throws(AWSError) -> [IAMTag] {
        let tags = try xml(request)["TagSet"]?.all("Tag").map { IAMTag(key: $0["Key"]?.text ?? "", value: $0["Value"]?.text ?? "") } ?? []
        guard tags.count <= 50, tags.allSatisfy({ !$0.key.isEmpty }) else { throw AWSError("InvalidTag", "The tags are not valid.") }
        return tags
    }

    /// The XML of a request's body.
    func xml(_ request: GatewayRequest) throws(AWSError) -> XMLElement {
        do { return try XMLReader.document(try body(request).bytes) } catch let error as AWSError { throw error } catch {
            throw malformedXML
        }
    }

    private var malformedXML: AWSError {
        AWSError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
    }
}

/// A line of a list: an object, or what several keys have in common.
enum S3ListEntry {
    case object(S3Object)
    case prefix(String)

    init(_ object: S3Object, prefix: String, delimiter: String) {
        let rest = object.key.dropFirst(prefix.count)
        if !delimiter.isEmpty, let range = rest.range(of: delimiter) {
            self = .prefix(prefix + rest[..<range.upperBound])
        } else {
            self = .object(object)
        }
    }

    var name: String {
        switch self {
        case .object(let object): object.key
        case .prefix(let prefix): prefix
        }
    }
}
