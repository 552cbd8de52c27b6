internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

extension S3Service {
    func listBuckets(_ input: JSON) throws(AWSError) -> Response {
        let most = try Self.number(input, "max-buckets", upTo: 10_000, ifAbsent: 10_000)
        guard most > 0 else { throw Self.invalidNumber(input, "max-buckets") }
        let prefix = input["prefix"]?.string ?? ""
        let token = input["continuation-token"]?.string ?? ""
        let all = buckets.all.map(\.row).filter { $0.name.hasPrefix(prefix) && $0.name > token }
        let page = all.prefix(most)
        return .s3("ListAllMyBucketsResult") { writer in
            writer.element("Buckets") { writer in
                for bucket in page {
                    writer.element("Bucket") { writer in
                        writer.field("Name", bucket.name)
                        writer.field("CreationDate", date: bucket.created)
                    }
                }
            }
            writer.element("Owner") { $0.field("ID", Cloud.account) }
            if page.count < all.count, let last = page.last { writer.field("ContinuationToken", last.name) }
            if !prefix.isEmpty { writer.field("Prefix", prefix) }
        }
    }

    func createBucket(_ name: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        guard Self.isBucketName(name) else {
            throw AWSError("InvalidBucketName", "The specified bucket is not valid.", members: ["BucketName": .string(name)])
        }
        if !request.body.isEmpty, try xml(request)["LocationConstraint"]?.text == Cloud.region {
            throw AWSError(
                "InvalidLocationConstraint", "The specified location-constraint is not valid",
                members: ["LocationConstraint": .string(Cloud.region)])
        }
        buckets.modify(name) { row in
            // In us-east-1, making a bucket that one has is no error.
            if row == nil { row = S3Bucket(name: name, created: now) }
        }
        var response = Response(status: .ok, headers: Self.region)
        response.headers[.location] = "/\(name)"
        return response
    }

    /// Whether S3 takes a name for a bucket. See
    /// [the rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
    static func isBucketName(_ name: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            switch byte {
            case .some(UInt8(ascii: "a")...UInt8(ascii: "z")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): true
            default: false
            }
        }
        return (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            && isAlphanumeric(name.utf8.first) && isAlphanumeric(name.utf8.last) && !name.contains("..")
            && name.wholeMatch(of: /\d+\.\d+\.\d+\.\d+/) == nil
            && !["xn--", "sthree-", "amzn-s3-demo-"].contains(where: name.hasPrefix)
            && !["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].contains(where: name.hasSuffix)
    }

    func deleteBucket(_ name: String) throws(AWSError) -> Response {
        try alone { () throws(AWSError) in
            _ = try bucket(name)
            guard !objects.all.contains(where: { $0.row.bucket == name }) else {
                throw AWSError("BucketNotEmpty", "The bucket you tried to delete is not empty", members: ["BucketName": .string(name)])
            }
            for (id, upload) in uploads.all where upload.bucket == name { try replace(uploads, id) { $0 = nil } }
            buckets.modify(name) { $0 = nil }
        }
        return Response(status: .noContent)
    }

    /// A number of a request's query; without sign, and no larger than S3 takes it.
    static func number(_ input: JSON, _ name: String, upTo most: Int, ifAbsent usual: Int = 1000) throws(AWSError) -> Int {
        guard let text = input[name]?.string, !text.isEmpty else { return usual }
        guard let number = text.digits, number <= Int(Int32.max) else { throw invalidNumber(input, name) }
        return min(number, most)
    }

    private static func invalidNumber(_ input: JSON, _ name: String) -> AWSError {
        AWSError(
            "InvalidArgument", "Provided \(name) not an integer or within integer range",
            members: ["ArgumentName": .string(name), "ArgumentValue": input[name] ?? .null])
    }

    /// How a list writes keys: as they are, or percent-encoded where the client wants it.
    static func encoding(_ input: JSON) throws(AWSError) -> @Sendable (String) -> String {
        guard let wanted = input["encoding-type"] else { return { $0 } }
        guard wanted == "url" else {
            throw AWSError(
                "InvalidArgument", "Invalid Encoding Method specified in Request",
                members: ["ArgumentName": "encoding-type", "ArgumentValue": wanted])
        }
        return { $0.uriEncoded.replacing("%2F", with: "/") }
    }

    /// [ListObjectsV2](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html) and its forerunner.
    func listObjects(_ name: String, _ input: JSON, isSecond: Bool) throws(AWSError) -> Response {
        _ = try bucket(name)
        let prefix = input["prefix"]?.string ?? ""
        let delimiter = input["delimiter"]?.string ?? ""
        let most = try Self.number(input, "max-keys", upTo: 1000)
        let encoded = try Self.encoding(input)
        let token = input["continuation-token"]?.string
        let after = token.flatMap { Data(base64Encoded: $0) }.flatMap { String(validating: $0, as: UTF8.self) }
        if token != nil && after?.isEmpty != false {
            throw AWSError(
                "InvalidArgument", "The continuation token provided is incorrect", members: ["ArgumentName": "continuation-token"])
        }
        let start = after ?? input[isSecond ? "start-after" : "marker"]?.string ?? ""

        var entries: [S3ListEntry] = []
        var isTruncated = false
        let keys = objects.all.map(\.row).filter { $0.bucket == name && $0.key.utf8.starts(with: prefix.utf8) }.sorted {
            $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }
        for object in keys {
            let entry = S3ListEntry(object, prefix: prefix, delimiter: delimiter)
            guard start.utf8.lexicographicallyPrecedes(entry.name.utf8), entries.last.map({ !$0.isSame(as: entry) }) ?? true else {
                continue
            }
            guard entries.count < most else {
                isTruncated = most > 0
                break
            }
            entries.append(entry)
        }
        let encodes = input["encoding-type"] != nil
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

    /// [DeleteObjects](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html): each key for itself.
    func deleteObjects(_ name: String, _ request: GatewayRequest, _ call: AWSCall) throws(AWSError) -> Response {
        _ = try bucket(name)
        let document = try xml(request)
        let elements = document.all("Object")
        guard document.name == "Delete", (1...1000).contains(elements.count), elements.allSatisfy({ $0["Key"]?.text.isEmpty == false })
        else {
            throw malformedXML
        }
        let outcomes = elements.map { element in
            let key = element["Key"]?.text ?? ""
            do throws(AWSError) {
                try context.authorize(call, "s3:DeleteObject", on: Self.arn(name, key))
                let condition = S3WriteCondition(deleting: element["ETag"]?.text)
                if condition.readsObject { try context.authorize(call, "s3:GetObject", on: Self.arn(name, key)) }
                for member in ["LastModifiedTime", "Size"] where element[member] != nil {
                    throw AWSError("NotImplemented", "\(member) is for directory buckets.")
                }
                if let version = element["VersionId"]?.text, version != "null" {
                    throw AWSError("NoSuchVersion", "The specified version does not exist.")
                }
                try remove(name, key, if: condition)
                return (key: key, element: element, error: AWSError?.none)
            } catch {
                return (key: key, element: element, error: error)
            }
        }
        return .s3("DeleteResult") { writer in
            let isQuiet = document["Quiet"]?.text == "true"
            for outcome in outcomes where outcome.error == nil && !isQuiet {
                writer.element("Deleted") { $0.field("Key", outcome.key) }
            }
            for outcome in outcomes {
                guard let error = outcome.error else { continue }
                writer.element("Error") { writer in
                    writer.field("Key", outcome.key)
                    if let version = outcome.element["VersionId"]?.text { writer.field("VersionId", version) }
                    writer.field("Code", RestXMLProtocol.code(error.code))
                    writer.field("Message", error.message)
                }
            }
        }
    }

    /// What a bucket or an object has besides: tags. The rest is as with a bucket that nobody has set anything up for.
    func subresource(_ operation: String, _ name: String, _ key: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        let bucket = try bucket(name)
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
            let tags = operation == "PutBucket:tagging" ? try tags(request, most: 50) : []
            try buckets.modify(name) { row throws(AWSError) in
                guard row != nil else { throw Self.noSuchBucket(name) }
                row?.tags = tags
            }
            return Response(status: .noContent)
        case "GetObject:tagging": return tagging(try object(name, key).tags)
        case "PutObject:tagging", "DeleteObject:tagging":
            let tags = operation == "PutObject:tagging" ? try tags(request, most: 10) : []
            try objects.modify(Self.row(name, key)) { row throws(AWSError) in
                guard row != nil else { throw Self.noSuchKey(key) }
                row?.tags = tags
            }
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

    private func tags(_ request: GatewayRequest, most: Int) throws(AWSError) -> [IAMTag] {
        let document = try xml(request)
        guard document.name == "Tagging", let set = document["TagSet"] else { throw malformedXML }
        return try Self.checked(
            set.all("Tag").map { tag throws(AWSError) in
                guard let key = tag["Key"]?.text, let value = tag["Value"]?.text else { throw malformedXML }
                return IAMTag(key: key, value: value)
            }, most: most)
    }

    /// The XML of a request's body.
    func xml(_ request: GatewayRequest) throws(AWSError) -> XMLElement { try xml(body(request).bytes) }

    func xml(_ bytes: [UInt8]) throws(AWSError) -> XMLElement {
        do throws(XMLReader.Malformed) { return try XMLReader.document(bytes) } catch { throw malformedXML }
    }

    var malformedXML: AWSError {
        AWSError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
    }
}

/// A line of a list: an object, or what several keys have in common.
enum S3ListEntry {
    case object(S3Object)
    case prefix(String)

    init(_ object: S3Object, prefix: String, delimiter: String) {
        // By bytes: S3 knows nothing of what Unicode takes for one character.
        let rest = Array(object.key.utf8.dropFirst(prefix.utf8.count))
        if !delimiter.isEmpty, let end = rest.firstRange(of: Array(delimiter.utf8))?.upperBound {
            self = .prefix(prefix + String(decoding: rest[..<end], as: UTF8.self))
        } else {
            self = .object(object)
        }
    }

    func isSame(as other: S3ListEntry) -> Bool { name.utf8.elementsEqual(other.name.utf8) }

    var name: String {
        switch self {
        case .object(let object): object.key
        case .prefix(let prefix): prefix
        }
    }
}
